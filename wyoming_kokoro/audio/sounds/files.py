"""Sounds from the user's files: decoded within limits, repeated without a seam, and their loudness measured once."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.audio.formats.decoding import decoded_parts
from wyoming_kokoro.audio.loudness import loudness
from wyoming_kokoro.audio.sounds.layers import BLOCK, BlockSource
from wyoming_kokoro.audio.sounds.sound import SoundDefinition
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.speech import RATE

MAX_BYTES = 100_000_000
"""The largest file that is opened: ten minutes of a WAV file in stereo."""

MAX_SECONDS = 300.0
"""How much of a file is used: what follows would be repeated rarely, and takes memory."""

MAX_DECODE_SECONDS = 20.0
"""How long decoding may take: a file that is made to be slow is refused."""

SEAM_SECONDS = 2.0
"""How long the end of a file fades into its beginning, at most; short ones by a tenth of their length."""

MIN_SECONDS = 0.05
_MEASURED = 60.0
"""Seconds that its loudness is measured over."""

_SILENT = -60.0
"""LUFS below which a file counts as silent: it is not turned up to be heard."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class SoundFile:
    """A decoded file."""

    samples: NDArray[np.int16]
    loudness: float

    def definition(self, name: str) -> SoundDefinition:
        """Return it as a sound of the library."""
        seconds = len(self.samples) / RATE
        return SoundDefinition(name, "Your own file.", partial(_repeated, self.samples), self.loudness, "file", seconds)


class Repeating:
    """A sound again and again: its end fades into its beginning with equal power."""

    def __init__(self, samples: NDArray[np.int16]) -> None:
        self._samples = samples
        self._seam = min(round(SEAM_SECONDS * RATE), len(samples) // 10)
        self._at = 0

    def block(self) -> Samples:
        """Return the next block."""
        length = len(self._samples) - self._seam  # after which it repeats: the last ones are heard with the first ones
        places = self._at + np.arange(BLOCK)
        self._at += BLOCK
        rounds, inside = np.divmod(places, length)
        block = self._samples[inside].astype(np.float32)
        late = (inside < self._seam) & (rounds > 0)
        angle = np.pi / 2 * (inside[late] + 0.5) / max(self._seam, 1)
        block[late] = block[late] * np.sin(angle) + self._samples[length + inside[late]] * np.cos(angle)
        return np.multiply(block, 1 / 32768, dtype=np.float32)


def _repeated(samples: NDArray[np.int16], _random: np.random.Generator) -> BlockSource:
    return Repeating(samples)


def read_sound(path: Path) -> SoundFile:
    """Decode a file; BadRequest where that cannot be done within the limits. Blocks."""
    if path.stat().st_size > MAX_BYTES:
        raise BadRequest(f"The file of this sound is larger than {MAX_BYTES} bytes.", code="sound_damaged")
    import av  # noqa: PLC0415 -- few sounds are files, and its import takes a tenth of a second

    try:
        samples = np.concatenate([np.zeros(0, np.int16), *_decoded(path)], dtype=np.int16)
    except (av.FFmpegError, OSError, ValueError, IndexError) as error:
        _LOG.warning("%s cannot be decoded: %s", path, error)
        raise BadRequest("The file of this sound cannot be decoded.", code="sound_damaged") from error
    if len(samples) < MIN_SECONDS * RATE:
        raise BadRequest("The file of this sound is empty, or too short.", code="sound_damaged")
    measured = loudness(np.multiply(samples[: round(_MEASURED * RATE)], 1 / 32768, dtype=np.float32))
    return SoundFile(samples, max(measured if measured is not None else 0.0, _SILENT))


def _decoded(path: Path) -> Iterator[NDArray[np.int16]]:
    """Yield the sound of a file in parts: one channel, at RATE."""
    import av  # noqa: PLC0415 -- the same

    with av.open(str(path), "r", metadata_errors="ignore", options={"protocol_whitelist": "file"}) as container:
        resampler = av.AudioResampler("s16", "mono", RATE)
        for part in decoded_parts(container, resampler, round(MAX_SECONDS * RATE), MAX_DECODE_SECONDS):
            yield part.astype(np.int16, copy=False)
