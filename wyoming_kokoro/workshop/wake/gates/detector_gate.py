"""A detector for the wake word, where there is one: rejects clean wake words that none of them hears.

It is used only where it is asked for: what a detector does not hear yet may be what a new one is to learn.
"""

from collections.abc import Sequence
from importlib.metadata import version

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.workshop.datasets.sample import SampleRow
from wyoming_kokoro.workshop.judging.judge import Measure
from wyoming_kokoro.workshop.wake.detectors import detectors_for
from wyoming_kokoro.workshop.wake.detectors.detector import AskedDetector
from wyoming_kokoro.workshop.wake.gates.gate import GateContext, GateOutcome
from wyoming_kokoro.workshop.wake.listening import listen
from wyoming_kokoro.workshop.wake.listening_stream import placed, sound_of
from wyoming_kokoro.workshop.wake.sounds_apart import WAKE

NAME = "detector"
AT_ONCE = 200
"""Samples after which results are kept."""


def run(context: GateContext, samples: Sequence[SampleRow]) -> GateOutcome:
    """Reject clean wake words that no detector hears."""
    outcome = GateOutcome(NAME)
    detectors = detectors_for(context.phrase)
    if not detectors:
        raise Unavailable(f"No detector for {context.phrase!r} is here; `wake test` lists them.")
    clean = [sample for sample in samples if sample.role == WAKE and not sample.preset]
    heard: set[str] = set()
    for asked in detectors:
        heard |= _heard_by(context, asked, clean, outcome)
    names = " and ".join(asked.name for asked in detectors)
    outcome.rejected = {sample.id: f"It is not heard by {names}." for sample in clean if sample.id not in heard}
    outcome.notes += [asked.kind.notice for asked in detectors if asked.kind.notice]
    return outcome


def _heard_by(
    context: GateContext, asked: AskedDetector, samples: Sequence[SampleRow], outcome: GateOutcome
) -> set[str]:
    """Return the ids of what a detector hears."""
    of = version(asked.kind.install)
    open_ones = [sample for sample in samples if not context.results.has(sample.digest, asked.name, of)]
    for start in range(0, len(open_ones), AT_ONCE):
        part = open_ones[start : start + AT_ONCE]
        sounds = (placed(sample, sound_of(context.data_set, sample)) for sample in part)

        def told(count: int, start: int = start) -> None:
            context.report(f"{asked.name}: {start + count} of {len(open_ones)}")

        result = listen(asked, sounds, None, told)
        outcome.judged += len(result.heard)
        for each in result.heard:
            found = [Measure("score", each.score), Measure("threshold", result.use.threshold)]
            context.results.put(each.sample.digest, asked.name, of, found)
    heard = set()
    for sample in samples:
        values = context.results.values(sample.digest, asked.name, of) or {}
        if float(values.get("score", 0)) > float(values.get("threshold", 1)):
            heard.add(sample.id)
    return heard
