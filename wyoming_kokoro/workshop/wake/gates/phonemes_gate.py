"""The phonemes that are heard, without a dictionary: a recogniser of words hears what it knows, and no invented word.

How well a phrase is heard depends on the phrase, so its samples are compared with each other.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.workshop.datasets.sample import SampleRow
from wyoming_kokoro.workshop.judging.judge import JudgeDefinition
from wyoming_kokoro.workshop.judging.judges import all_judges
from wyoming_kokoro.workshop.judging.phoneme_distance import distance, sounds_of
from wyoming_kokoro.workshop.wake.gates.gate import GateContext, GateOutcome, measured
from wyoming_kokoro.workshop.wake.sounds_apart import WAKE

NAME = "phonemes"
LIMIT = 0.3
"""The distance, as a share of the phonemes, at which no sample is rejected: so far is a phrase that is heard well."""
MARGIN = 0.2
"""By how much more than the median of its phrase a sample may differ."""
UNFIT = 0.5
"""The distance that more than half of a phrase's samples must not have, for the recogniser to be of use for it."""
LEAST = 8
"""Samples of a text that are compared with each other; texts with fewer are compared with all of their role."""
ABOUT = "phonemes"


def run(context: GateContext, samples: Sequence[SampleRow]) -> GateOutcome:
    """Reject clean samples in which other phonemes are heard than in most of their phrase."""
    outcome = GateOutcome(NAME)
    clean = [sample for sample in samples if sample.phonemes and not sample.preset]
    definition = _recogniser(context, clean)
    known = [sample for sample in clean if definition.knows(sample.language)]
    if len(known) < len(clean):
        outcome.notes.append(f"{definition.name} does not know the language of {len(clean) - len(known)} samples.")
    heard = measured(context, definition, known, outcome)
    distances = {
        sample.id: distance_of(sample, str(heard[sample.id].get(ABOUT, ""))) for sample in known if sample.id in heard
    }
    for name, group in _groups([sample for sample in known if sample.id in distances]).items():
        usual = usual_distance(group, distances)
        if usual > UNFIT:
            what = f"It is not fit for {name!r}: it hears other phonemes in more than half of the samples."
            if group[0].role == WAKE and not outcome.skipped:
                outcome.skipped = what
            continue
        limit = max(LIMIT, usual + MARGIN)
        for sample in group:
            if distances[sample.id] > limit:
                said = heard[sample.id].get(ABOUT) or "nothing"
                outcome.rejected[sample.id] = (
                    f"{definition.name} hears {said} for {sounds_of(sample.phonemes)}: {distances[sample.id]:.2f} "
                    f"away, and {usual:.2f} is usual."
                )
    if outcome.skipped:
        outcome.rejected.clear()
    return outcome


def distance_of(sample: SampleRow, heard: str) -> float:
    """Return how far what is heard is from what was to be said, as a share of its phonemes."""
    said = sounds_of(sample.phonemes)
    return distance(said, heard) / len(said) if said else 0.0


def usual_distance(samples: Sequence[SampleRow], distances: Mapping[str, float]) -> float:
    """Return the median of the medians of all voices, so that no voice counts more than another."""
    voices: dict[str, list[float]] = defaultdict(list)
    for sample in samples:
        voices[sample.voice].append(distances[sample.id])
    return float(median(median(each) for each in voices.values()))


def _groups(samples: Sequence[SampleRow]) -> dict[str, list[SampleRow]]:
    """Return the samples of each phrase; all wake words are one, as they only differ in how they are said."""
    groups: dict[str, list[SampleRow]] = defaultdict(list)
    for sample in samples:
        groups["the wake word" if sample.role == WAKE else sample.text].append(sample)
    small = [name for name, group in groups.items() if len(group) < LEAST and group[0].role != WAKE]
    for name in small:
        group = groups.pop(name)
        groups[f"samples of the role {group[0].role}"] += group
    return groups


def _recogniser(context: GateContext, samples: Sequence[SampleRow]) -> JudgeDefinition:
    """Return the first recogniser of phonemes that is here; Unavailable where there is none for these samples."""
    known = [judge for judge in all_judges() if judge.about == ABOUT]
    here = [judge for judge in known if judge.missing(context.options) is None]
    if not here:
        brings = known[0].missing(context.options) if known else "a judge of phonemes"
        raise Unavailable(f"No recogniser of phonemes is here: {brings}.")
    able = [judge for judge in here if any(judge.knows(sample.language) for sample in samples)]
    if not able:
        raise Unavailable("No recogniser of phonemes knows the language of these samples.")
    return able[0]
