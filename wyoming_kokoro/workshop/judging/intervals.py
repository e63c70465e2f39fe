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
    wholes = below[draws].sum(axis=1)
    drawn = above[draws].sum(axis=1)[wholes > 0] / wholes[wholes > 0]  # a draw may have no text that counts
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Interval(float(above.sum() / below.sum()), float(low), float(high))


def mean(values: Sequence[float]) -> Interval:
    """Return the mean over texts; of differences between two ways to speak the same texts it is a paired comparison."""
    return ratio(values, np.ones(len(values)).tolist())


def _draws(count: int) -> NDArray[np.int64]:
    return np.random.default_rng(SEED).integers(count, size=(DRAWS, count))


def chance_of_no_difference(differences: Sequence[float]) -> float:
    """Return how likely a mean difference of this size is if there is none: by changing signs again and again."""
    values = np.asarray(differences, np.float64)
    if not len(values) or not values.any():
        return 1.0
    signs = np.random.default_rng(SEED).choice((-1.0, 1.0), size=(DRAWS, len(values)))
    drawn = np.abs((signs * values).mean(axis=1))
    return float((np.sum(drawn >= abs(values.mean()) - 1e-12) + 1) / (DRAWS + 1))
