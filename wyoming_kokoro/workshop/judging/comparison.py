"""Compares two runs over the same texts: the difference of each figure with its interval, and what it means."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.judging.figures import FIGURES, Figure, JudgedTake
from wyoming_kokoro.workshop.judging.intervals import Interval

Conclusion = Literal["better", "worse", "no difference"]


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """How much a figure differs."""

    figure: Figure
    value: Interval
    other: Interval
    difference: Interval
    chance: float
    """How likely such a difference is if there is none, by a paired test."""
    texts: int

    @property
    def conclusion(self) -> Conclusion:
        """Return what the interval allows to say."""
        if self.figure.is_worse(self.difference):
            return "worse"
        return "better" if self.figure.is_better(self.difference) else "no difference"

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {
            "figure": self.figure.name,
            "value": self.value.value,
            "other": self.other.value,
            "difference": self.difference.value,
            "low": self.difference.low,
            "high": self.difference.high,
            "chance": self.chance,
            "texts": self.texts,
            "conclusion": self.conclusion,
        }


def compare_runs(takes: Sequence[JudgedTake], others: Sequence[JudgedTake]) -> list[FigureDifference]:
    """Return the differences of all figures that both have; BadRequest if they have no text in common."""
    ours = {(take.facts.key.rpartition("/")[2], take.facts.text): take for take in takes}
    theirs = {(take.facts.key.rpartition("/")[2], take.facts.text): take for take in others}
    both = [key for key in ours if key in theirs]
    if not both:
        raise BadRequest("The two runs have no text in common.")
    return list(_differences([ours[key] for key in both], [theirs[key] for key in both]))


def _differences(takes: Sequence[JudgedTake], others: Sequence[JudgedTake]) -> Iterator[FigureDifference]:
    for figure in FIGURES:
        value, other, difference = figure.of(takes), figure.of(others), figure.difference(takes, others)
        if value is not None and other is not None and difference is not None:
            yield FigureDifference(figure, value, other, difference, figure.chance(takes, others), len(takes))


def difference_lines(differences: Sequence[FigureDifference]) -> Iterator[str]:
    """Yield a line for each figure."""
    width = max((len(each.figure.title) for each in differences), default=0)
    for each in differences:
        shown = each.figure.text(each.difference, signed=True)
        pair = f"{each.value.value:.{each.figure.digits}f} against {each.other.value:.{each.figure.digits}f}"
        yield f"{each.figure.title:{width}}  {pair}  {shown}, p {each.chance:.3f}: {each.conclusion}"
