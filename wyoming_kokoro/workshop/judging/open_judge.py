"""Opens judges: those that are built in are asked directly, all others in a process of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, cast

from wyoming_kokoro.workshop.judging.judge import Judge, JudgeDefinition, Measure
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.supervised import SupervisedJudge
from wyoming_kokoro.workshop.judging.take import Take


class OpenJudge(Protocol):
    """A judge that can be asked; raises Unavailable where there is no result."""

    @property
    def version(self) -> str:
        """Its version."""
        ...

    @property
    def given_up(self) -> str | None:
        """Why it is not asked any more, if it is not."""
        ...

    def judge(self, take: Take) -> list[Measure]:
        """Return what it finds."""
        ...


class DirectJudge:
    """A judge that is built in."""

    given_up: str | None = None

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.version = judge.version

    def judge(self, take: Take) -> list[Measure]:
        """Return what it finds."""
        return list(self._judge.judge(take))


@contextmanager
def open_judge(definition: JudgeDefinition, options: JudgeOptions) -> Iterator[OpenJudge]:
    """Open a judge, and end its process afterwards."""
    if definition.cost == 0:
        yield DirectJudge(cast("Judge", definition.create(options)))
        return
    with SupervisedJudge(definition, options) as judge:
        yield judge
