"""What the words around something tell about it."""

import re
from functools import cache
from typing import Final

from wyoming_kokoro.text.en.vocabulary import word_set
from wyoming_kokoro.text.tables import table

LOOK: Final = 32
"""Characters before and after that are looked at: a few words."""


@cache
def starters() -> frozenset[str]:
    """Words that begin sentences and hardly ever names, in small letters."""
    return frozenset(word for row in table("en", "stops.tsv") if row[0] == "starter" for word in row[1].split())


def word_before(match: re.Match[str]) -> str:
    """The word before a match, in small letters; nothing if a mark stands between."""
    before = _BEFORE.search(match.string, max(0, match.start() - LOOK), match.start())
    return before[1].lower() if before else ""


def word_after(match: re.Match[str]) -> str:
    """The word after a match, as it is written; nothing if a mark stands between."""
    after = _AFTER.match(match.string, match.end())
    return after[1] if after else ""


def ends_sentence(match: re.Match[str]) -> bool:
    """Whether a sentence may end right after this: nothing follows, or a new line, or a word that begins one."""
    after = _AFTER_STOP.match(match.string, match.end())
    return after is not None and (after[1] is None or after[1].lower() in starters())


def link(match: re.Match[str], sign: str) -> str:
    """What joins the ends of a range: its own word, or "to" for a sign, or "and" after "between"."""
    if sign.strip().isalpha():
        return sign.strip().lower()
    return "and" if word_before(match) == "between" else "to"


def is_noun_like(word: str) -> bool:
    """Whether a word may be what a number before it describes: "a five dollar bill"."""
    return word.islower() and word.isalpha() and word not in _NOT_NOUNS


_NOT_NOUNS: Final = word_set("context.not_nouns")
_BEFORE: Final = re.compile(r"([\w'-]+)[\s(\"“']*$")
_AFTER: Final = re.compile(r"[ \t]+([\w'-]{1,24})")
_AFTER_STOP: Final = re.compile(r"[\"')”\]*_]{0,4}(?:\s*$|\s*\n|\s+[\"'(“*_]*([A-Z][\w']{0,24}))")
