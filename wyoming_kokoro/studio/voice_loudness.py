"""One gain for each voice, so that all are equally loud: measured once, kept beside the cache."""

import json
import logging
import threading
from pathlib import Path

from wyoming_kokoro.atomic_write import replace_file
from wyoming_kokoro.audio.loudness import gain_for, loudness
from wyoming_kokoro.speech import Samples

_LOG = logging.getLogger(__name__)

MOST_KEPT = 1000
"""Voices and blends; the oldest make room."""

LARGEST_FILE = 1_000_000
"""Bytes: what is larger was not written here."""


class VoiceLoudness:
    """How loud voices are, by whatever identifies their sound; for any thread."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._known = _read(file)

    def gain(self, sound: str) -> float:
        """The factor that brings a voice to the common level; 1 while it is not known."""
        with self._lock:
            level = self._known.get(sound)
        return 1.0 if level is None else gain_for(level)

    def knows(self, sound: str) -> bool:
        """Whether it has been measured."""
        with self._lock:
            return sound in self._known

    def learn(self, sound: str, samples: Samples) -> None:
        """Measure a voice's speech; what cannot be written down is measured again after the next start."""
        level = loudness(samples)
        if level is None:
            return
        with self._lock:
            self._known[sound] = level
            while len(self._known) > MOST_KEPT:
                self._known.pop(next(iter(self._known)))
            try:
                _write(self._file, self._known)
            except OSError as error:
                _LOG.debug("The level of a voice could not be kept: %s", error)


def _read(file: Path) -> dict[str, float]:
    try:
        if file.stat().st_size > LARGEST_FILE:
            return {}
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: float(level) for name, level in found.items() if isinstance(level, float) and -90 < level < 0}  # noqa: PLR2004 -- decibels that speech can have


def _write(file: Path, known: dict[str, float]) -> None:
    replace_file(file, json.dumps(known).encode())
