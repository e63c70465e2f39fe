"""eSpeak NG as a pronouncer: it has an answer for every word, in misaki's alphabet as Kokoro learned it."""

import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import japanese, mandarin
from wyoming_kokoro.pronounce.alphabet import known

_TIE = "\u0361"


class EspeakAnswers:
    """What eSpeak NG has said, asked in one go for all that it has not been asked for lately."""

    def __init__(self, ask: Callable[[Sequence[str], str], list[str]]) -> None:
        self._ask = ask
        self._kept: dict[tuple[str, str], str] = {}
        self._lock = threading.Lock()

    def __call__(self, texts: Iterable[str], language: str) -> dict[str, str]:
        """The answer for each text."""
        answers = {text: self._kept.get((language, text)) for text in texts}
        missing = [text for text, answer in answers.items() if answer is None]
        new = dict(zip(missing, self._ask(missing, language), strict=True)) if missing else {}
        with self._lock:
            self._kept.update(((language, text), spoken) for text, spoken in new.items() if _is_word(text))
            for key in list(islice(self._kept, max(0, len(self._kept) - _KEPT))):
                del self._kept[key]
        return {text: new[text] if answer is None else answer for text, answer in answers.items()}


class _Group(NamedTuple):
    """Words that are asked for together, and where their sounds go."""

    sounds: list[str]
    start: int
    words: Sequence[str]

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def filled(self, spoken: str, language: str) -> "tuple[_Group, ...]":
        """Take what was said for these words; the two halves to ask for again where it does not tell which is which."""
        each = spoken.split(" ") if len(self.words) > 1 else [spoken]
        if len(each) == len(self.words):
            self.sounds[self.start : self.start + len(each)] = [adapted(sound, language) for sound in each]
            return ()
        middle = len(self.words) // 2
        return self._replace(words=self.words[:middle]), self._replace(
            start=self.start + middle, words=self.words[middle:]
        )


class EspeakPronouncer:
    """Asks eSpeak NG, and says what it answers in the symbols Kokoro knows."""

    def __init__(self, library: EspeakNg) -> None:
        self._library = library
        self._phonemes, self._names = EspeakAnswers(library.phonemes_of), EspeakAnswers(library.names_of)

    @property
    def version(self) -> str:
        """The library's version."""
        return self._library.version

    @property
    def identity(self) -> str:
        """Changes whenever the same word would be pronounced otherwise."""
        return f"espeak-{self._library.version}-2"

    def word(self, word: str, language: str) -> str:
        """One word as if it stood alone."""
        return self.apart([word], language)[0]

    def apart(self, words: Sequence[str], language: str) -> list[str]:
        """Words as if each stood alone."""
        first = language.partition("-")[0]
        if first in _CHINESE:
            return self._chinese(words)
        if first == "ja":
            words = list(map(japanese.in_kana, words))
        sounds = self._phonemes(words, language)
        return [adapted(sounds[word], language) if word else "" for word in words]

    def beside(self, stretches: Sequence[Sequence[str]], language: str) -> list[list[str]]:
        """Words of some stretches as they sound beside one another, each by itself.

        eSpeak NG runs some together ("of the") and makes several of others ("21"). Where it gives another number than
        it was asked for, it is asked again for either half. All stretches are asked for at once.
        """
        if language.partition("-")[0] in _ONE_BY_ONE:
            sounds = iter(self.apart([word for words in stretches for word in words], language))
            return [list(islice(sounds, len(words))) for words in stretches]
        found = [[""] * len(words) for words in stretches]
        groups = [
            _Group(sounds, start, words[start : start + _MOST_AT_ONCE])
            for sounds, words in zip(found, stretches, strict=True)
            for start in range(0, len(words), _MOST_AT_ONCE)
        ]
        while groups:
            spoken = self._phonemes([group.text for group in groups], language)
            groups = [half for group in groups for half in group.filled(spoken[group.text], language)]
        return found

    def _chinese(self, words: Sequence[str]) -> list[str]:
        """Chinese characters by their tones, anything between them as English."""
        parted = [[part for part in _HAN.split(word) if part] for word in words]
        every = [part for parts in parted for part in parts]
        names = self._names([some for part in every if _HAN.fullmatch(part) for some in mandarin.parts(part)], "zh")
        others = self._phonemes([part for part in every if not _HAN.fullmatch(part)], "en-US")
        sounds = {part: adapted(sound, "en-US") for part, sound in others.items()}
        sounds |= {part: known(mandarin.kokoros(part, names)) for part in every if part not in sounds}
        return [" ".join(filter(None, map(sounds.__getitem__, parts))) for parts in parted]


_CHINESE = {"zh", "cmn"}
_ONE_BY_ONE = _CHINESE | {"ja"}
"""Languages whose words do not change their neighbours."""
_HAN = re.compile(r"((?:[\u3400-\u9fff]|\d+(?:\.\d+)?)+)", re.ASCII)

_MOST_AT_ONCE = 32
"""Words beside one another; more would only be asked for again and again where one of them does not fit."""
_KEPT, _LONGEST_KEPT = 2048, 64
"""Words whose sound is kept, and their letters: a name in every sentence is asked for once."""


def _is_word(text: str) -> bool:
    return len(text) <= _LONGEST_KEPT and " " not in text


def adapted(ipa: str, language: str) -> str:
    """What eSpeak NG says, in the symbols that Kokoro was taught for this language."""
    first = language.partition("-")[0]
    if first == "ja":
        return known(japanese.kokoros(ipa))
    british = language.lower().endswith("gb")
    table, pattern = (_BRITISH if british else _AMERICAN) if first == "en" else _OTHERS
    spoken = pattern.sub(lambda match: table[match[0]], ipa)
    return known(spoken.replace(_TIE, ""))


def _compiled(*tables: Mapping[str, str]) -> tuple[dict[str, str], re.Pattern[str]]:
    table = {sound.replace("^", _TIE): symbol for each in tables for sound, symbol in each.items()}
    longest_first = sorted(table, key=len, reverse=True)
    return table, re.compile("|".join(map(re.escape, longest_first)))


# Below, ^ stands for the tie between two letters of one sound. What eSpeak NG says is on the left, as heard from 1.52;
# what misaki's lexicons write for the same sound on the right. Kokoro was taught with the flap as T, and with the
# glottal stop as t.

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
        "o^ʊ": "O",
        "ə^ʊ": "Q",
    },
)
