"""What the words around a match tell about it."""

import re
from functools import cache
from typing import Final

from wyoming_kokoro.text.en.vocabulary import word_set
from wyoming_kokoro.text.tables import table

LOOK: Final = 32
"""How many characters before and after a match are looked at: a few words."""


@cache
def starters() -> frozenset[str]:
    """Return words, in lower case, that often begin sentences and are rarely names."""
    return frozenset(word for row in table("en", "stops.tsv") if row[0] == "starter" for word in row[1].split())


def word_before(match: re.Match[str]) -> str:
    """Return the word before a match in lower case; nothing if a mark stands between them."""
    before = _BEFORE.search(match.string, max(0, match.start() - LOOK), match.start())
    return before[1].lower() if before else ""


def word_after(match: re.Match[str]) -> str:
    """Return the word after a match as it is written; nothing if a mark stands between them."""
    after = _AFTER.match(match.string, match.end())
    return after[1] if after else ""


def ends_sentence(match: re.Match[str]) -> bool:
    """Return whether a sentence may end here: at the end of a text or line, or before a word that starts a sentence."""
    after = _AFTER_STOP.match(match.string, match.end())
    return after is not None and (after[1] is None or after[1].lower() in starters())


def link(match: re.Match[str], sign: str) -> str:
    """Return the word that joins the ends of a range: its own word, "to" for a sign, or "and" after "between"."""
    if sign.strip().isalpha():
        return sign.strip().lower()
    return "and" if word_before(match) == "between" else "to"


def is_noun_like(word: str) -> bool:
    """Return whether a word may be a noun that the number before it describes: "a five dollar bill"."""
    return word.islower() and word.isalpha() and word not in _NOT_NOUNS


_NOT_NOUNS: Final = word_set("context.not_nouns")
_BEFORE: Final = re.compile(r"([\w'-]+)[\s(\"“']*$")
_AFTER: Final = re.compile(r"[ \t]+([\w'-]{1,24})")
_AFTER_STOP: Final = re.compile(r"[\"')”\]*_]{0,4}(?:\s*$|\s*\n|\s+[\"'(“*_]*([A-Z][\w']{0,24}))")
