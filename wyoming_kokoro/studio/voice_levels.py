"""The levels of the published voices, measured once and shipped; `script/voice-levels` measures them again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

DATA = Path(__file__).parent / "data"
LEVELS_FILE = DATA / "voice_levels.json"
SENTENCES_FILE = DATA / "reference_sentences.json"

NUMBERS = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20"
"""What is spoken in a language without sentences of its own: every voice can count. Up to ten it is too loud."""

DIGEST_LENGTH = 16
"""Characters of a file's digest that identify it."""

Parts = tuple[tuple[str, float], ...]
"""What a voice is made of, by digest of a voice file or name of a voice, and the shares."""


@dataclass(frozen=True, slots=True)
class VoiceSound:
    """How a voice sounds through an engine, as far as its level depends on it."""

    engine: str
    """The engine's name."""
    model: str
    """What identifies the engine's model file; empty if it has none."""
    parts: Parts
    identity: str
    """Changes whenever the voice sounds different."""


@dataclass(frozen=True, slots=True)
class _EngineLevels:
    voices: Mapping[str, float]
    """LUFS by digest of the voice file, or by name."""
    models: Mapping[str, float]
    """By how many decibels a model file is louder than the one that the voices were measured with."""


class VoiceLevels:
    """A table of levels in LUFS, by engine."""

    def __init__(self, engines: Mapping[str, _EngineLevels]) -> None:
        self._engines = engines

    @classmethod
    def load(cls, path: Path = LEVELS_FILE) -> "VoiceLevels":
        """Read a file like the shipped one."""
        content = json.loads(path.read_text("utf-8"))
        return cls(
            {
                engine: _EngineLevels(
                    {line.get("file", line["voice"])[:DIGEST_LENGTH]: line["level"] for line in table["voices"]},
                    {line["file"][:DIGEST_LENGTH]: line["louder_by"] for line in table["models"]},
                )
                for engine, table in content.items()
            }
        )

    def covers(self, engine: str) -> bool:
        """Return whether the voices of an engine are to be equally loud."""
        return engine in self._engines

    def is_known(self, sound: VoiceSound) -> bool:
        """Return whether a sound needs no measuring: a published voice through a published model."""
        table = self._engines[sound.engine]
        single = len(sound.parts) == 1 and sound.parts[0][0] in table.voices
        return single and (not sound.model or sound.model in table.models)

    def voice(self, sound: VoiceSound) -> float:
        """Return the level of a voice through the model that the table was measured with.

        A blend is between its parts; an unknown voice is like most.
        """
        voices = self._engines[sound.engine].voices
        usual = median(voices.values())
        level = sum(share * voices.get(part, usual) for part, share in sound.parts)
        return min(max(level, min(voices.values())), max(voices.values()))

    def model(self, sound: VoiceSound) -> float | None:
        """Return by how many decibels its model is louder; None if that is not known."""
        if not sound.model:
            return 0.0
        return self._engines[sound.engine].models.get(sound.model)


def reference_sentences(language: str) -> tuple[str, ...]:
    """Return what the level of a voice is measured with in a language such as en-US."""
    return _sentences().get(language.partition("-")[0], (NUMBERS,))


@cache
def _sentences() -> Mapping[str, tuple[str, ...]]:
    """Return the sentences of every language that has some."""
    sentences = json.loads(SENTENCES_FILE.read_text("utf-8"))
    return {language: tuple(texts) for language, texts in sentences.items()}
