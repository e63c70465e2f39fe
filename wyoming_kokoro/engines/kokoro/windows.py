"""The windows in which a phrase is made, and the statistics that they need."""

import hashlib
import logging
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.atomic_write import replace_file

log = logging.getLogger(__name__)

Floats = NDArray[np.float32]

OVERLAP = 8
"""Columns on either side that are made and thrown away: a tenth of a second, beyond which hardly anything is heard."""
LEAST = 24
"""Columns; a shorter rest is made with the window before it."""
ENOUGH = 480
"""Columns, six seconds of speech, after which a voice's statistics change little."""
MEANS, VARIANCES = 0, 1


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a phrase, in columns of the generator's features."""

    start: int
    end: int
    reach_start: int
    """From where to where it is made."""
    reach_end: int


@dataclass(frozen=True, slots=True)
class WindowSizes:
    """How long windows are: the first is heard soonest, larger ones cost less."""

    first: int
    """In columns, of which there are 80 in a second."""
    largest: int
    borrows: bool
    """Whether statistics of other voices do until there are enough of its own."""


STREAMING_WINDOWS = {"balanced": WindowSizes(80, 160, borrows=False), "fast": WindowSizes(32, 160, borrows=True)}
"""By the setting's names; `exact`, which makes a phrase in one, is not among them."""


def windows(columns: int, speed: WindowSizes) -> Iterator[Window]:
    """Windows that together are the phrase."""
    start, size = 0, speed.first
    while start < columns:
        end = start + size
        if columns - end < LEAST:
            end = columns
        yield Window(start, end, max(start - OVERLAP, 0), min(end + OVERLAP, columns))
        start, size = end, min(2 * size, speed.largest)


class VoiceStatistics:
    """What is known of how voices are normalized: learned from what they have spoken, and kept in a folder."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._known: dict[str, _Moments] = {}

    def of(self, voice: str, *, borrows: bool) -> Floats | None:
        """The statistics to make this voice's windows with, if there are enough."""
        with self._lock:
            own = self._own(voice)
            if own is not None and (borrows or own.columns >= ENOUGH):
                return own.statistics
            if borrows and self._known:
                return max(self._known.values(), key=lambda each: each.columns).statistics
            return None

    def learn(self, voice: str, statistics: Floats, columns: int) -> None:
        """Take what one phrase tells about its voice."""
        if not np.isfinite(statistics).all():
            return
        with self._lock:
            added = _Moments.of(statistics, columns)
            own = self._own(voice)
            self._known[voice] = added if own is None or own.moments.shape != added.moments.shape else own + added
            self._keep(voice, self._known[voice])

    def _own(self, voice: str) -> "_Moments | None":
        if voice not in self._known and self._folder is not None:
            with suppress(OSError, ValueError):
                kept = np.fromfile(self._path(voice), "<f4")
                if kept.size > 1 and kept.size % 2 == 1 and np.isfinite(kept).all():
                    self._known[voice] = _Moments(int(kept[0]), kept[1:].reshape(2, -1))
        return self._known.get(voice)

    def _keep(self, voice: str, known: "_Moments") -> None:
        if self._folder is None:
            return
        path = self._path(voice)
        try:
            values = np.concatenate((np.array([known.columns]), known.moments.ravel())).astype("<f4")
            replace_file(path, values.tobytes())
        except OSError as error:
            log.info("What was learned of a voice is not kept: %s", error.strerror)

    def _path(self, voice: str) -> Path:
        assert self._folder is not None  # noqa: S101
        return self._folder / f"{hashlib.sha256(voice.encode()).hexdigest()[:16]}.f32"


@dataclass(frozen=True, slots=True, eq=False)
class _Moments:
    """Means and mean squares over some time; those of two times can be joined, which variances cannot."""

    columns: int
    moments: Floats

    @classmethod
    def of(cls, statistics: Floats, columns: int) -> "_Moments":
        means, variances = statistics
        return cls(columns, np.stack((means, variances + means**2)).astype(np.float32))

    @property
    def statistics(self) -> Floats:
        means, squares = self.moments
        return np.stack((means, np.maximum(squares - means**2, 0))).astype(np.float32)

    def __add__(self, other: "_Moments") -> "_Moments":
        columns = self.columns + other.columns
        moments = (self.moments * self.columns + other.moments * other.columns) / columns
        return _Moments(min(columns, 4 * ENOUGH), moments.astype(np.float32))
