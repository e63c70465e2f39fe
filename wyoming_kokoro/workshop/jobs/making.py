"""Makes the samples of a plan that are not there yet, until all are or somebody stops it."""

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from wyoming_kokoro import __version__
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.workshop.datasets.dataset import DataSet
from wyoming_kokoro.workshop.datasets.sample import SampleRow
from wyoming_kokoro.workshop.jobs.made_sample import MadeSample
from wyoming_kokoro.workshop.jobs.plan import PlanFacts, PlanLine, read_plan

AT_ONCE = 500
"""Lines for which it is asked at once whether they are there."""
RECENT_SECONDS = 60.0
"""Over which the speed is measured for the time that is left."""
NOTE_SECONDS = 5.0
"""How often the catalogue is told how far a job is, for those who watch it from outside."""
PROVIDER = f"wyoming-kokoro {__version__}"
KEPT = frozenset(("made", "rejected", "removed", "failed"))
"""States of samples that are not made again; those that are lost are."""
MOST_REASONS = 20
PLANNED = "planned"
"""The state of a job of which nothing was made yet."""


class LineMaker(Protocol):
    """What makes samples of lines."""

    def make(self, lines: Iterator[PlanLine], stopped: Callable[[], bool]) -> Iterator[MadeSample]:
        """Yield the samples as they are made; once stopped, only those that were begun."""
        ...


@dataclass(slots=True)
class JobOutcome:
    """What came of a job so far."""

    total: int
    there: int = 0
    """Samples that were there before."""
    made: int = 0
    failed: int = 0
    seconds: float = 0.0
    """Of the sounds that were made."""
    stopped: bool = False
    reasons: list[str] = field(default_factory=list)
    _times: list[tuple[float, int]] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many of the samples are decided."""
        return self.there + self.made + self.failed

    def line(self) -> str:
        """Return how far it is, how fast, and how long it will take."""
        now = time.monotonic()
        count = self.made + self.failed
        self._times = [each for each in self._times if now - each[0] < RECENT_SECONDS] or [(now, count)]
        began, before = self._times[0]
        if now - self._times[-1][0] >= 1:
            self._times.append((now, count))
        rate = (count - before) / (now - began) if now - began >= 1 else 0.0
        speed = f"{rate:.1f} a second" if rate >= 1 else f"{60 * rate:.1f} a minute"
        left = f", {speed}, {_duration((self.total - self.done) / rate)} left" if rate else ""
        failed = f", {self.failed} failed" if self.failed else ""
        return f"{self.done} of {self.total}{failed}{left}"

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {"total": self.total, "there": self.there, "made": self.made, "failed": self.failed,
                "seconds": round(self.seconds, 3), "stopped": self.stopped, "reasons": self.reasons}  # fmt: skip


def make(
    data_set: DataSet,
    plan: PlanFacts,
    workers: LineMaker,
    report: Callable[[str], None],
    stopped: Callable[[], bool],
) -> JobOutcome:
    """Make what is not there yet. A sample is there once its sound and its row are on the disk.

    Whenever it ends, and however, the same plan goes on where it was: sounds are named by their content, and a row is
    written after its sound.
    """
    outcome = JobOutcome(plan.total)
    note_job(data_set, plan, outcome, "running")
    noted = time.monotonic()
    try:
        for made in workers.make(_missing(data_set, plan, outcome), stopped):
            _keep(data_set, made, outcome)
            report(outcome.line())
            if time.monotonic() - noted > NOTE_SECONDS:
                note_job(data_set, plan, outcome, "running")
                noted = time.monotonic()
        data_set.commit()
    except Unavailable:
        note_job(data_set, plan, outcome, "stopped")
        raise
    outcome.stopped = outcome.done < plan.total
    note_job(data_set, plan, outcome, "stopped" if outcome.stopped else "done")
    return outcome


def _missing(data_set: DataSet, plan: PlanFacts, outcome: JobOutcome) -> Iterator[PlanLine]:
    """Yield the lines whose samples are not there; each id once, also where a plan says it twice."""
    lines = read_plan(plan.path)
    while part := list(itertools.islice(lines, AT_ONCE)):
        data_set.commit()
        states = data_set.catalogue.states([line.id for line in part])
        given: set[str] = set()
        for line in part:
            if states.get(line.id) in KEPT or line.id in given:
                outcome.there += 1
                continue
            given.add(line.id)
            yield line


def _keep(data_set: DataSet, made: MadeSample, outcome: JobOutcome) -> None:
    line = made.line
    digest = data_set.sounds.put(made.content) if made.content else ""
    if made.problem:
        outcome.failed += 1
        if len(outcome.reasons) < MOST_REASONS:
            outcome.reasons.append(f"{line.id}: {made.problem}")
    else:
        outcome.made += 1
        outcome.seconds += made.seconds
    data_set.add(
        SampleRow(
            line.id,
            digest,
            line.role,
            line.split,
            line.text,
            made.phonemes,
            line.language,
            PROVIDER,
            line.engine,
            line.voice,
            line.speed,
            line.pitch,
            line.preset,
            "",
            line.noise and f"noise {line.noise}",
            made.seconds,
            line.rate,
            "failed" if made.problem else "made",
            made.problem,
            made.trainable,
        ),
        made.words,
    )


def note_job(data_set: DataSet, plan: PlanFacts, outcome: JobOutcome, state: str) -> None:
    """Write into the catalogue how far a plan is."""
    data_set.catalogue.change(
        "INSERT OR REPLACE INTO job VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            plan.id, plan.kind, plan.path.name, plan.total, outcome.there + outcome.made, outcome.failed, state,
            time.time(),
        ),
    )  # fmt: skip


def _duration(seconds: float) -> str:
    if seconds < 90:  # noqa: PLR2004 -- seconds
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"  # noqa: PLR2004 -- seconds
