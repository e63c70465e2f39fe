"""The loudness of speech as people perceive it, in LUFS (ITU-R BS.1770-4)."""

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.speech import RATE, Samples

_BLOCK = round(0.4 * RATE)
_HOP = round(0.1 * RATE)
_OFFSET = -0.691
"""Decibels: what the filters add at 997 Hz."""
_SILENT = -70.0
"""LUFS of a block that counts as silence."""
_GATE = 10.0
"""Decibels: blocks that are this much softer than the mean are pauses, and do not count."""
_FILTER_TAIL = round(0.1 * RATE)
"""Samples after which the filters have come to rest."""


def loudness(samples: Samples) -> float | None:
    """Return the integrated loudness in LUFS; None if there is nothing to be heard.

    What is shorter than a block counts as if silence followed it.
    """
    padded = np.pad(samples, (0, max(_BLOCK - len(samples), 0)))
    squares = np.cumsum(np.concatenate(([0.0], _weighted(padded) ** 2)))
    starts = np.arange(0, len(padded) - _BLOCK + 1, _HOP)
    power = np.maximum(squares[starts + _BLOCK] - squares[starts], 0) / _BLOCK
    audible = power[power > _power(_SILENT)]
    if not len(audible):
        return None
    audible = audible[audible > audible.mean() * 10 ** (-_GATE / 10)]
    return float(_OFFSET + 10 * np.log10(audible.mean()))


def _power(level: float) -> float:
    """Return the mean square of a sound of this loudness."""
    return float(10 ** ((level - _OFFSET) / 10))


def _weighted(samples: Samples) -> NDArray[np.float64]:
    """Return the samples after BS.1770's two filters: a high shelf and a high pass."""
    size = 1 << (len(samples) + _FILTER_TAIL - 1).bit_length()
    spectrum = np.fft.rfft(samples.astype(np.float64), size) * _response(size)
    return np.fft.irfft(spectrum, size)[: len(samples)]


def _response(size: int) -> NDArray[np.complex128]:
    """Return the response of the filters, which are defined at 48 kHz, at the frequencies of a spectrum."""
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size, 1 / RATE) / 48_000)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    cut = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    response: NDArray[np.complex128] = shelf * cut
    return response
