"""By how many sounds other samples differ from the wake word: the nearer, the harder to tell apart."""

from collections.abc import Iterable, Mapping

from wyoming_kokoro.workshop.datasets.sample import SampleRow
from wyoming_kokoro.workshop.judging.phoneme_distance import edits_within
from wyoming_kokoro.workshop.wake.sounds import heard_as

WAKE = "wake"
"""The role of samples of the wake word."""
FAR = 4
"""Sounds; what differs by more counts as far away."""


def sounds_apart(samples: Iterable[SampleRow]) -> Mapping[str, int]:
    """Return for each other sample with phonemes how many sounds it is apart from the nearest wake word, FAR at most.

    A sound that is replaced, left out or added counts; stress, length and accent do not, and neither does what is said
    before and after: a detector hears a stream, in which "decay nabu" differs from "okay nabu" in one sound.
    """
    spoken = [(sample.id, sample.role, heard_as(sample.phonemes)) for sample in samples if sample.phonemes]
    said = {sounds for _, role, sounds in spoken if role == WAKE}
    if not said:
        return {}
    others = {sounds for _, role, sounds in spoken if role != WAKE}
    apart = {sounds: min(FAR, *(edits_within(each, sounds) for each in said)) for sounds in others}
    return {name: apart[sounds] for name, role, sounds in spoken if role != WAKE}


def minimal_pairs(samples: Iterable[SampleRow]) -> frozenset[str]:
    """Return the ids of other samples that differ in one sound at most from a way in which the wake word is said."""
    return frozenset(name for name, apart in sounds_apart(samples).items() if apart <= 1)
