"""Splits names written in one ("somebridge", "myNewPage") into their words, where that is beyond doubt."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from math import log
from typing import Final

from wyoming_kokoro.text.en.letters import initialisms, is_pronounceable, spelled
from wyoming_kokoro.text.en.numbers import digits, number, year
from wyoming_kokoro.text.en.vocabulary import word_set
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.tables import lines, table

LONGEST: Final = 40
"""Letters; nobody writes a longer name in one, and the effort grows with the length."""


def split(name: str, locale: Locale) -> list[str]:
    """The words of a name in small letters; the name itself if it is a word or is none of words."""
    if is_word(name, locale) or len(name) > LONGEST:
        return [name]
    return list(_best(name)) or [name]


def is_word(name: str, locale: Locale) -> bool:
    """Whether this is a word by itself, in small letters."""
    return locale.is_in_dictionary(name) or name in _places()


def said_name(name: str, locale: Locale) -> str:
    """How a name without signs is said: words split, capitals that are no word spelled, digits read."""
    return " ".join(spoken for found in _PIECE.finditer(name) for spoken in _said_piece(found, locale))


def _said_piece(found: re.Match[str], locale: Locale) -> list[str]:
    piece = found[0]
    if piece[0].isdecimal():
        return [said_digits(piece, locale)]
    small = piece.lower()
    if known := _firms().get(small):
        return [known]
    if (spoken := _initials(piece.upper())) and (piece.isupper() or not is_word(small, locale)):
        return [spoken]
    if is_word(small, locale) and (len(small) > 2 or small in SHORT_WORDS or small == "co"):
        return [small]
    words = split(small, locale)
    if len(words) == 1 and not is_pronounceable(small) and (len(small) <= _LONGEST_SPELLED or not _VOWEL.search(small)):
        return [spelled(piece)]
    return words


@cache
def _firms() -> dict[str, str]:
    """Names with capitals inside, as they stand in addresses: in small letters."""
    return {
        name.lower(): spoken
        for name, spoken in initialisms().items()
        if not name.isupper() and spoken.replace(" ", "").lower() == name.lower() and len(name) >= _SHORTEST_FIRM
    }


def _initials(capitals: str) -> str:
    """How the table says capitals, if it does not replace them by other words: in a name NE is no northeast."""
    spoken = initialisms().get(capitals, "")
    return spoken if spoken.replace(" ", "").upper() == capitals or capitals == "JPG" else ""


def said_digits(written: str, locale: Locale) -> str:
    """Digits in a name: years and round thousands as such, others one by one."""
    if len(written) == 4 and written.endswith("000") and written[0] != "0":
        return number(written, locale)
    if len(written) == 4 and written[:2] in {"19", "20"}:
        return year(int(written), locale)
    return digits(written)


_PIECE: Final = re.compile(r"\d+|[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]+|[^\W\d_]+")
_VOWEL: Final = re.compile("[aeiouy]")
_SHORTEST: Final = 3
_SHORTEST_FIRM: Final = 5
SHORT_WORDS: Final = word_set("compounds.short_words")
"""Words of two letters that occur inside names; others are too often parts of longer words."""
_EACH: Final = 2.0
"""What every word costs by itself, so that few long words are preferred: "experts exchange" holds three short ones."""
_PAIRS: Final = word_set("compounds.pairs")
"""Two short words that do stand side by side in names; other such pairs are pieces of a longer word."""
_LONGEST_SPELLED: Final = 6
"""Letters; nobody spells a longer name, however hard it looks."""
_RARE: Final = 6000
"""Words of three letters beyond this place in the list are left out, for the same reason."""


@cache
def _places() -> dict[str, int]:
    """How common each word is: its place in the list."""
    common = {word: place for place, word in enumerate(lines("en", "words.txt"), 1) if len(word) > 1}
    return common | {row[0]: int(row[1]) for row in table("en", "names.txt")}


def _cost(word: str) -> float | None:
    place = _places().get(word)
    if place is None or (len(word) < _SHORTEST and word not in SHORT_WORDS) or (len(word) == 3 and place > _RARE):
        return None
    return log(place + 10) + _EACH


@lru_cache(maxsize=1024)
def _best(name: str) -> tuple[str, ...]:
    """The likeliest row of common words that makes up the whole name; nothing if there is none."""
    ways: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())]
    for end in range(1, len(name) + 1):
        found: tuple[float, tuple[str, ...]] | None = None
        for begin in range(max(0, end - 20), end):
            way, cost = ways[begin], _cost(name[begin:end])
            if way is not None and cost is not None and (found is None or way[0] + cost < found[0]):
                found = (way[0] + cost, (*way[1], name[begin:end]))
        ways.append(found)
    last = ways[-1]
    return last[1] if last and not _in_pieces(last[1]) else ()


def _in_pieces(words: Sequence[str]) -> bool:
    """Whether short words stand side by side that are likelier pieces of another one: "fashion" as "as hi on"."""
    return any(
        len(one) < _SHORTEST and len(two) < _SHORTEST and f"{one} {two}" not in _PAIRS for one, two in pairwise(words)
    )
