"""Where a part of a sentence begins and ends in what was predicted for the whole: at the quietest place nearby."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.engines.kokoro.heard_lengths import Lengths
from wyoming_kokoro.engines.kokoro.split_session import COLUMN
from wyoming_kokoro.engines.kokoro.windows import Window
from wyoming_kokoro.speech import RATE

CONTEXT_BEFORE = 32
"""Columns before a part that are rendered and dropped. With less, more is heard of the statistics of the part: measured
on parts of 1.5 seconds, the distance to the sound of the whole falls from 6 dB without to 4.5 dB."""
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
    window = Window(first, last, max(first - CONTEXT_BEFORE, 0), min(last + CONTEXT_AFTER, len(energy)))
    return SentencePart(window, lengths, OVERLAP if end < len(heard) else 0)


def _border(energy: NDArray[np.float32], ends: Lengths, token: int) -> int:
    """Return the quietest column near the end of the token before this one, within the sound of its two neighbours."""
    at = int(ends[token - 1])
    previous = int(ends[ends < at][-1]) if (ends < at).any() else 0
    following = int(ends[ends > at][0])
    earliest = max(previous // COLUMN, at // COLUMN - SEARCH, 1)
    latest = min(following // COLUMN, at // COLUMN + SEARCH, len(energy) - 1)
    places = np.arange(earliest, max(latest, earliest) + 1)
    return int(places[np.argmin(energy[places - 1] + energy[places])])
