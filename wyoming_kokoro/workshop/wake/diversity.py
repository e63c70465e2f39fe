"""How different the samples of a data set sound, by the speech embedding."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from wyoming_kokoro.workshop.datasets.sample import SampleRow
from wyoming_kokoro.workshop.wake.speech_embedding import Vectors

DUPLICATE = 0.995
"""The cosine above which two samples are nearly the same: the same sound in other noise has 0.995 to 0.996, the most
alike of 28 voices 0.994."""
MOST = 10_000
"""Samples of a part that are compared, spread over all."""
_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Diversity:
    """How different the samples of a part are."""

    role: str
    part: str
    samples: int
    distance: float
    """The mean distance of two samples, 1 less their cosine."""
    duplicates: float
    """The share of samples of which another one is nearly the same."""

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {"role": self.role, "part": self.part, "samples": self.samples, "distance": round(self.distance, 5),
                "near_duplicates": round(self.duplicates, 5)}  # fmt: skip

    def __str__(self) -> str:
        """Return it for people."""
        return (
            f"{self.role:<10} {self.part or 'no part':<10} {self.samples:>7} samples, mean distance "
            f"{self.distance:.4f}, {100 * self.duplicates:.1f} % nearly the same as another"
        )


def diversity(samples: Sequence[SampleRow], places: Vectors) -> Iterator[Diversity]:
    """Yield how different the samples are of each role and part that has two or more."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, sample in enumerate(samples):
        groups[sample.role, sample.split].append(number)
    for (role, part), numbers in sorted(groups.items()):
        if len(numbers) > 1:
            chosen = places[numbers[:: -(-len(numbers) // MOST)]]
            yield Diversity(role, part, len(numbers), mean_distance(chosen), duplicate_share(chosen))


def mean_distance(places: Vectors) -> float:
    """Return the mean distance of two places of length one: all pairs follow from the sum of all places."""
    count = len(places)
    whole = places.astype(np.float64).sum(axis=0)
    own = float(np.square(places, dtype=np.float64).sum())
    return 1.0 - (float(whole @ whole) - own) / (count * (count - 1))


def duplicate_share(places: Vectors) -> float:
    """Return the share of places that have another one nearly in the same place."""
    found = 0
    for start in range(0, len(places), _AT_ONCE):
        near = places[start : start + _AT_ONCE] @ places.T
        near[np.arange(len(near)), start + np.arange(len(near))] = -1.0
        found += int(np.count_nonzero(near.max(axis=1) > DUPLICATE))
    return found / len(places)
