"""The loudness of speech as people perceive it, and the gain that brings voices to one loudness."""

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.speech import RATE, Samples

LEVEL = -20.0
"""Decibels that every voice is brought to: louder leaves no room for a voice's peaks."""

MAX_GAIN = 9.0
"""Decibels by which a voice is turned up or down at most: a larger difference is a wrong measurement."""

_BLOCK = round(0.4 * RATE)
_HOP = _BLOCK // 4
_SILENT = -60.0
_GATE = 10.0
"""Decibels: blocks that are this much softer than the mean are pauses, and do not count."""


def loudness(samples: Samples) -> float | None:
    """Return the loudness of the speech in decibels (ITU-R BS.1770), None if there is no speech."""
    if len(samples) < _BLOCK:
        return None
    blocks = np.lib.stride_tricks.sliding_window_view(samples, _BLOCK)[::_HOP]
    spectra = np.abs(np.fft.rfft(blocks, axis=1)) ** 2 * _WEIGHTS
    power = 2 * spectra.sum(axis=1) / _BLOCK**2
    audible = power[power > 10 ** (_SILENT / 10)]
    if not len(audible):
        return None
    audible = audible[audible >= audible.mean() * 10 ** (-_GATE / 10)]
    return float(10 * np.log10(audible.mean()))


def gain_for(level: float) -> float:
    """Return the factor that brings a voice of this loudness to the common one."""
    return float(10 ** (np.clip(LEVEL - level, -MAX_GAIN, MAX_GAIN) / 20))


def _weights() -> NDArray[np.float64]:
    """Return the power response of BS.1770's two filters at 48 kHz: a high shelf and a high pass."""
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(_BLOCK, 1 / RATE) / 48_000)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    cut = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    response: NDArray[np.float64] = np.abs(shelf * cut) ** 2
    return response


_WEIGHTS = _weights()
