"""Words of Japanese as they sound."""

from collections.abc import Iterator
from pathlib import Path

from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce.espeak import EspeakPronouncer
from wyoming_kokoro.workshop.wake.sound_index import SpelledWord

WORDS_FILE = Path(__file__).parent / "data" / "japanese-words.txt"
"""Words in hiragana of misaki's list, written by script/shipped-data: as many as eSpeak NG reads in a few seconds."""


def japanese_words() -> Iterator[SpelledWord]:
    """Yield words that are written in hiragana, which say how they sound."""
    words = WORDS_FILE.read_text("utf-8").split()
    sounds = EspeakPronouncer(EspeakNg.open()).isolated_words(words, "ja")
    yield from map(SpelledWord, words, sounds)
