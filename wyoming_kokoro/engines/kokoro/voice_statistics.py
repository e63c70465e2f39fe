"""The normalization statistics of voices: collected from the phrases they have spoken, and kept in a folder."""

import hashlib
import logging
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.atomic_write import replace_file

log = logging.getLogger(__name__)

Floats = NDArray[np.float32]

ENOUGH_COLUMNS = 480
"""Columns of features, six seconds of speech, after which the statistics of a voice change little."""


class VoiceStatistics:
    """The statistics of every voice that has spoken."""

    def __init__(self, folder: Path | None) -> None:
        """Take the folder to keep them in; None keeps them in memory only."""
        self._folder = folder
        self._lock = threading.Lock()
        self._moments: dict[str, _Moments] = {}

    def of(self, voice: str, *, borrow: bool) -> Floats | None:
        """Return the statistics of a voice; None if there are too few.

        With `borrow` even a little is enough, and without any the statistics of another voice are returned.
        """
        with self._lock:
            own = self._load(voice)
            if own is not None and (borrow or own.columns >= ENOUGH_COLUMNS):
                return own.statistics
            if borrow and self._moments:
                return max(self._moments.values(), key=lambda moments: moments.columns).statistics
            return None

    def add(self, voice: str, statistics: Floats, columns: int) -> None:
        """Add the statistics of one phrase to those of its voice."""
        if not np.isfinite(statistics).all():
            return
        with self._lock:
            added = _Moments.of(statistics, columns)
            own = self._load(voice)
            self._moments[voice] = added if own is None or own.values.shape != added.values.shape else own + added
            self._save(voice, self._moments[voice])

    def _load(self, voice: str) -> "_Moments | None":
        if voice not in self._moments and self._folder is not None:
            with suppress(OSError, ValueError):
                content = np.fromfile(_path(self._folder, voice), "<f4")
                if content.size > 1 and content.size % 2 == 1 and np.isfinite(content).all():
                    self._moments[voice] = _Moments(int(content[0]), content[1:].reshape(2, -1))
        return self._moments.get(voice)

    def _save(self, voice: str, moments: "_Moments") -> None:
        if self._folder is None:
            return
        values = np.concatenate((np.array([moments.columns]), moments.values.ravel())).astype("<f4")
        try:
            replace_file(_path(self._folder, voice), values.tobytes())
        except OSError as error:
            log.info("The statistics of a voice are not saved: %s", error.strerror)


def _path(folder: Path, voice: str) -> Path:
    return folder / f"{hashlib.sha256(voice.encode()).hexdigest()[:16]}.f32"


@dataclass(frozen=True, slots=True, eq=False)
class _Moments:
    """Means and mean squares over some time; those of two times can be added, which variances cannot."""

    columns: int
    values: Floats

    @classmethod
    def of(cls, statistics: Floats, columns: int) -> "_Moments":
        means, variances = statistics
        return cls(columns, np.stack((means, variances + means**2)).astype(np.float32))

    @property
    def statistics(self) -> Floats:
        means, squares = self.values
        return np.stack((means, np.maximum(squares - means**2, 0))).astype(np.float32)

    def __add__(self, other: "_Moments") -> "_Moments":
        columns = self.columns + other.columns
        values = (self.values * self.columns + other.values * other.columns) / columns
        return _Moments(min(columns, 4 * ENOUGH_COLUMNS), values.astype(np.float32))
