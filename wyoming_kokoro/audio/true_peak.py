"""The peaks of the sound between its samples, which players and codecs meet (ITU-R BS.1770-4, annex 2)."""

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.speech import Samples

OVERSAMPLING = 8
"""Points at which each sample's interval is looked at: 192,000 a second, as BS.1770 has it (four at 48 kHz)."""

REACH = 12
"""Samples on either side from which a point between two samples is computed."""


def true_peaks(samples: Samples) -> Samples:
    """Return for each sample the highest level from it up to the next sample.

    The last REACH samples are missing in the result, and so are the first REACH - 1: they lack neighbours.
    """
    inner = samples[REACH - 1 : len(samples) - REACH]
    peaks = np.abs(inner)
    if not len(peaks):
        return peaks
    for phase in _PHASES:
        np.maximum(peaks, np.abs(np.convolve(samples, phase, "valid")), out=peaks)
    return peaks


def true_peak(samples: Samples) -> float:
    """Return the highest level of a whole sound."""
    return float(true_peaks(np.pad(samples, REACH)).max(initial=0.0))


def _phases() -> tuple[NDArray[np.float32], ...]:
    """Return the filters for the points between two samples: a sinc with a Kaiser window."""
    filters = []
    for step in range(1, OVERSAMPLING):
        distance = np.arange(-REACH, REACH) + step / OVERSAMPLING
        window = np.i0(_KAISER * np.sqrt(np.maximum(1 - (distance / REACH) ** 2, 0))) / np.i0(_KAISER)
        values = np.sinc(distance) * window
        filters.append((values / values.sum()).astype(np.float32))
    return tuple(filters)


_KAISER = 5.0
"""The shape of the window: flat up to 11 kHz within a tenth of a decibel."""

_PHASES = _phases()

LARGEST_FACTOR = float(max(np.abs(phase).sum() for phase in _PHASES))
"""How many times higher than all samples a point between them can be at most."""
