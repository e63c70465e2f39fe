"""Reports of a run: as text, JSON and CSV."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.judging.comparison import FigureDifference, compare_runs, difference_lines
from wyoming_kokoro.workshop.judging.figures import FIGURES, Figure, JudgedTake, composite, judged_takes, quality_judges
from wyoming_kokoro.workshop.judging.intervals import Interval
from wyoming_kokoro.workshop.judging.judges import all_judges
from wyoming_kokoro.workshop.judging.results_file import ResultsFile, Run, Unjudged
from wyoming_kokoro.workshop.judging.thresholds import Thresholds

SHOWN_CLASSES = ("wer", "failures", "ovrl")
"""The figures by class."""
MAX_LISTED = 40
"""Faulty takes that a text lists; the CSV has all."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """A run with everything that reports show."""

    run: Run
    takes: tuple[JudgedTake, ...]
    unjudged: tuple[Unjudged, ...]
    thresholds: str
    differences: tuple[FigureDifference, ...] = ()
    against: str = ""
    """The run that it is compared with."""

    @property
    def kinds(self) -> list[str]:
        """Return the classes of the takes, in order."""
        return list(dict.fromkeys(take.facts.kind for take in self.takes))

    @property
    def finding_counts(self) -> Counter[str]:
        """Return how many takes have each kind of finding."""
        return Counter(kind for take in self.takes for kind in {each.kind for each in take.found})

    @property
    def verdict_counts(self) -> Counter[str]:
        """Return how often each verdict was given."""
        return Counter(str(row["verdict"]) for take in self.takes for row in take.rows("differences"))

    @property
    def equal_judges(self) -> tuple[str, ...]:
        """Return the judges of quality that have scored every take."""
        return quality_judges(self.takes, quality_names())

    def figures(self, kind: str | None = None) -> list[tuple[Figure, Interval]]:
        """Return the figures that there are, of all takes or of one class."""
        takes = [take for take in self.takes if kind in (None, take.facts.kind)]
        found = ((figure, figure.of(takes)) for figure in FIGURES)
        return [(figure, interval) for figure, interval in found if interval is not None]


def run_report(results: ResultsFile, name: str, thresholds: Thresholds, against: str = "") -> RunReport:
    """Return the report of a run, compared with another one where that is named."""
    run = _found(results, name)
    takes = tuple(judged_takes(results, name, thresholds))
    differences: tuple[FigureDifference, ...] = ()
    if against:
        other = judged_takes(results, _found(results, against).name, thresholds)
        differences = tuple(compare_runs(takes, other))
    return RunReport(run, takes, tuple(results.unjudged(name)), thresholds.name, differences, against)


def _found(results: ResultsFile, name: str) -> Run:
    run = results.run(name)
    if run is None:
        raise BadRequest("There is no run of this name; `judge report` lists them.", code="not_found", about="run")
    return run


def quality_names() -> dict[str, tuple[str, ...]]:
    """Return the scores of each judge of quality, the overall one first."""
    return {each.name: each.quality for each in all_judges() if each.quality}


def text_lines(report: RunReport) -> Iterator[str]:
    """Yield the report as lines of text."""
    about = ", ".join(f"{name} {value}" for name, value in report.run.about.items())
    seconds = sum(take.facts.seconds for take in report.takes)
    yield f"{report.run.name}: {len(report.takes)} takes, {seconds:.0f} seconds"
    if about:
        yield about
    yield ""
    figures = report.figures()
    width = max((len(figure.title) for figure, _ in figures), default=0)
    yield from (f"{figure.title:{width}}  {figure.text(interval)}" for figure, interval in figures)
    yield from _class_lines(report)
    yield from _count_lines(report)
    if report.differences:
        yield from ("", f"against {report.against}")
        yield from difference_lines(report.differences)
    yield from _faulty_lines(report)
    yield from unjudged_lines(report.unjudged)


def unjudged_lines(unjudged: Sequence[Unjudged]) -> Iterator[str]:
    """Yield a line for each judge that has no result for some takes."""
    reasons: dict[tuple[str, str], int] = Counter((each.judge, each.reason) for each in unjudged)
    for (judge, reason), count in reasons.items():
        yield f"{count} unjudged by {judge}: {reason}"


def as_json(report: RunReport) -> dict[str, object]:
    """Return the report for programs."""
    return {
        "run": report.run.name,
        "kind": report.run.kind,
        "begun": report.run.begun,
        "about": dict(report.run.about),
        "thresholds": report.thresholds,
        "figures": {figure.name: asdict(interval) for figure, interval in report.figures()},
        "classes": {
            kind: {figure.name: asdict(interval) for figure, interval in report.figures(kind)}
            for kind in report.kinds
            if kind
        },
        "findings": dict(report.finding_counts),
        "verdicts": dict(report.verdict_counts),
        "composite_of": list(report.equal_judges),
        "against": report.against or None,
        "differences": [each.as_json() for each in report.differences],
        "takes": [take_as_json(take, report.equal_judges) for take in report.takes],
        "unjudged": [asdict(each) for each in report.unjudged],
    }


def take_as_json(take: JudgedTake, equal: Sequence[str] = ()) -> dict[str, object]:
    """Return a take for programs."""
    measures = {
        f"{judge}.{name}": value
        for judge, values in take.values.items()
        for name, value in values.items()
        if not (isinstance(value, str) and value.startswith("["))
    }
    return {
        "key": take.facts.key,
        "kind": take.facts.kind,
        "voice": take.facts.voice,
        "language": take.facts.language,
        "text": take.facts.text,
        "seconds": round(take.facts.seconds, 3),
        "faulty": take.is_faulty,
        "findings": [asdict(each) for each in take.found],
        "differences": take.rows("differences"),
        "homographs": take.rows("homographs"),
        "composite": composite(take, quality_names(), equal),
        "measures": measures,
    }


def as_csv(report: RunReport) -> str:
    """Return a row for each take."""
    buffer = io.StringIO()
    names = list(dict.fromkeys(name for take in report.takes for name in _numbers(take)))
    writer = csv.writer(buffer)
    writer.writerow(("key", "kind", "voice", "language", "seconds", "faulty", "findings", "text", "heard", *names))
    for take in report.takes:
        facts, numbers = take.facts, _numbers(take)
        found = "; ".join(dict.fromkeys(each.kind for each in take.found))
        row = [facts.key, facts.kind, facts.voice, facts.language, f"{facts.seconds:.3f}", int(take.is_faulty), found]
        writer.writerow([*map(_safe, (*row, facts.text, _heard(take))), *(numbers.get(name, "") for name in names)])
    return buffer.getvalue()


def _class_lines(report: RunReport) -> Iterator[str]:
    kinds = [kind for kind in report.kinds if kind]
    if len(kinds) < 2:  # noqa: PLR2004 -- one class is all there is
        return
    shown = [figure for figure in FIGURES if figure.name in SHOWN_CLASSES]
    width = max(map(len, kinds))
    yield from ("", f"{'by class':{width}}  " + "  ".join(f"{figure.title:>26}" for figure in shown))
    for kind in kinds:
        found = {figure.name: figure.text(interval) for figure, interval in report.figures(kind)}
        yield f"{kind:{width}}  " + "  ".join(f"{found.get(figure.name, '-'):>26}" for figure in shown)


def _count_lines(report: RunReport) -> Iterator[str]:
    for title, counts in (("verdicts", report.verdict_counts), ("findings", report.finding_counts)):
        if counts:
            yield from ("", f"{title}: " + ", ".join(f"{name} {count}" for name, count in counts.most_common()))


def _faulty_lines(report: RunReport) -> Iterator[str]:
    noted = [take for take in report.takes if take.found]
    if not noted:
        return
    noted.sort(key=lambda take: not take.is_faulty)
    yield ""
    for take in noted[:MAX_LISTED]:
        messages = " ".join(each.message for each in take.found)
        yield f"{'faulty' if take.is_faulty else 'listen'}  {take.facts.key}: {messages}"
    if len(noted) > MAX_LISTED:
        yield f"and {len(noted) - MAX_LISTED} more; --csv lists all"


def _numbers(take: JudgedTake) -> dict[str, float]:
    return {
        f"{judge}.{name}": value
        for judge, values in take.values.items()
        for name, value in values.items()
        if isinstance(value, int | float)
    }


def _heard(take: JudgedTake) -> str:
    for each in all_judges():
        heard = take.values.get(each.name, {}).get("heard") if each.about == "words" else None
        if isinstance(heard, str):
            return heard
    return ""


def _safe(value: object) -> object:
    """Return a text that a spreadsheet does not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value
