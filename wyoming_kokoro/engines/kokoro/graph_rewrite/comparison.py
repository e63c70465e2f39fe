"""Measures how far two sounds are apart."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

EQUAL_DECIBELS = 100.0
"""Two sounds are the same from this level difference on: their difference is a tenth of what 16 bits can represent."""
IDENTICAL_DECIBELS = 400.0
"""For sounds without any difference."""


def signal_to_difference(sound: Floats, other: Floats) -> float:
    """Return the level of a sound above that of its difference from another one, in decibels."""
    if sound.shape != other.shape or not np.isfinite(other).all():
        return 0.0
    error = np.sum(np.square(sound.astype(np.float64) - other))
    power = np.sum(np.square(sound, dtype=np.float64))
    if not power:
        return 0.0
    return float(10 * np.log10(power / error)) if error else IDENTICAL_DECIBELS


def spectral_distance(sound: Floats, other: Floats) -> float:
    """Return the mean difference of the levels of two spectra, in decibels, over windows of 21 milliseconds."""
    return float(np.abs(_levels(sound) - _levels(other)).mean())


def _levels(samples: Floats) -> Floats:
    window, step, minimum = 512, 128, 1e-5
    frames = np.lib.stride_tricks.sliding_window_view(samples, window)[::step] * np.hanning(window)
    return np.asarray(20 * np.log10(np.abs(np.fft.rfft(frames)) + minimum), np.float32)
