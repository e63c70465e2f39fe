"""Where a part of a sentence begins and ends in what was predicted for the whole: at the quietest place nearby."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.engines.kokoro.heard_lengths import Lengths
from wyoming_kokoro.engines.kokoro.split_session import COLUMN
from wyoming_kokoro.engines.kokoro.windows import Window
from wyoming_kokoro.samples import QUIET
from wyoming_kokoro.speech import RATE, Samples

CONTEXT_BEFORE = 120
"""Columns before a part that are rendered and dropped, 1.5 seconds: with fewer, more is heard of the statistics of the
part. No listener waits for the first sound meanwhile, as there is nothing before a first part."""
LEAST_RENDERED = 320
"""Columns that are rendered of a sentence that has so many before the end of a part: four seconds. A short last part is
so rendered with more of what is before it, and that of a short sentence as in one run."""
CONTEXT_AFTER = 16
"""Columns after a part that are rendered and dropped: fewer, because a listener waits for them."""
SEARCH = 6
"""Columns on either side of the border of two words in which the quietest place is searched: 75 milliseconds."""
OVERLAP = RATE // 100
"""Samples after a part that overlap with the next: a fade of ten milliseconds leaves no click. Less than a column."""


@dataclass(frozen=True, slots=True)
class SentencePart:
    """A part of a sentence in columns, and what is heard of each of its tokens."""

    window: Window
    lengths: Lengths
    """In samples; their sum is the length of the part without its overlap."""
    overlap: int
    """Samples of the following part that are rendered too."""


def place_part(energy: NDArray[np.float32], heard: Lengths, start: int, end: int) -> SentencePart:
    """Return where the tokens from `start` to `end` are; two neighbours agree on their border.

    `energy` is the loudness of the sentence by column, `heard` the samples of its tokens; blanks have none.
    """
    ends = np.cumsum(heard)
    first = _border(energy, ends, start) if start else 0
    last = max(_border(energy, ends, end), first + 1) if end < len(heard) else len(energy)
    borders = np.concatenate(([first * COLUMN], ends[start : end - 1], [last * COLUMN]))
    lengths = np.diff(np.clip(borders, first * COLUMN, last * COLUMN))
    render_end = min(last + CONTEXT_AFTER, len(energy))
    render_start = max(min(first - CONTEXT_BEFORE, render_end - LEAST_RENDERED), 0)
    window = Window(first, last, render_start, render_end)
    return SentencePart(window, lengths, OVERLAP if end < len(heard) else 0)


def from_pause(samples: Samples, part: SentencePart) -> tuple[Samples, Lengths]:
    """Return a part that was rendered with what is before it from its pause on: from the last sound before the part."""
    start = (part.window.start - part.window.render_start) * COLUMN
    audible = np.flatnonzero(np.abs(samples[:start]) > QUIET)
    pause = start - int(audible[-1]) - 1 if len(audible) else start
    lengths = part.lengths.copy()
    lengths[0] += pause
    return samples[start - pause :], lengths


def _border(energy: NDArray[np.float32], ends: Lengths, token: int) -> int:
    """Return the quietest column near the end of the token before this one, within the sound of its two neighbours."""
    at = int(ends[token - 1])
    previous = int(ends[ends < at][-1]) if (ends < at).any() else 0
    following = int(ends[ends > at][0])
    earliest = max(previous // COLUMN, at // COLUMN - SEARCH, 1)
    latest = min(following // COLUMN, at // COLUMN + SEARCH, len(energy) - 1)
    places = np.arange(earliest, max(latest, earliest) + 1)
    return int(places[np.argmin(energy[places - 1] + energy[places])])
