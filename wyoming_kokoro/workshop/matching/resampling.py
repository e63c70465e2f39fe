"""Changes the rate of a whole sound as the tuner's training did: a windowed low pass with zero delay.

The program's own resampler works on a stream and has another filter; a tuner is only as good as its input is the same.
"""

from math import gcd

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_ZEROS = 10
"""Zero crossings of the filter on each side."""
_BETA = 5.0
"""Of its Kaiser window."""
_BLOCK = 65_536
"""Samples that are made at once, so that the memory for them is bounded."""


def to_rate(samples: Floats, rate: int, wanted: int) -> Floats:
    """Return the sound at another rate."""
    if rate == wanted:
        return samples
    divisor = gcd(rate, wanted)
    up, down = wanted // divisor, rate // divisor
    half = _ZEROS * max(up, down)
    taps = _low_pass(half, max(up, down)) * up
    width = 2 * half // up + 1
    padded = np.pad(samples.astype(np.float64), (width, width + 1))
    by_phase = np.zeros((up, width + 1))
    for phase in range(up):
        each = taps[phase::up]
        by_phase[phase, : len(each)] = each
    count = -(-len(samples) * up // down)
    parts = [
        _resampled(padded, by_phase, np.arange(at, min(at + _BLOCK, count)) * down + half, up, width)
        for at in range(0, count, _BLOCK)
    ]
    return np.concatenate(parts).astype(np.float32)


def _low_pass(half: int, factor: int) -> NDArray[np.float64]:
    places = np.arange(-half, half + 1)
    taps = np.sinc(places / factor) * np.kaiser(2 * half + 1, _BETA)
    result: NDArray[np.float64] = taps / taps.sum()
    return result


def _resampled(
    padded: NDArray[np.float64], by_phase: NDArray[np.float64], places: NDArray[np.int64], up: int, width: int
) -> NDArray[np.float64]:
    """Return the sound at places that are counted in the raised rate, from the beginning of the filter."""
    newest, phases = places // up, places % up
    behind = np.arange(by_phase.shape[1])
    windows = padded[np.minimum(newest[:, None] - behind[None, :] + width, len(padded) - 1)]
    result: NDArray[np.float64] = np.einsum("ij,ij->i", windows, by_phase[phases])
    return result
