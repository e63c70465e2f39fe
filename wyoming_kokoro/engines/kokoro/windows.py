"""Divides a phrase into windows that are rendered one after the other, so that the first is heard soon."""

from collections.abc import Iterator
from dataclasses import dataclass

from wyoming_kokoro.settings.model_choices import BALANCED, FAST

OVERLAP = 8
"""Columns on either side that are rendered and dropped: a tenth of a second, beyond which hardly anything is heard."""
MIN_COLUMNS = 24
"""A shorter rest is rendered with the window before it."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a phrase, in columns of the generator's features."""

    start: int
    end: int
    render_start: int
    """The first column that is rendered, overlap included."""
    render_end: int


@dataclass(frozen=True, slots=True)
class WindowSizes:
    """The lengths of windows: the first is heard soonest, larger ones cost less."""

    first: int
    """In columns, of which there are 80 in a second."""
    largest: int
    borrow_statistics: bool
    """Whether a voice with too few statistics of its own uses those of another one."""


STREAMING_WINDOWS = {
    BALANCED: WindowSizes(80, 160, borrow_statistics=False),
    FAST: WindowSizes(32, 160, borrow_statistics=True),
}
"""By the names in the settings; `exact`, which renders a phrase as a whole, is not among them."""


def split_into_windows(columns: int, sizes: WindowSizes) -> Iterator[Window]:
    """Yield the windows that together are the phrase; each is twice as long as the one before, up to the largest."""
    start, size = 0, sizes.first
    while start < columns:
        end = start + size
        if columns - end < MIN_COLUMNS:
            end = columns
        yield Window(start, end, max(start - OVERLAP, 0), min(end + OVERLAP, columns))
        start, size = end, min(2 * size, sizes.largest)
