"""Samples as the 16-bit numbers that both servers send."""

import numpy as np

from wyoming_kokoro.speech import Samples

_FULL_SCALE = 32767


def pcm16(samples: Samples) -> bytes:
    """Return samples as 16-bit little-endian PCM, rounded and clipped at full scale."""
    return np.rint(np.clip(samples, -1, 1) * _FULL_SCALE).astype("<i2").tobytes()
