"""A report as one HTML page with pictures, which needs nothing else."""

from collections.abc import Iterator, Sequence
from html import escape
from string import Template

from wyoming_kokoro.workshop.bench.svg import SvgDrawing
from wyoming_kokoro.workshop.judging.figures import Figure, JudgedTake
from wyoming_kokoro.workshop.judging.intervals import Interval
from wyoming_kokoro.workshop.judging.report import RunReport

_PAGE = Template("""\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>$title</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; color: #282c34; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; }
th, td { border-bottom: 1px solid #d5d9e0; padding: 0.3rem 0.8rem; text-align: left; vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
svg { max-width: 100%; height: auto; }
.fault { color: #a1260d; }
</style>
<h1>$title</h1>
$body
</html>
""")
_WIDTH, _ROW, _LEFT, _RIGHT = 720, 26, 230, 120
_COLOR, _LINE = "#2f6f8f", "#282c34"
_BINS = 12
_PICTURES = ("wer", "ovrl")


def html_page(report: RunReport) -> str:
    """Return the page."""
    parts = [*_summary(report), *_classes(report), *_histograms(report), *_differences(report), *_takes(report)]
    return _PAGE.substitute(title=escape(f"Judged speech: {report.run.name}"), body="\n".join(parts))


def _summary(report: RunReport) -> Iterator[str]:
    about = ", ".join(f"{name} {value}" for name, value in report.run.about.items())
    seconds = sum(take.facts.seconds for take in report.takes)
    faulty = sum(take.is_faulty for take in report.takes)
    yield f"<p>{len(report.takes)} takes, {seconds:.0f} seconds; {faulty} faulty. {escape(about)}</p>"
    yield _table(("figure", "value and interval of 95 %"), [(f.title, f.text(value)) for f, value in report.figures()])
    counts = [*report.verdict_counts.most_common(), *report.finding_counts.most_common()]
    if counts:
        yield _table(("verdict or finding", "how often"), [(name, str(count)) for name, count in counts])
    unjudged = len({(each.key, each.judge) for each in report.unjudged})
    if unjudged:
        yield f'<p class="fault">{unjudged} judgements are missing.</p>'


def _classes(report: RunReport) -> Iterator[str]:
    kinds = [kind for kind in report.kinds if kind]
    if len(kinds) < 2:  # noqa: PLR2004 -- one class is all there is
        return
    for name in _PICTURES:
        rows = [(kind, value) for kind in kinds for figure, value in report.figures(kind) if figure.name == name]
        figures = [figure for figure, _ in report.figures() if figure.name == name]
        if rows and figures:
            yield f"<h2>By class: {escape(figures[0].title)}</h2>"
            yield _bars(figures[0], rows)


def _bars(figure: Figure, rows: Sequence[tuple[str, Interval]]) -> str:
    """Draw a bar for each class, with its interval."""
    drawing = SvgDrawing(_WIDTH, _ROW * len(rows) + 10, f"{figure.title} by class")
    longest = max((value.high for _, value in rows), default=0.0) or 1.0
    scale = (_WIDTH - _LEFT - _RIGHT) / longest
    for place, (kind, value) in enumerate(rows):
        top = 5 + place * _ROW
        drawing.text(_LEFT - 10, top + 16, kind, "end")
        drawing.bar(_LEFT, top + 4, max(value.value * scale, 1), _ROW - 10, _COLOR)
        middle = top + _ROW / 2 - 1
        drawing.line([(_LEFT + value.low * scale, middle), (_LEFT + value.high * scale, middle)], _LINE, 1.5)
        drawing.text(_LEFT + value.high * scale + 8, top + 16, f"{value.value:.{figure.digits}f}", "note")
    return drawing.document()


def _histograms(report: RunReport) -> Iterator[str]:
    for figure, _ in report.figures():
        values = [value for take in report.takes if (value := figure.above(take)) is not None]
        if figure.name in ("ovrl", "p808", "per") and len(values) > 1:
            yield f"<h2>{escape(figure.title)}: how many takes</h2>"
            yield _histogram([value * figure.factor for value in values], figure)


def _histogram(values: Sequence[float], figure: Figure) -> str:
    low, high = min(values), max(values)
    step = (high - low) / _BINS or 1.0
    counts = [0] * _BINS
    for value in values:
        counts[min(int((value - low) / step), _BINS - 1)] += 1
    height, width = 160, (_WIDTH - 60) / _BINS
    drawing = SvgDrawing(_WIDTH, height + 40, f"{figure.title}: how many takes")
    for place, count in enumerate(counts):
        size = count / max(counts) * (height - 20)
        drawing.bar(30 + place * width, height - size, width - 3, size, _COLOR)
        if count:
            drawing.text(30 + (place + 0.5) * width, height - size - 4, str(count), "middle")
    for place in range(0, _BINS + 1, 3):
        drawing.text(30 + place * width, height + 20, f"{low + place * step:.{figure.digits}f}", "middle")
    return drawing.document()


def _differences(report: RunReport) -> Iterator[str]:
    if report.differences:
        yield f"<h2>Against {escape(report.against)}</h2>"
        rows = [
            (each.figure.title, each.figure.text(each.difference, signed=True), f"{each.chance:.3f}", each.conclusion)
            for each in report.differences
        ]
        yield _table(("figure", "difference and interval of 95 %", "p", "conclusion"), rows)


def _takes(report: RunReport) -> Iterator[str]:
    noted = sorted((take for take in report.takes if take.found), key=lambda take: not take.is_faulty)
    if noted:
        yield "<h2>Takes with findings</h2>"
        yield _table(("take", "text", "findings"), [_take_row(take) for take in noted])


def _take_row(take: JudgedTake) -> tuple[str, ...]:
    return take.facts.key, take.facts.text, " ".join(each.message for each in take.found)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
