"""A gain for each voice, so that all are equally loud; measured once and kept beside the cache."""

import json
import logging
import threading
from pathlib import Path

from wyoming_kokoro.atomic_write import replace_file
from wyoming_kokoro.audio.loudness import gain_for, loudness
from wyoming_kokoro.speech import Samples

_LOG = logging.getLogger(__name__)

MAX_VOICES = 1000
"""Voices and blends; the oldest are removed."""

MAX_FILE_BYTES = 1_000_000
"""Bytes: a larger file was not written by this program."""


class VoiceLoudness:
    """The loudness of voices, by what identifies their sound; for any thread."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._levels = _read(file)

    def gain(self, sound: str) -> float:
        """Return the factor that brings a voice to the common loudness; 1 before it is measured."""
        with self._lock:
            level = self._levels.get(sound)
        return 1.0 if level is None else gain_for(level)

    def knows(self, sound: str) -> bool:
        """Return whether a voice was measured."""
        with self._lock:
            return sound in self._levels

    def learn(self, sound: str, samples: Samples) -> None:
        """Measure a voice's speech; if the file cannot be written, it is measured again after the next start."""
        level = loudness(samples)
        if level is None:
            return
        with self._lock:
            self._levels[sound] = level
            while len(self._levels) > MAX_VOICES:
                self._levels.pop(next(iter(self._levels)))
            try:
                _write(self._file, self._levels)
            except OSError as error:
                _LOG.debug("The loudness of a voice could not be written: %s", error)


def _read(file: Path) -> dict[str, float]:
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            return {}
        content = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(content, dict):
        return {}
    return {name: float(level) for name, level in content.items() if isinstance(level, float) and -90 < level < 0}  # noqa: PLR2004 -- decibels that speech can have


def _write(file: Path, levels: dict[str, float]) -> None:
    replace_file(file, json.dumps(levels).encode())
