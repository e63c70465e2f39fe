"""Responses decoded as sound."""

import io
import json
from base64 import b64decode
from dataclasses import dataclass
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class DecodedSound:
    """The sound of a response."""

    samples: NDArray[np.float32]
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    @property
    def level(self) -> float:
        """Root mean square."""
        return float(np.sqrt(np.mean(np.square(self.samples)))) if len(self.samples) else 0.0


def decoded(content: bytes, form: str = "mp3", rate: int = 24_000) -> DecodedSound:
    """Decode a response; `rate` is for formats without a header."""
    if form == "pcm":
        return DecodedSound((np.frombuffer(content, "<i2") / 32768).astype(np.float32), rate)
    raw = {"mulaw": "mulaw", "alaw": "alaw"}.get(form)
    options = {"sample_rate": str(rate)} if raw else {}
    with av.open(io.BytesIO(content), "r", format=raw, options=options) as container:
        resampler = av.AudioResampler("flt", "mono")
        frames = [*container.decode(audio=0), None]
        parts = [part.to_ndarray()[0] for frame in frames for part in resampler.resample(frame)]
        return DecodedSound(np.concatenate(parts).astype(np.float32), container.streams.audio[0].rate or rate)


def events(content: bytes) -> list[dict[str, Any]]:
    """The data of server-sent events."""
    blocks = content.decode().split("\n\n")
    return [json.loads(line[6:]) for block in blocks for line in block.split("\n") if line.startswith("data: ")]


def sound_of(deltas: list[dict[str, Any]]) -> bytes:
    """The sound in events."""
    return b"".join(b64decode(each["audio"], validate=True) for each in deltas if "audio" in each)
