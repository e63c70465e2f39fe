"""The resampler, for whole sounds and for sound that arrives in pieces."""

from functools import lru_cache
from math import ceil, gcd

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.speech import NOTHING, Samples

# A Kaiser window of this shape keeps what folds back 90 dB below what is meant; the filter is flat to within 0.01 dB
# up to 0.9 of the lower rate's limit.
_SHAPE = 9.0
_EDGE = 0.9
_WIDTH = 64
"""How far the filter reaches to either side, in samples at the lower rate."""

_FEWEST = 128
"""Samples that are made by one product of matrices; below, calling costs more than computing."""


class Resampler:
    """Converts sound from one rate to another; its duration stays, and it is not delayed."""

    def __init__(self, rate: int, target: int) -> None:
        self._rate, self._target = rate, target
        self._matrix, self._hop, self._made, self._reach = _design(rate, target)
        self._held: Samples = np.zeros(self._reach, np.float32)
        self._received = self._returned = 0

    def feed(self, samples: Samples) -> Samples:
        """Return what is ready."""
        if self._rate == self._target:
            return samples
        self._received += len(samples)
        return self._convert(np.concatenate((self._held, samples)))

    def finish(self) -> Samples:
        """Return what was held back."""
        if self._rate == self._target:
            return NOTHING
        left = round(self._received * self._target / self._rate) - self._returned
        padding = np.zeros(len(self._matrix) + ceil(left / self._made) * self._hop, np.float32)
        return self._convert(np.concatenate((self._held, padding)))[:left]

    def _convert(self, samples: Samples) -> Samples:
        if len(samples) < len(self._matrix):
            self._held = samples
            return NOTHING
        frames = np.lib.stride_tricks.sliding_window_view(samples, len(self._matrix))[:: self._hop]
        self._held = samples[len(frames) * self._hop :]
        output: Samples = (frames @ self._matrix).reshape(-1)
        self._returned += len(output)
        return output


def resample(samples: Samples, rate: int, target: int) -> Samples:
    """Return a whole sound at another rate."""
    resampler = Resampler(rate, target)
    return np.concatenate((resampler.feed(samples), resampler.finish()))


@lru_cache(maxsize=16)
def _design(rate: int, target: int) -> tuple[NDArray[np.float32], int, int, int]:
    """Return a matrix that turns input samples into output samples, its step, how many it makes, and its reach.

    After rate/gcd samples the two grids meet again, so one matrix serves for the whole sound.
    """
    common = gcd(rate, target)
    times = ceil(_FEWEST / (target // common))
    hop, made = rate // common * times, target // common * times
    lower = min(rate, target) / rate
    reach = ceil(_WIDTH / lower)
    places = np.arange(made) * (hop / made)
    distances = np.arange(hop + 2 * reach)[:, None] - reach - places[None, :]
    inside = np.clip(1 - (distances / reach) ** 2, 0, None)
    window = np.where(np.abs(distances) < reach, np.i0(_SHAPE * np.sqrt(inside)) / np.i0(_SHAPE), 0)
    cutoff = lower * (1 + _EDGE) / 2
    matrix = cutoff * np.sinc(cutoff * distances) * window
    return (matrix / matrix.sum(axis=0)).astype(np.float32), hop, made, reach
