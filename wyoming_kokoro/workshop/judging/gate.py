"""A gate for continuous integration: limits that the figures of a run must keep."""

from collections.abc import Sequence
from dataclasses import dataclass

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.judging.figures import FIGURES, JudgedTake

RIGHT = "right"
"""The limit of the words that are heard right, in percent: what is meant if a limit has no name."""


@dataclass(frozen=True, slots=True)
class GateLimit:
    """A figure and the value that it must not be worse than."""

    name: str
    value: float

    @classmethod
    def parse(cls, text: str) -> "GateLimit":
        """Return the limit for `ovrl=3.5`, or `97`, which are the words that are heard right, in percent."""
        name, _, value = text.rpartition("=")
        names = (RIGHT, *(figure.name for figure in FIGURES))
        try:
            limit = cls(name or RIGHT, float(value))
        except ValueError:
            limit = None
        if limit is None or limit.name not in names:
            raise BadRequest(f"A limit is a number, or NAME=NUMBER with one of {', '.join(names)}.")
        return limit

    def problem(self, takes: Sequence[JudgedTake]) -> str | None:
        """Return a sentence if the takes do not keep the limit."""
        figure = next(each for each in FIGURES if each.name == ("wer" if self.name == RIGHT else self.name))
        found = figure.of(takes)
        if found is None:
            return f"{self.name} cannot be compared with {self.value:g}: no judge has measured it."
        value = 100 - found.value if self.name == RIGHT else found.value
        more_is_better = self.name == RIGHT or figure.more_is_better
        if value < self.value if more_is_better else value > self.value:
            return f"{self.name} is {value:.2f}, which is {'below' if more_is_better else 'above'} {self.value:g}."
        return None
