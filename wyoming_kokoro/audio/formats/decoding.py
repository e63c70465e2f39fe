"""Decodes sounds that people bring, within limits: WAV by itself, all other formats with PyAV."""

import io
import time
import wave
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.speech import Samples

if TYPE_CHECKING:
    from av import AudioResampler
    from av.container import InputContainer

MAX_BYTES = 100_000_000
"""The largest file that is decoded: ten minutes of a WAV file in stereo."""
MAX_SECONDS = 600.0
"""The longest sound: what judges and listeners of a whole sound can hold in memory."""
MAX_DECODE_SECONDS = 30.0
"""How long decoding may take: a file that is made to be slow is refused."""
MIN_RATE, MAX_RATE = 4_000, 384_000
"""Rates that sound of speech may have."""


def decode(content: bytes) -> tuple[Samples, int]:
    """Return the samples of a file, as one channel, and their rate; BadRequest where it cannot be decoded. Blocks."""
    if len(content) > MAX_BYTES:
        raise BadRequest(f"The sound is larger than {MAX_BYTES} bytes.", code="bad_file")
    samples, rate = _wave(content) or _decoded(content)
    if not MIN_RATE <= rate <= MAX_RATE:
        raise BadRequest(f"The sound has {rate} samples a second, which speech cannot have.", code="bad_file")
    if len(samples) > MAX_SECONDS * rate:
        raise BadRequest(f"The sound is longer than {MAX_SECONDS:.0f} seconds.", code="bad_file")
    if not len(samples):
        raise BadRequest("The sound is empty.", code="bad_file")
    return samples, rate


def _wave(content: bytes) -> tuple[Samples, int] | None:
    """Return a WAV file of 16 bits, exact to the sample; None for any other."""
    if content[:4] != b"RIFF":
        return None
    try:
        with wave.open(io.BytesIO(content), "rb") as file:
            if file.getsampwidth() != 2:  # noqa: PLR2004 -- bytes; others are decoded by PyAV
                return None
            rate, channels = file.getframerate(), file.getnchannels()
            raw = file.readframes(file.getnframes())
    except (wave.Error, EOFError, ValueError):
        return None
    whole = len(raw) // (2 * channels) * channels
    samples = np.frombuffer(raw, "<i2", count=whole).astype(np.float32) / 32_768
    return np.asarray(samples.reshape(-1, channels).mean(axis=1), np.float32), rate


def _decoded(content: bytes) -> tuple[Samples, int]:
    import av  # noqa: PLC0415 -- a tenth of a second and 20 MB, which WAV files do without

    try:
        with av.open(io.BytesIO(content), "r", metadata_errors="ignore") as container:
            rate = int(container.streams.audio[0].codec_context.sample_rate)
            resampler = av.AudioResampler("flt", "mono", rate)
            parts = list(decoded_parts(container, resampler, round(MAX_SECONDS * rate) + 1, MAX_DECODE_SECONDS))
    except (av.FFmpegError, OSError, ValueError, IndexError, TypeError) as error:
        raise BadRequest("The sound cannot be decoded.", code="bad_file") from error
    return np.asarray(np.concatenate(parts), np.float32) if parts else np.zeros(0, np.float32), rate


def decoded_parts(
    container: "InputContainer", resampler: "AudioResampler", left: int, seconds: float
) -> Iterator[NDArray[Any]]:
    """Yield the sound of an opened file in parts: so many samples at most; ValueError if it takes longer. Blocks."""
    began = time.monotonic()
    for frame in chain(container.decode(audio=0), (None,)):
        for resampled in resampler.resample(frame):
            part = resampled.to_ndarray().reshape(-1)[:left]
            left -= len(part)
            yield part
        if left <= 0:
            return
        if time.monotonic() - began > seconds:
            raise ValueError("decoding takes too long")
