"""Outliers: samples that lie far from all others of their phrase, by the speech embedding."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.workshop.datasets.sample import SampleRow
from wyoming_kokoro.workshop.wake.embedding_judge import DEFINITION, PLACE, places_of
from wyoming_kokoro.workshop.wake.gates.gate import GateContext, GateOutcome, measured
from wyoming_kokoro.workshop.wake.sounds_apart import WAKE
from wyoming_kokoro.workshop.wake.speech_embedding import Vectors

NAME = "outliers"
FAR = 6.0
"""How many times farther than usual a sample must be from the middle of its phrase to be one."""
LEAST = 20
"""Samples of a phrase and preset, with fewer of which nothing is usual."""
_SPREAD = 1.4826
"""Turns the median of deviations into a standard deviation."""
_TINY = 1e-6


def run(context: GateContext, samples: Sequence[SampleRow]) -> GateOutcome:
    """Reject samples that are far from the others of their phrase, in the same acoustic condition."""
    outcome = GateOutcome(NAME)
    values = measured(context, DEFINITION, samples, outcome)
    groups: dict[tuple[str, str], list[SampleRow]] = defaultdict(list)
    for sample in samples:
        if sample.id in values:
            groups[WAKE if sample.role == WAKE else sample.text, sample.preset].append(sample)
    for group in groups.values():
        if len(group) < LEAST:
            continue
        far = farness(places_of([str(values[sample.id][PLACE]) for sample in group]))
        for sample, times in zip(group, far, strict=True):
            if times > FAR:
                outcome.rejected[sample.id] = f"It lies {times:.1f} times as far from the others as is usual."
    return outcome


def farness(places: Vectors) -> NDArray[np.float64]:
    """Return how far each place is from the middle of all, in standard deviations of that distance."""
    middle = np.median(places, axis=0)
    middle /= np.linalg.norm(middle) or 1.0
    distances = 1.0 - places.astype(np.float64) @ middle
    usual = np.median(distances)
    spread = _SPREAD * np.median(np.abs(distances - usual)) + _TINY
    found: NDArray[np.float64] = (distances - usual) / spread
    return found
