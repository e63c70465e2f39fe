"""Means with the interval in which they lie with a chance of 95 %, by drawing the texts again and again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 4000
SEED = 20_260_101


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and its interval."""

    value: float
    low: float
    high: float


def ratio(numerators: Sequence[float], denominators: Sequence[float]) -> Interval:
    """Return the ratio of two sums over texts: with denominators of 1 it is the mean."""
    above, below = np.asarray(numerators, np.float64), np.asarray(denominators, np.float64)
    draws = _draws(len(above))
    drawn = above[draws].sum(axis=1) / below[draws].sum(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Interval(float(above.sum() / below.sum()), float(low), float(high))


def mean(values: Sequence[float]) -> Interval:
    """Return the mean over texts; of differences between two ways to speak the same texts it is a paired comparison."""
    return ratio(values, np.ones(len(values)).tolist())


def _draws(count: int) -> NDArray[np.int64]:
    return np.random.default_rng(SEED).integers(count, size=(DRAWS, count))
