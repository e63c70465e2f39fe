"""Pronounces any word with eSpeak NG, in misaki's alphabet as Kokoro was trained with it."""

import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from itertools import islice
from types import ModuleType
from typing import NamedTuple

from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce.alphabet import to_symbols
from wyoming_kokoro.pronounce.espeak_spellings import espeak_spelling

_TIE = "\u0361"


class EspeakCache:
    """Caches eSpeak NG's output; all missing texts are requested together."""

    def __init__(self, request: Callable[[Sequence[str], str], list[str]]) -> None:
        self._request = request
        self._cached: dict[tuple[str, str], str] = {}
        self._lock = threading.Lock()

    def __call__(self, texts: Iterable[str], language: str) -> dict[str, str]:
        """The output for each text."""
        outputs = {text: self._cached.get((language, text)) for text in texts}
        missing = [text for text, output in outputs.items() if output is None]
        new = dict(zip(missing, self._request(missing, language), strict=True)) if missing else {}
        with self._lock:
            self._cached.update(((language, text), output) for text, output in new.items() if _is_word(text))
            for key in list(islice(self._cached, max(0, len(self._cached) - _CACHED_TEXTS))):
                del self._cached[key]
        return {text: new[text] if output is None else output for text, output in outputs.items()}


class _WordGroup(NamedTuple):
    """Words that are requested together, and where to store their sounds."""

    sounds: list[str]
    start: int
    words: Sequence[str]

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def store(self, output: str, language: str) -> "tuple[_WordGroup, ...]":
        """Store the sounds of these words; returns both halves, to be requested again, if the numbers differ."""
        sounds = output.split(" ") if len(self.words) > 1 else [output]
        if len(sounds) == len(self.words):
            self.sounds[self.start : self.start + len(sounds)] = [adapted(sound, language) for sound in sounds]
            return ()
        middle = len(self.words) // 2
        return self._replace(words=self.words[:middle]), self._replace(
            start=self.start + middle, words=self.words[middle:]
        )


class EspeakPronouncer:
    """Requests sounds from eSpeak NG, and converts them to the symbols that Kokoro has."""

    def __init__(self, library: EspeakNg) -> None:
        self._library = library
        self._phonemes, self._names = EspeakCache(library.phonemes_of), EspeakCache(library.names_of)

    @property
    def version(self) -> str:
        """The library's version."""
        return self._library.version

    @property
    def identity(self) -> str:
        """Changes whenever the same word would be pronounced differently."""
        return f"espeak-{self._library.version}-3"

    def word(self, word: str, language: str) -> str:
        """The sound of one isolated word."""
        return self.isolated_words([word], language)[0]

    def isolated_words(self, words: Sequence[str], language: str) -> list[str]:
        """The sounds of words, each pronounced in isolation."""
        first = language.partition("-")[0]
        if first in _CHINESE:
            return self._chinese(words)
        if first == "ja":
            words = list(map(_language("japanese").in_kana, words))
        sounds = self._phonemes(words, language)
        return [adapted(sounds[word], language) if word else "" for word in words]

    def words_in_context(self, phrases: Sequence[Sequence[str]], language: str) -> list[list[str]]:
        """The sound of each word of some phrases, pronounced in its context.

        eSpeak NG joins some words ("of the") and makes several of others ("21"). If it returns more or fewer
        sounds than words, each half is requested again. All phrases are requested together.
        """
        if language.partition("-")[0] in _WITHOUT_CONTEXT:
            sounds = iter(self.isolated_words([word for words in phrases for word in words], language))
            return [list(islice(sounds, len(words))) for words in phrases]
        base = language.partition("-")[0]
        if base != "en":
            phrases = [[espeak_spelling(word, base) for word in words] for words in phrases]
        sounds_by_phrase = [[""] * len(words) for words in phrases]
        groups = [
            _WordGroup(sounds, start, words[start : start + _WORDS_PER_REQUEST])
            for sounds, words in zip(sounds_by_phrase, phrases, strict=True)
            for start in range(0, len(words), _WORDS_PER_REQUEST)
        ]
        while groups:
            outputs = self._phonemes([group.text for group in groups], language)
            groups = [half for group in groups for half in group.store(outputs[group.text], language)]
        return sounds_by_phrase

    def _chinese(self, words: Sequence[str]) -> list[str]:
        """Pronounces Chinese characters with their tones, and anything between them as English."""
        parts_by_word = [[part for part in _HAN.split(word) if part] for word in words]
        all_parts = [part for parts in parts_by_word for part in parts]
        chinese = [part for part in all_parts if _HAN.fullmatch(part)]
        mandarin = _language("mandarin")
        names = self._names([text for part in chinese for text in mandarin.espeak_texts(part)], "zh")
        others = self._phonemes([part for part in all_parts if not _HAN.fullmatch(part)], "en-US")
        sounds = {part: adapted(sound, "en-US") for part, sound in others.items()}
        sounds |= {part: to_symbols(mandarin.to_kokoro(part, names)) for part in all_parts if part not in sounds}
        return [" ".join(filter(None, map(sounds.__getitem__, parts))) for parts in parts_by_word]


