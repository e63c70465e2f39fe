"""How loud speech is heard, and what brings it to one level."""

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.speech import RATE, Samples

LEVEL = -20.0
"""Decibels, as measured here, that every voice is brought to: louder leaves no room for a voice's peaks."""

MOST = 9.0
"""Decibels by which a voice is turned up or down at the most: further off, the measurement is to be doubted."""

_BLOCK = round(0.4 * RATE)
_HOP = _BLOCK // 4
_SILENT = -60.0
_GATE = 10.0
"""What is this much softer than the rest is a pause, and does not count."""


def loudness(samples: Samples) -> float | None:
    """Decibels of the parts that are speech, weighted as the ear does (ITU-R BS.1770); None if there is none."""
    if len(samples) < _BLOCK:
        return None
    blocks = np.lib.stride_tricks.sliding_window_view(samples, _BLOCK)[::_HOP]
    spectra = np.abs(np.fft.rfft(blocks, axis=1)) ** 2 * _WEIGHTS
    power = 2 * spectra.sum(axis=1) / _BLOCK**2
    heard = power[power > 10 ** (_SILENT / 10)]
    if not len(heard):
        return None
    heard = heard[heard >= heard.mean() * 10 ** (-_GATE / 10)]
    return float(10 * np.log10(heard.mean()))


def gain_for(level: float) -> float:
    """The factor that brings a voice of this loudness to the common level."""
    return float(10 ** (np.clip(LEVEL - level, -MOST, MOST) / 20))


def _weights() -> NDArray[np.float64]:
    """The power response of BS.1770's two filters at 48 kHz: a shelf for the head, and a cut of the lows."""
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(_BLOCK, 1 / RATE) / 48_000)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    cut = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    response: NDArray[np.float64] = np.abs(shelf * cut) ** 2
    return response


_WEIGHTS = _weights()
