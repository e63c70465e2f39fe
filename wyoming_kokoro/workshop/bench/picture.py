"""The figures as a picture: bars for what one listener hears, and lines for several."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from wyoming_kokoro.workshop.bench.canvas import Canvas, Color, wide
from wyoming_kokoro.workshop.bench.figures import BenchFigures

INK: Color = (40, 44, 52)
PALE: Color = (222, 225, 230)
COLORS: Sequence[Color] = (
    (38, 100, 171),
    (217, 119, 6),
    (22, 128, 92),
    (168, 50, 90),
    (109, 74, 173),
    (90, 103, 120),
    (14, 142, 166),
    (150, 120, 40),
)
"""Told apart by most who see colours differently, in this order."""

WIDTH = 1000
MARGIN = 30
ROW, BAR = 26, 16
HEADING = 44
LINES_HEIGHT = 320
VALUE_ROOM = 130
"""Points to the right of the longest bar, for its value."""
TICKS = 4

_BARS: Sequence[tuple[str, Callable[[BenchFigures], float], str]] = (
    ("First sound of a reply, seconds (less is better)", lambda each: each.first, "{:.3f}"),
    ("Seconds for a second of sound (less is better)", lambda each: each.rtf, "{:.3f}"),
    ("Loading, seconds (less is better)", lambda each: each.load, "{:.2f}"),
    ("Memory, megabytes (less is better)", lambda each: each.memory, "{:.0f}"),
)


def picture(found: Sequence[BenchFigures], title: str) -> bytes:
    """A PNG."""
    height = 2 * MARGIN + HEADING + len(_BARS) * (HEADING + ROW * len(found))
    with_lines = any(each.crowds for each in found)
    if with_lines:
        height += HEADING + LINES_HEIGHT + 3 * ROW
    canvas = Canvas(WIDTH, height)
    canvas.text(MARGIN, MARGIN, title, INK)
    top = MARGIN + HEADING
    for heading, value, form in _BARS:
        top = _bars(canvas, top, heading, [(each.candidate.name, value(each)) for each in found], form)
    if with_lines:
        _lines(canvas, top, found)
    return canvas.png()


def _bars(canvas: Canvas, top: int, heading: str, values: Sequence[tuple[str, float]], form: str) -> int:
    """One bar for each; gives where it ends."""
    canvas.text(MARGIN, top + HEADING - ROW, heading, INK)
    top += HEADING
    begin = MARGIN + max(wide(name) for name, _ in values) + 2 * BAR
    largest = max(value for _, value in values) or 1.0
    room = max(WIDTH - begin - VALUE_ROOM, BAR)
    for number, (name, value) in enumerate(values):
        canvas.text(MARGIN, top + 1, name, INK)
        canvas.box(begin, top, room * value / largest, BAR, COLORS[number % len(COLORS)])
        canvas.text(begin + room * value / largest + BAR / 2, top + 1, form.format(value), INK)
        top += ROW
    return top


def _lines(canvas: Canvas, top: int, found: Sequence[BenchFigures]) -> None:
    """Seconds of sound in a second by the number of listeners; a dot is hollow where somebody heard a gap."""
    canvas.text(MARGIN, top + HEADING - ROW, "Sound in a second, seconds, by listeners (more is better)", INK)
    counts = sorted({crowd.listeners for each in found for crowd in each.crowds})
    largest = max(crowd.speed for each in found for crowd in each.crowds) or 1.0
    left, floor = MARGIN + 90, top + HEADING + LINES_HEIGHT
    width = WIDTH - left - 2 * MARGIN

    def place(count: int, speed: float) -> tuple[float, float]:
        along = counts.index(count) / max(len(counts) - 1, 1)
        return left + BAR + along * (width - 2 * BAR), floor - speed / largest * (LINES_HEIGHT - ROW)

    for tick in range(TICKS + 1):
        speed = largest * tick / TICKS
        _, y = place(counts[0], speed)
        canvas.box(left, y, width, 1, PALE)
        canvas.text(MARGIN, y - 7, f"{speed:.2f}", INK)
    for count in counts:
        x, _ = place(count, 0)
        canvas.text(x - wide(str(count)) / 2, floor + 10, str(count), INK)
    for number, each in enumerate(found):
        color = COLORS[number % len(COLORS)]
        places = [place(crowd.listeners, crowd.speed) for crowd in each.crowds]
        for start, end in pairwise(places):
            canvas.line(start, end, color)
        for crowd, (x, y) in zip(each.crowds, places, strict=True):
            canvas.box(x - 6, y - 6, 13, 13, color)
            if crowd.gaps:
                canvas.box(x - 3, y - 3, 7, 7, (255, 255, 255))
    canvas.text(MARGIN, floor + ROW + 12, "hollow: somebody's player stood still", INK)
