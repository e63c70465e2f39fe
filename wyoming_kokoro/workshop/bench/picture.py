"""Draws results: bars for a single listener, and lines for several."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wyoming_kokoro.workshop.bench.results import BenchResult
from wyoming_kokoro.workshop.bench.svg import SvgDrawing

COLORS = ("#2664ab", "#d97706", "#16805c", "#a8325a", "#6d4aad", "#5a6778", "#0e8ea6", "#967828")
"""In an order in which most people with a colour vision deficiency can tell neighbours apart."""
GRID = "#dee1e6"

WIDTH = 1000
MARGIN = 30
ROW, BAR = 26, 16
HEADING = 48
CHART_HEIGHT = 320
CHARACTER_WIDTH = 8.0
"""An average, on the safe side, of the letters in names."""
MAX_NAME = 44
"""Characters; longer names are shortened."""
VALUE_WIDTH = 70
"""To the right of the longest bar, for its value."""
AXIS_WIDTH = 50
"""To the left of the line chart, for its scale."""
TICKS = 4
LEGEND_COLUMNS = 2
MAX_TITLE = 90
"""Characters that fit into the width."""


@dataclass(frozen=True, slots=True)
class _BarChart:
    heading: str
    value: Callable[[BenchResult], float]
    value_format: str


_BAR_CHARTS = (
    _BarChart("First sound of a reply, in seconds (less is better)", lambda each: each.first_sound, "{:.3f}"),
    _BarChart("Seconds for a second of sound (less is better)", lambda each: each.real_time_factor, "{:.3f}"),
    _BarChart("Loading, in seconds (less is better)", lambda each: each.load_seconds, "{:.2f}"),
    _BarChart("Memory, in megabytes (less is better)", lambda each: each.memory, "{:.0f}"),
)


def draw_picture(results: Sequence[BenchResult], title: str) -> str:
    """Return the picture as an SVG document."""
    bars_height = len(_BAR_CHARTS) * (HEADING + ROW * len(results))
    legend_rows = -(-len(results) // LEGEND_COLUMNS) + 1
    has_lines = any(each.several for each in results)
    lines_height = HEADING + CHART_HEIGHT + ROW * (1 + legend_rows) if has_lines else 0
    drawing = SvgDrawing(WIDTH, 2 * MARGIN + ROW + bars_height + lines_height, title)
    drawing.text(MARGIN, MARGIN + BAR, _shortened(title, MAX_TITLE), "title")
    top: float = MARGIN + ROW
    for chart in _BAR_CHARTS:
        _draw_bars(drawing, top, chart, results)
        top += HEADING + ROW * len(results)
    if has_lines:
        _LineChart(drawing, top, results).draw()
    return drawing.document()


def _draw_bars(drawing: SvgDrawing, top: float, chart: _BarChart, results: Sequence[BenchResult]) -> None:
    drawing.text(MARGIN, top + HEADING - ROW / 2, chart.heading, "heading")
    names = [_shortened(each.candidate.name, MAX_NAME) for each in results]
    left = MARGIN + CHARACTER_WIDTH * max(map(len, names)) + BAR
    values = [chart.value(each) for each in results]
    scale = (WIDTH - MARGIN - VALUE_WIDTH - left) / (max(values) or 1.0)
    for number, (name, value) in enumerate(zip(names, values, strict=True)):
        row = top + HEADING + ROW * number
        drawing.text(left - BAR / 2, row + BAR - 3, name, "end")
        drawing.bar(left, row, max(scale * value, 1), BAR, _color(number))
        drawing.text(left + scale * value + BAR / 2, row + BAR - 3, chart.value_format.format(value))


class _LineChart:
    """Seconds of sound in a second by the number of listeners; a circle is hollow where a listener heard a gap."""

    def __init__(self, drawing: SvgDrawing, top: float, results: Sequence[BenchResult]) -> None:
        self._drawing = drawing
        self._top = top
        self._results = results
        self._counts = sorted({several.listeners for each in results for several in each.several})
        self._largest = max(several.throughput for each in results for several in each.several) or 1.0
        self._left = MARGIN + AXIS_WIDTH
        self._right = WIDTH - MARGIN
        self._bottom = top + HEADING + CHART_HEIGHT

    def draw(self) -> None:
        heading = "Seconds of sound in a second, by the number of listeners (more is better)"
        self._drawing.text(MARGIN, self._top + HEADING - ROW / 2, heading, "heading")
        self._draw_grid()
        for number, result in enumerate(self._results):
            self._draw_line(result, _color(number))
        self._draw_legend()

    def _point(self, listeners: int, throughput: float) -> tuple[float, float]:
        share = self._counts.index(listeners) / max(len(self._counts) - 1, 1)
        x = self._left + ROW + share * (self._right - self._left - 2 * ROW)
        return x, self._bottom - throughput / self._largest * (CHART_HEIGHT - ROW)

    def _draw_grid(self) -> None:
        for tick in range(TICKS + 1):
            throughput = self._largest * tick / TICKS
            _, y = self._point(self._counts[0], throughput)
            self._drawing.line([(self._left, y), (self._right, y)], GRID)
            self._drawing.text(self._left - BAR / 2, y + 5, f"{throughput:.2f}", "end note")
        for count in self._counts:
            x, _ = self._point(count, 0)
            self._drawing.text(x, self._bottom + ROW - 5, str(count), "middle note")

    def _draw_line(self, result: BenchResult, color: str) -> None:
        points = [self._point(several.listeners, several.throughput) for several in result.several]
        self._drawing.line(points, color, 2.5)
        for several, (x, y) in zip(result.several, points, strict=True):
            self._drawing.dot(x, y, color, hollow=bool(several.gaps))

    def _draw_legend(self) -> None:
        """Name the colours, and explain the hollow dots."""
        column_width = (self._right - self._left) / LEGEND_COLUMNS
        for number, result in enumerate(self._results):
            row, column = divmod(number, LEGEND_COLUMNS)
            x, y = self._left + column * column_width, self._bottom + ROW * (2 + row)
            self._drawing.dot(x + BAR / 2, y - 5, _color(number))
            self._drawing.text(x + 1.5 * BAR, y, _shortened(result.candidate.name, MAX_NAME))
        y = self._bottom + ROW * (2 + -(-len(self._results) // LEGEND_COLUMNS))
        self._drawing.dot(self._left + BAR / 2, y - 5, COLORS[0], hollow=True)
        self._drawing.text(self._left + 1.5 * BAR, y, "a hollow dot: a listener hears gaps", "note")


def _color(number: int) -> str:
    return COLORS[number % len(COLORS)]


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
