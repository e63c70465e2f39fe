"""Which sequences of letters are spelled, and which are pronounced as words."""

import re
from functools import cache
from typing import Final

from wyoming_kokoro.text.en.vocabulary import readings, word_set


def spelled(letters: str) -> str:
    """Return letters one by one; single capitals are the names of letters."""
    return " ".join(letters.upper())


@cache
def is_pronounceable(small: str) -> bool:
    """Return whether letters in lower case look like an English word."""
    if len(small) < 3:
        return False
    match = _SYLLABLES.fullmatch(small)
    if match is None:
        return False
    onset, coda, inside = match["onset"], match["coda"], match["inside"] or ""
    clusters = re.split(r"[aeiouy]+", inside)
    return (
        (len(onset) < 2 or onset in _ONSETS)
        and (len(coda) < 2 or coda in _CODAS or (coda[-1] == "s" and (len(coda) == 2 or coda[:-1] in _CODAS)))
        and all(len(cluster) < 4 for cluster in clusters)
    )


def initialisms() -> dict[str, str]:
    """Return how initialisms and names with unusual capitals are read."""
    return readings("initials.tsv")


_SYLLABLES: Final = re.compile(
    r"(?P<onset>[^aeiouy]*)[aeiouy]+(?P<inside>(?:[^aeiouy]+[aeiouy]+)*)(?P<coda>[^aeiouy]*)"
)
_ONSETS: Final = word_set("letters.onsets")
"""Consonants with which an English word may begin."""
_CODAS: Final = word_set("letters.codas")
"""Consonants with which an English word may end."""
