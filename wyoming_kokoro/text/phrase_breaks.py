"""Finds places for a pause in a sentence without marks: before a word that begins a clause or a phrase."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from wyoming_kokoro.text.tables import table

_WORD = re.compile(r"\S+")


class PhraseBreak(IntEnum):
    """How audible a cut at a place is: the smaller the less."""

    MARK = 0
    """A mark is written there, so that every reader pauses."""
    CLAUSE = 1
    """Before a word such as "because" or "which"."""
    PHRASE = 2
    """Before a word such as "with" or "at"."""


@dataclass(frozen=True, slots=True)
class BreakWords:
    """A language's words that allow or prevent a pause before the next word."""

    kinds: dict[str, PhraseBreak]
    """The words before which a pause sounds natural, and the kind of break before them."""
    holding: frozenset[str]
    """Words such as articles: no pause after them."""
    numbers: frozenset[str]

    def places(self, text: str) -> Iterator[tuple[int, PhraseBreak]]:
        """The starts of words before which a pause sounds natural, and the kind of break."""
        words = list(_WORD.finditer(text))
        for before, word, after in zip(words, words[1:], words[2:], strict=False):
            kind = self.between(before[0], word[0], after[0])
            if kind is not None and not _is_inside(text, word.start()):
                yield word.start(), kind

    def between(self, before: str, word: str, after: str) -> PhraseBreak | None:
        """The kind of break before the second of three words, as they are written; None: no pause there.

        There is none next to a mark, which causes a pause itself, inside a name, between two numbers, or after a word
        that belongs to the next. A word that could begin a phrase does so too: "because | of", "out | in the cold".
        """
        last = before.casefold()
        if not _is_letter_or_digit(last[-1:]) or last in self.holding or last in self.kinds or not after:
            return None
        if before[:1].isupper() and after[:1].isupper():
            return None
        if self._is_number(before) and self._is_number(after):
            return None
        return self.kinds.get(word.casefold())

    def _is_number(self, word: str) -> bool:
        return any(map(str.isdigit, word)) or word.casefold() in self.numbers


def _is_letter_or_digit(sign: str) -> bool:
    """Whether a character can end a word: for Python the vowel signs of some scripts are neither letter nor digit."""
    return bool(sign) and unicodedata.category(sign)[0] in "LMN"


def _is_inside(text: str, at: int) -> bool:
    """Whether a place is inside brackets or code."""
    return (
        any(text.count(begin, 0, at) > text.count(end, 0, at) for begin, end in ("()", "[]"))
        or text.count("`", 0, at) % 2 == 1
    )


@cache
def break_words(language: str) -> BreakWords:
    """The break words of a language, by its two-letter code; empty if it has no table."""
    words: dict[str, list[str]] = {"clause": [], "phrase": [], "holding": [], "number": []}
    for kind, listed in table(language, "phrase_breaks.tsv"):
        words[kind] += listed.split()
    kinds = dict.fromkeys(words["phrase"], PhraseBreak.PHRASE) | dict.fromkeys(words["clause"], PhraseBreak.CLAUSE)
    return BreakWords(kinds, frozenset(words["holding"]), frozenset(words["number"]))
