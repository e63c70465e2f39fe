"""Word errors: what was heard against what was to be said, both read by our own rules.

Whisper writes "$12.50" or "twelve dollars and fifty cents" for the same sound. So its text and the written one are both
turned into words by our rules, and two words are the same if they are spelled or pronounced the same: "gray" and
"grey", "two" and "too". A word may be written as two, and a time without its colon: "830", "8.30". What our rules read
wrongly is an error all the same: then the sound has other words than those that Whisper should write.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from wyoming_kokoro.studio.explaining import phonemes, spoken_words
from wyoming_kokoro.workshop.judging.alignment import align

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[\u0900-\u097f]+")
_STRESS = str.maketrans("", "", "ˈˌ")
_SHAPES = ((1, 0), (0, 1), (1, 1), (2, 1), (1, 2))
"""How many words that were to be said, and how many that were heard, one step may have."""
_WITHOUT_BLANKS = ("ja", "zh")
"""Languages in which characters are compared."""


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word, and how it sounds without stress."""

    spelled: str
    sound: str

    def same_as(self, other: "SpokenWord") -> bool:
        """Return whether two words cannot be told apart by ear."""
        return self.spelled == other.spelled or (bool(self.sound) and self.sound == other.sound)

    def joined_to(self, other: "SpokenWord") -> "SpokenWord":
        """Return two words as one."""
        return SpokenWord(self.spelled + other.spelled, self.sound + other.sound)


@dataclass(frozen=True, slots=True)
class WordErrors:
    """How many words were to be said, which of them were misheard, and the commas heard beyond those written."""

    words: int
    wrong: tuple[str, ...]
    """What was to be said, and what was heard instead."""
    extra_commas: int


@lru_cache(maxsize=8192)
def compare(written: str, heard: str, language: str) -> WordErrors:
    """Return the word errors of what was heard."""
    expected, found = words(written, language), words(with_colons(heard, written), language)
    return WordErrors(len(expected), tuple(_differences(expected, found)), _commas(heard) - _commas(written))


@cache
def words(text: str, language: str) -> tuple[SpokenWord, ...]:
    """Return the words that our rules say for a text."""
    spoken = spoken_words(text, language).lower().replace("’", "'")
    if language.startswith(_WITHOUT_BLANKS):
        return tuple(SpokenWord(each, "") for each in "".join(_WORD.findall(spoken)))
    return tuple(SpokenWord(each, _sound(each, language)) for each in _WORD.findall(spoken))


@cache
def _sound(word: str, language: str) -> str:
    return phonemes(word, language).translate(_STRESS)


def with_colons(heard: str, written: str) -> str:
    """Put the colons of the written times into those that were heard without, or with a full stop."""
    for time in re.findall(r"\d{1,2}(?::\d\d)+", written):
        heard = re.sub(rf"(?<!\d){time.replace(':', '[.]?')}(?!\d)", time, heard)
    return heard


def _commas(text: str) -> int:
    """Count the commas that are not inside numbers."""
    return len(re.findall(r"[,;:—](?!\d)|(?<!\w)-(?!\w)", text))


def _differences(expected: tuple[SpokenWord, ...], found: tuple[SpokenWord, ...]) -> list[str]:
    """Return the fewest differences: words replaced, missing, or added."""
    steps = align(expected, found, _price, _SHAPES)
    return [f"{_spelled(step.expected) or '-'} > {_spelled(step.found) or '-'}" for step in steps if step.price]


def _price(expected: Sequence[SpokenWord], found: Sequence[SpokenWord]) -> float | None:
    """Return the price of a step: two words may be written as one, if that sounds the same."""
    if len(expected) + len(found) == 1:
        return 1
    if len(expected) == len(found) == 1:
        return int(not expected[0].same_as(found[0]))
    several, one = (expected, found[0]) if len(expected) > 1 else (found, expected[0])
    return 0 if several[0].joined_to(several[1]).same_as(one) else None


def _spelled(words: Sequence[SpokenWord]) -> str:
    return " ".join(word.spelled for word in words)
