"""The figures of a run: what is counted and averaged over takes, each with the interval in which it lies."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from wyoming_kokoro.workshop.judging.findings import EXAMINATION, Finding, findings, is_faulty
from wyoming_kokoro.workshop.judging.intervals import Interval, chance_of_no_difference, ratio
from wyoming_kokoro.workshop.judging.results_file import ResultsFile, TakeFacts, Values
from wyoming_kokoro.workshop.judging.thresholds import Thresholds

JUDGE_PREFIX = "judge "
"""Begins what a run keeps of the versions of its judges."""


@dataclass(frozen=True, slots=True)
class JudgedTake:
    """A take with all that was found."""

    facts: TakeFacts
    values: Mapping[str, Values]
    found: tuple[Finding, ...]

    @property
    def is_faulty(self) -> bool:
        """Return whether anything is surely wrong."""
        return is_faulty(list(self.found))

    def number(self, judge: str, name: str) -> float | None:
        """Return a measure; None where the judge did not give it."""
        value = self.values.get(judge, {}).get(name)
        return float(value) if isinstance(value, int | float) else None

    def rows(self, name: str) -> list[dict[str, object]]:
        """Return a list that the examination has: differences, homographs."""
        content = self.values.get(EXAMINATION, {}).get(name, "[]")
        rows: list[dict[str, object]] = json.loads(content) if isinstance(content, str) else []
        return rows


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `above / below` over takes."""

    name: str
    title: str
    above: Callable[[JudgedTake], float | None]
    below: Callable[[JudgedTake], float] = lambda _: 1.0
    factor: float = 1.0
    digits: int = 2
    more_is_better: bool = True

    def of(self, takes: Sequence[JudgedTake]) -> Interval | None:
        """Return the figure over takes that have it; None if none has."""
        pairs = [(above, self.below(take)) for take in takes if (above := self.above(take)) is not None]
        if not pairs or not sum(below for _, below in pairs):
            return None
        return self._scaled(ratio([above for above, _ in pairs], [below for _, below in pairs]))

    def difference(self, takes: Sequence[JudgedTake], others: Sequence[JudgedTake]) -> Interval | None:
        """Return how much larger the figure is than over other takes of the same texts, in the same order."""
        pairs = self._pairs(takes, others)
        if not pairs or not sum(below for _, below in pairs):
            return None
        return self._scaled(ratio([above for above, _ in pairs], [below for _, below in pairs]))

    def chance(self, takes: Sequence[JudgedTake], others: Sequence[JudgedTake]) -> float:
        """Return how likely such a difference is if there is none."""
        return chance_of_no_difference([above for above, _ in self._pairs(takes, others)])

    def _pairs(self, takes: Sequence[JudgedTake], others: Sequence[JudgedTake]) -> list[tuple[float, float]]:
        return [
            (ours - theirs, self.below(other))
            for take, other in zip(takes, others, strict=True)
            if (ours := self.above(take)) is not None and (theirs := self.above(other)) is not None
        ]

    def is_worse(self, difference: Interval) -> bool:
        """Return whether the whole interval lies on the worse side."""
        return difference.high < 0 if self.more_is_better else difference.low > 0

    def is_better(self, difference: Interval) -> bool:
        """Return whether the whole interval lies on the better side."""
        return difference.low > 0 if self.more_is_better else difference.high < 0

    def text(self, interval: Interval | None, *, signed: bool = False) -> str:
        """Return a value with its interval as tables show it."""
        if interval is None:
            return "-"
        form = f"{'+' if signed else ''}.{self.digits}f"
        return f"{interval.value:{form}} [{interval.low:{form}}, {interval.high:{form}}]"

    def _scaled(self, interval: Interval) -> Interval:
        return Interval(interval.value * self.factor, interval.low * self.factor, interval.high * self.factor)


def _measure(judge: str, name: str) -> Callable[[JudgedTake], float | None]:
    return lambda take: take.number(judge, name)


def _words(take: JudgedTake) -> float:
    return take.number(EXAMINATION, "words") or 0.0


def _failures(take: JudgedTake) -> float | None:
    if EXAMINATION not in take.values:
        return None
    return take.number(EXAMINATION, "verdict_tts_failure") or 0.0


def _homographs(verdict: str | None) -> Callable[[JudgedTake], float]:
    return lambda take: float(sum(verdict in (None, row["verdict"]) for row in take.rows("homographs")))


FIGURES = (
    Figure("wer", "word errors, %", _measure(EXAMINATION, "wrong_words"), _words, 100, more_is_better=False),
    Figure("cer", "character errors, %", _measure(EXAMINATION, "cer"), factor=100, more_is_better=False),
    Figure("per", "phoneme errors, %", _measure(EXAMINATION, "per"), factor=100, digits=1, more_is_better=False),
    Figure("failures", "speech wrong, per 100 words", _failures, _words, 100, more_is_better=False),
    Figure("faulty", "faulty takes, %", lambda take: float(take.is_faulty), factor=100, digits=1, more_is_better=False),
    Figure("homographs", "homographs right, %", _homographs("correct"), _homographs(None), 100, 1),
    Figure("ovrl", "DNSMOS overall", _measure("dnsmos", "ovrl")),
    Figure("sig", "DNSMOS signal", _measure("dnsmos", "sig")),
    Figure("bak", "DNSMOS background", _measure("dnsmos", "bak")),
    Figure("p808", "DNSMOS P.808", _measure("dnsmos", "p808")),
    Figure("distillmos", "DistillMOS", _measure("distillmos", "distillmos")),
)
"""All figures, in the order of tables."""


def judged_takes(results: ResultsFile, run: str, thresholds: Thresholds) -> list[JudgedTake]:
    """Return the takes of a run with what was found, by the versions of the judges that the run had."""
    known = results.run(run)
    about = known.about if known is not None else {}
    versions = {
        name.removeprefix(JUDGE_PREFIX): value for name, value in about.items() if name.startswith(JUDGE_PREFIX)
    }
    takes = []
    for facts in results.takes_of(run):
        values = results.all_values(facts.digest, versions or None)
        takes.append(JudgedTake(facts, values, tuple(findings(values, thresholds))))
    return takes


def quality_judges(takes: Sequence[JudgedTake], judges: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the judges of quality that have scored every take: only their scores may be put together."""
    return tuple(name for name in judges if takes and all(take.values.get(name) for take in takes))


def composite(take: JudgedTake, judges: Mapping[str, Sequence[str]], equal: Sequence[str]) -> float | None:
    """Return the mean of the overall scores of these judges, None where one is missing."""
    scores = [take.number(name, judges[name][0]) for name in equal]
    known = [score for score in scores if score is not None]
    return sum(known) / len(known) if known and len(known) == len(equal) else None