_CHINESE = {"zh", "cmn"}
_WITHOUT_CONTEXT = _CHINESE | {"ja"}
"""Languages in which the sound of a word does not depend on its neighbours."""
_HAN = re.compile(r"((?:[\u3400-\u9fff]|\d+(?:\.\d+)?)+)", re.ASCII)

_WORDS_PER_REQUEST = 32
"""More words would only be requested again and again when their number does not match that of the sounds."""
_CACHED_TEXTS, _LONGEST_CACHED = 2048, 64
"""Words whose sound is cached, and their longest length: a name in every sentence is requested once."""


@cache
def _language(name: str) -> ModuleType:
    """Return the module of a language, imported when the language is first pronounced."""
    return import_module(f"wyoming_kokoro.pronounce.{name}")


def _is_word(text: str) -> bool:
    return len(text) <= _LONGEST_CACHED and " " not in text


def adapted(ipa: str, language: str) -> str:
    """Converts eSpeak NG's output to the symbols that Kokoro was trained with for this language."""
    first = language.partition("-")[0]
    if first == "ja":
        return to_symbols(_language("japanese").to_kokoro(ipa))
    british = language.lower().endswith("gb")
    table, pattern = (_BRITISH if british else _AMERICAN) if first == "en" else _OTHERS
    spoken = pattern.sub(lambda match: table[match[0]], ipa)
    if first == "en":
        spoken = spoken.replace("ɹɹ", "ɹ")  # eSpeak NG ends a vowel with r before an r that is spoken anyway
    return to_symbols(spoken.replace(_TIE, ""))


def _compiled(*tables: Mapping[str, str]) -> tuple[dict[str, str], re.Pattern[str]]:
    table = {sound.replace("^", _TIE): symbol for group in tables for sound, symbol in group.items()}
    longest_first = sorted(table, key=len, reverse=True)
    return table, re.compile("|".join(map(re.escape, longest_first)))


# Below, ^ stands for the tie between two letters of one sound. On the left is the output of eSpeak NG 1.52, on the
# right what misaki's lexicons write for the same sound. Kokoro was trained with T for the flap and t for the
# glottal stop.

_EVERYWHERE = {"d^ʒ": "ʤ", "t^ʃ": "ʧ", "a^ɪ": "I", "a^ʊ": "W", "e^ɪ": "A", "ɔ^ɪ": "Y", "-": ""}

_ENGLISH = {
    "ə^l": "ᵊl",
    "ʔˌn\u0329": "tn",
    "ʔn\u0329": "tn",
    "n\u0329": "ᵊn",
    "l\u0329": "ᵊl",
    "m\u0329": "ᵊm",
    "ɾ": "T",
    "ʔ": "t",
    "r": "ɹ",
    "x": "k",
    "ç": "k",
    "ɬ": "l",
    "ɐ": "ə",
    "e": "A",
    "ʲ": "",
    "\u0303": "",
}

_AMERICAN = _compiled(
    _EVERYWHERE,
    _ENGLISH,
    {
        "o^ʊ": "O",
        "ɜː": "ɜɹ",
        "ɜːɹ": "ɜɹ",
        "ɚ": "əɹ",
        "ɚɹ": "əɹ",
        "i^ə": "iə",
        "ɪə": "iə",
        "o": "ɔ",
        "ː": "",
    },
)

_BRITISH = _compiled(
    _EVERYWHERE,
    _ENGLISH,
    {"ə^ʊ": "Q", "e^ə": "ɛː", "eə": "ɛː", "i^ə": "ɪə", "iə": "ɪə", "o": "ɔ"},
)

_OTHERS = _compiled(
    _EVERYWHERE,
    {
        "d^z": "ʣ",
        "d^ʑ": "ʥ",
        "t^s": "ʦ",
        "t^ɕ": "ʨ",
        "s^s": "S",
        "r.h": "ɽʰ",
        "r.": "ɽ",
        "r̩": "ɽ",
        "o^ʊ": "O",
        "ə^ʊ": "Q",
    },
)
