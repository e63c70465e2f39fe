"""The folder in which sounds are kept: one for each configuration and set, a WAV file and its facts for each text."""

import json
import wave
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.hearing.sound_files import write_sound
from benchmarks.hearing.texts import Item
from wyoming_kokoro.speech import Samples, WordTime


@dataclass(frozen=True, slots=True)
class Sound:
    """A spoken text, and what the judges said of it."""

    samples: Samples
    facts: Mapping[str, Any]
    judgement: Mapping[str, Any]
    """Empty while it is not judged."""

    @property
    def words(self) -> list[WordTime]:
        """The times of its words, as far as the speaker gave them."""
        return [WordTime(**word) for word in self.facts["words"]]


@dataclass(frozen=True, slots=True)
class SoundFolder:
    """The sounds of one configuration and one set."""

    path: Path

    def has(self, item: Item) -> bool:
        """Return whether this text was spoken."""
        facts = self._facts(item)
        return facts.is_file() and json.loads(facts.read_text("utf-8"))["text"] == item.text

    def write(self, item: Item, samples: Samples, words: Sequence[WordTime]) -> None:
        """Keep a spoken text, with the times of its words."""
        write_sound(self._sound(item), samples)
        facts = {
            "text": item.text,
            "voice": item.voice,
            "language": item.language,
            "kind": item.kind,
            "words": [asdict(word) for word in words],
        }
        self._facts(item).write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")

    def read(self, item: Item) -> Sound | None:
        """Return a spoken text; None if it was not spoken."""
        if not self.has(item):
            return None
        with wave.open(str(self._sound(item)), "rb") as file:
            numbers = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        samples = np.asarray(numbers / np.float32(32_768), np.float32)
        facts = json.loads(self._facts(item).read_text("utf-8"))
        judged = self.path / f"{item.key}.judged.json"
        return Sound(samples, facts, json.loads(judged.read_text("utf-8")) if judged.is_file() else {})

    def _sound(self, item: Item) -> Path:
        return self.path / f"{item.key}.wav"

    def _facts(self, item: Item) -> Path:
        return self.path / f"{item.key}.json"
