"""eSpeak NG as a pronouncer: it has an answer for every word, in misaki's alphabet as Kokoro learned it."""

import re
from collections.abc import Mapping, Sequence

from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import japanese, mandarin
from wyoming_kokoro.pronounce.alphabet import known

_TIE = "\u0361"


class EspeakPronouncer:
    """Asks eSpeak NG, and says what it answers in the symbols Kokoro knows."""

    def __init__(self, library: EspeakNg) -> None:
        self._library = library

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
        if language.partition("-")[0] in _CHINESE:
            return " ".join(said for part in _HAN.split(word) if (said := self._chinese(part)))
        if language.partition("-")[0] == "ja":
            word = japanese.in_kana(word)
        return adapted(self._library.phonemes(word, language), language) if word else ""

    def words(self, words: Sequence[str], language: str) -> list[str]:
        """Words as they sound beside one another, each by itself.

        eSpeak NG runs some together ("of the") and makes several of others ("21"). Where it gives another number than
        it was asked for, it is asked again for either half.
        """
        if len(words) < 2 or language.partition("-")[0] in _ONE_BY_ONE:  # noqa: PLR2004 - one cannot be parted
            return [self.word(word, language) for word in words]
        if len(words) > _MOST_AT_ONCE:
            return [
                said
                for some in range(0, len(words), _MOST_AT_ONCE)
                for said in self.words(words[some : some + _MOST_AT_ONCE], language)
            ]
        groups = self._library.phonemes(" ".join(words), language).split(" ")
        if len(groups) == len(words):
            return [adapted(group, language) for group in groups]
        middle = len(words) // 2
        return self.words(words[:middle], language) + self.words(words[middle:], language)

    def _chinese(self, part: str) -> str:
        """Chinese characters by their tones, anything between them as English."""
        if _HAN.fullmatch(part):
            return known(mandarin.kokoros(part, lambda some: self._library.names(some, "zh")))
        return adapted(self._library.phonemes(part, "en-US"), "en-US")


_CHINESE = {"zh", "cmn"}
_ONE_BY_ONE = _CHINESE | {"ja"}
"""Languages whose words do not change their neighbours."""
_HAN = re.compile(r"((?:[\u3400-\u9fff]|\d+(?:\.\d+)?)+)", re.ASCII)

_MOST_AT_ONCE = 32
"""Words; more would only be asked for again and again where one of them does not fit."""


def adapted(ipa: str, language: str) -> str:
    """What eSpeak NG says, in the symbols that Kokoro was taught for this language."""
    first = language.partition("-")[0]
    if first == "ja":
        return known(japanese.kokoros(ipa))
    british = language.lower().endswith("gb")
    table, pattern = (_BRITISH if british else _AMERICAN) if first == "en" else _OTHERS
    said = pattern.sub(lambda match: table[match[0]], ipa)
    return known(said.replace(_TIE, ""))


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
