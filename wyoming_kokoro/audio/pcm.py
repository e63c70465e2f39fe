"""Samples as the 16-bit numbers that both doors send."""

import numpy as np

from wyoming_kokoro.speech import Samples

_LOUDEST = 32767


def pcm16(samples: Samples) -> bytes:
    """Give samples as 16-bit little-endian PCM: rounded, and cut off at full scale."""
    return np.rint(np.clip(samples, -1, 1) * _LOUDEST).astype("<i2").tobytes()
