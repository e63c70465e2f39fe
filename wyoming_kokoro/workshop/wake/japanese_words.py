"""Words of Japanese as they sound: those in kana of the list that comes with misaki."""

import re
from collections.abc import Iterator

from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce.espeak import EspeakPronouncer
from wyoming_kokoro.pronounce.pack_lexicons import misaki_folder
from wyoming_kokoro.workshop.wake.sound_index import SpelledWord

MOST_WORDS = 15_000
"""Spread over the list, of which eSpeak NG reads so many in a few seconds."""
_LIST = "data/ja_words.txt"
_KANA = re.compile("[ぁ-ゖー]{2,6}")


def japanese_words() -> Iterator[SpelledWord]:
    """Yield words that are written in hiragana, which say how they sound; none where there is no list."""
    folder = misaki_folder()
    path = folder / _LIST if folder is not None else None
    if path is None or not path.is_file():
        return
    words = [word for word in path.read_text("utf-8").split("\n") if _KANA.fullmatch(word)]
    words = words[:: -(-len(words) // MOST_WORDS)] if words else []
    sounds = EspeakPronouncer(EspeakNg.open()).isolated_words(words, "ja")
    yield from map(SpelledWord, words, sounds)
