"""Spells words by the names of their letters: TSLA, MQTT, a single B."""

import re

from wyoming_kokoro.pronounce.alphabet import PRIMARY, SECONDARY
from wyoming_kokoro.pronounce.stress import lowered

_NAMES = """
A ˈA | B bˈi | C sˈi | D dˈi | E ˈi | F ˈɛf | G ʤˈi | H ˈAʧ | I ˈI | J ʤˈA | K kˈA | L ˈɛl | M ˈɛm | N ˈɛn
O ˈO | P pˈi | Q kjˈu | R ˈɑɹ | S ˈɛs | T tˈi | U jˈu | V vˈi | W dˈʌbᵊlju | X ˈɛks | Y wˈI | Z zˈi
"""
_AMERICAN = {entry.split()[0]: entry.split()[1] for entry in _NAMES.strip().replace("\n", "|").split("|")}
_BRITISH = {
    letter: re.sub("([iuɑ])", r"\1ː", name).replace("O", "Q").replace("ɹ", "") for letter, name in _AMERICAN.items()
}
_BRITISH["Z"] = "zˈɛd"

_LONGEST_INITIALS = 4
"""Letters; a longer word in capitals that can be pronounced as a word is not spelled."""

_PRONOUNCEABLE = re.compile(
    r"(?:[bcdfgklmnprstvwz]?[hlrw]?|s?[cklmnpqtw]?[lrw]?)?[aeiouy]{1,2}"
    r"(?:(?:[bcdfghjklmnpqrstvwxz]{1,3})[aeiouy]{1,2})*[bcdfghklmnprstvwxyz]{0,2}e?",
    re.IGNORECASE,
)


def spelled(word: str, *, british: bool) -> str | None:
    """The names of a word's letters, stressed on the last; None if one has no name in English."""
    names = _BRITISH if british else _AMERICAN
    letters = [letter.upper() for letter in word if letter.isalpha()]
    if not letters or not all(letter in names for letter in letters):
        return None
    before, _, last = lowered("".join(names[letter] for letter in letters)).rpartition(SECONDARY)
    return before + PRIMARY + last


def is_initials(word: str) -> bool:
    """Whether to spell a word that no lexicon has: it is in capitals, and short or not pronounceable as a word."""
    if not word.isupper():
        return False
    return len(word) <= _LONGEST_INITIALS or _PRONOUNCEABLE.fullmatch(word) is None
