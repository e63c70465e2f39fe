"""The level of each voice, so that all can be made equally loud: from the shipped table, or measured while idle."""

import json
import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path

from wyoming_kokoro.atomic_write import replace_file
from wyoming_kokoro.audio.loudness import loudness
from wyoming_kokoro.speech import Samples
from wyoming_kokoro.studio.voice_levels import VoiceLevels, VoiceSound

_LOG = logging.getLogger(__name__)

MAX_VOICES = 1000
"""Voices and blends; the oldest are removed."""

MAX_MODELS = 100
"""Model files whose levels are kept; the oldest are removed."""

MAX_FILE_BYTES = 1_000_000
"""Bytes: a larger file was not written by this program."""

MAX_DIFFERENCE = 30.0
"""Decibels between two models: a larger difference is a wrong measurement."""


@dataclass(frozen=True, slots=True)
class _Measured:
    """What this machine has measured."""

    voices: dict[str, float] = field(default_factory=dict)
    """LUFS by the identity of a sound."""
    models: dict[str, float] = field(default_factory=dict)
    """By how many decibels a model is louder than the table says, by what identifies its file."""


class VoiceLoudness:
    """The levels of voices in LUFS, by how they sound; for any thread."""

    def __init__(self, file: Path, shipped: VoiceLevels) -> None:
        self._file = file
        self._shipped = shipped
        self._lock = threading.Lock()
        self._measured = _read(file)

    def level(self, sound: VoiceSound) -> float | None:
        """Return how loud a voice is as its engine makes it; None if it was not measured, nor its engine for the table.

        Before a voice is measured, it is what the table has for it; before its model is, the voice as in the table.
        """
        with self._lock:
            measured = self._measured.voices.get(sound.identity)
            louder = self._measured.models.get(sound.model, 0.0)
        if measured is not None:
            return measured
        if not self._shipped.covers(sound.engine):
            return None
        shipped = self._shipped.model(sound)
        return self._shipped.voice(sound) + (louder if shipped is None else shipped)

    def is_unmeasured(self, sound: VoiceSound) -> bool:
        """Return whether a voice should be measured: neither this machine nor the table knows it."""
        if not self._shipped.covers(sound.engine) or self._shipped.is_known(sound):
            return False
        with self._lock:
            return sound.identity not in self._measured.voices

    def learn(self, sound: VoiceSound, samples: Samples) -> None:
        """Measure a voice's speech; if the file cannot be written, it is measured again after the next start."""
        level = loudness(samples)
        if level is None:
            return
        with self._lock:
            measured = self._measured
            measured.voices[sound.identity] = level
            _drop_oldest(measured.voices, MAX_VOICES)
            if self._shipped.covers(sound.engine) and self._shipped.model(sound) is None:
                measured.models.setdefault(sound.model, level - self._shipped.voice(sound))
                _drop_oldest(measured.models, MAX_MODELS)
            try:
                _write(self._file, measured)
            except OSError as error:
                _LOG.debug("The loudness of a voice could not be written: %s", error)


def _drop_oldest(levels: dict[str, float], size: int) -> None:
    while len(levels) > size:
        levels.pop(next(iter(levels)))


def _read(file: Path) -> _Measured:
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            return _Measured()
        content = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return _Measured()
    if not isinstance(content, dict):
        return _Measured()
    return _Measured(
        _numbers(content.get("voices"), -90, 0), _numbers(content.get("models"), -MAX_DIFFERENCE, MAX_DIFFERENCE)
    )


def _numbers(content: object, lowest: float, highest: float) -> dict[str, float]:
    """Return the numbers of a table that can be right."""
    if not isinstance(content, dict):
        return {}
    return {name: level for name, level in content.items() if isinstance(level, float) and lowest < level < highest}


def _write(file: Path, measured: _Measured) -> None:
    replace_file(file, json.dumps({"voices": measured.voices, "models": measured.models}).encode())
