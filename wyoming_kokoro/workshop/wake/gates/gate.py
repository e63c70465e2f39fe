"""What a gate is: something that samples have to pass, with what judges found, which is kept beside the data set."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Protocol

from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.workshop.datasets.dataset import DataSet
from wyoming_kokoro.workshop.datasets.sample import SampleRow
from wyoming_kokoro.workshop.judging.judge import JudgeDefinition
from wyoming_kokoro.workshop.judging.open_judge import open_judge
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.results_file import ResultsFile, Values
from wyoming_kokoro.workshop.judging.take import Take
from wyoming_kokoro.workshop.wake.listening_stream import sound_of
from wyoming_kokoro.workshop.wake.speech_embedding import RATE


@dataclass(frozen=True, slots=True)
class GateContext:
    """What gates work with."""

    data_set: DataSet
    results: ResultsFile
    options: JudgeOptions
    phrase: str
    """The wake word."""
    report: Callable[[str], None]


@dataclass(slots=True)
class GateOutcome:
    """What came of a gate."""

    name: str
    passed: int = 0
    judged: int = 0
    """Samples that were judged now; the results of others were there."""
    rejected: dict[str, str] = field(default_factory=dict)
    """Why samples are rejected, by their ids."""
    skipped: str = ""
    """Why the gate was not used at all: a package is missing, or it is not fit for this phrase."""
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {"name": self.name, "passed": self.passed, "judged": self.judged, "rejected": len(self.rejected),
                "skipped": self.skipped, "notes": self.notes}  # fmt: skip


class GateFunction(Protocol):
    """Lets samples pass, or not."""

    def __call__(self, context: GateContext, samples: Sequence[SampleRow]) -> GateOutcome:
        """Return what came of it; Unavailable where what it needs is missing."""
        ...


@dataclass(frozen=True, slots=True)
class GateDefinition:
    """An entry in the list of gates."""

    name: str
    meaning: str
    start: str
    """`module:function`, imported where it is used."""
    is_usual: bool = True
    """Whether it is used where nothing else is asked for."""

    def run(self, context: GateContext, samples: Sequence[SampleRow]) -> GateOutcome:
        """Let samples pass; where what it needs is missing, all do."""
        module, _, name = self.start.partition(":")
        function: GateFunction = getattr(import_module(module), name)
        try:
            outcome = function(context, samples)
        except Unavailable as error:
            return GateOutcome(self.name, skipped=error.message)
        outcome.passed = 0 if outcome.skipped else len(samples) - len(outcome.rejected)
        return outcome


def measured(
    context: GateContext, definition: JudgeDefinition, samples: Sequence[SampleRow], outcome: GateOutcome
) -> dict[str, Values]:
    """Return what a judge found of each sample, by id, and let it hear those it has not heard; Unavailable without it.

    A result is of a sound, so the same sound in another sample is not heard again.
    """
    found: dict[str, Values] = {}
    left, reason = 0, ""
    with open_judge(definition, context.options) as judge:
        version = judge.version
        for number, sample in enumerate(samples, 1):
            values = context.results.values(sample.digest, definition.name, version)
            if values is None and not judge.given_up:
                context.report(f"{definition.name}: {number} of {len(samples)}")
                try:
                    context.results.put(sample.digest, definition.name, version, judge.judge(_take(context, sample)))
                except (Unavailable, BadRequest) as error:
                    reason = error.message
                else:
                    outcome.judged += 1
                    values = context.results.values(sample.digest, definition.name, version)
            if values is None:
                left += 1
            else:
                found[sample.id] = values
    if left:
        outcome.notes.append(f"{left} samples are left unjudged by {definition.name}: {reason or judge.given_up}")
    return found


def _take(context: GateContext, sample: SampleRow) -> Take:
    samples = sound_of(context.data_set, sample)
    return Take(sample.id, samples, RATE, sample.text, sample.language, sample.voice, "", sample.phonemes)
