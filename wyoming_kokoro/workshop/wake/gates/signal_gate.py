"""The signal: what is silent, clipped, noisy, or cut off."""

from collections.abc import Sequence

from wyoming_kokoro.workshop.datasets.sample import SampleRow
from wyoming_kokoro.workshop.judging.findings import findings
from wyoming_kokoro.workshop.judging.judges import JUDGES
from wyoming_kokoro.workshop.judging.thresholds import find_thresholds
from wyoming_kokoro.workshop.wake.gates.gate import GateContext, GateOutcome, measured

NAME = "signal"
THRESHOLDS = "balanced"
ALWAYS = frozenset(("broken", "silent"))
"""What is also wrong in a sound with a preset, whose noise and clipping are meant."""

MEANT = "cut_end"
"""What is no fault here: clips are cut closely, at times within a word that follows."""


def run(context: GateContext, samples: Sequence[SampleRow]) -> GateOutcome:
    """Reject what is surely faulty."""
    outcome = GateOutcome(NAME)
    limits = find_thresholds(THRESHOLDS)
    (definition,) = (judge for judge in JUDGES if judge.name == NAME)
    values = measured(context, definition, samples, outcome)
    for sample in samples:
        if sample.id not in values:
            continue
        faults = [each for each in findings({NAME: values[sample.id]}, limits) if each.severity == "fault"]
        wrong = next(
            (each for each in faults if each.kind in ALWAYS or not (sample.preset or each.kind == MEANT)), None
        )
        if wrong is not None:
            outcome.rejected[sample.id] = wrong.message
    return outcome
