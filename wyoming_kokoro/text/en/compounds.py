"""Splits names written as one word ("somebridge", "myNewPage") into their words, where that is certain."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from math import log
from typing import Final

from wyoming_kokoro.sorted_rows import SortedRows
from wyoming_kokoro.text.en.letters import initialisms, is_pronounceable, spelled
from wyoming_kokoro.text.en.numbers import digits, number, year
from wyoming_kokoro.text.en.vocabulary import word_set
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.tables import lines

LONGEST: Final = 40
"""How many letters a name has at most to be split: longer names are rare, and the effort grows with the length."""


def split(name: str, locale: Locale) -> list[str]:
    """Return the words of a name in lower case; only the name itself if it is a word or cannot be split."""
    if is_word(name, locale) or len(name) > LONGEST:
        return [name]
    return list(_best(name)) or [name]


def is_word(name: str, locale: Locale) -> bool:
    """Return whether a name in lower case is a word."""
    return locale.is_in_dictionary(name) or name in _places()


def spoken_name(name: str, locale: Locale) -> str:
    """Return how a name of letters and digits is spoken: words split, unpronounceable letters spelled, digits read."""
    return " ".join(spoken for part in _PART.findall(name) for spoken in _spoken_part(part, locale))


def _spoken_part(part: str, locale: Locale) -> list[str]:
    if part[0].isdecimal():
        return [spoken_digits(part, locale)]
    small = part.lower()
    if brand := _brands().get(small):
        return [brand]
    if (spoken := _initials(part.upper())) and (part.isupper() or not is_word(small, locale)):
        return [spoken]
    if is_word(small, locale) and (len(small) > 2 or small in SHORT_WORDS or small == "co"):
        return [small]
    words = split(small, locale)
    if len(words) == 1 and not is_pronounceable(small) and (len(small) <= _LONGEST_SPELLED or not _VOWEL.search(small)):
        return [spelled(part)]
    return words


@cache
def _brands() -> dict[str, str]:
    """Return names with capitals inside, by their lower-case form, as they stand in addresses."""
    return {
        name.lower(): spoken
        for name, spoken in initialisms().items()
        if not name.isupper() and spoken.replace(" ", "").lower() == name.lower() and len(name) >= _SHORTEST_BRAND
    }


def _initials(capitals: str) -> str:
    """Return how the table reads these capitals, if it reads them letter by letter: in a name NE is not northeast."""
    spoken = initialisms().get(capitals, "")
    return spoken if spoken.replace(" ", "").upper() == capitals or capitals == "JPG" else ""


def spoken_digits(written: str, locale: Locale) -> str:
    """Return digits in a name in words: years and round thousands as numbers, others digit by digit."""
    if len(written) == 4 and written.endswith("000") and written[0] != "0":
        return number(written, locale)
    if len(written) == 4 and written[:2] in {"19", "20"}:
        return year(int(written), locale)
    return digits(written)


_PART: Final = re.compile(r"\d+|[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]+|[^\W\d_]+")
_VOWEL: Final = re.compile("[aeiouy]")
_SHORTEST: Final = 3
_SHORTEST_BRAND: Final = 5
SHORT_WORDS: Final = word_set("compounds.short_words")
"""Words of two letters that occur inside names; other pairs of letters are more often parts of longer words."""
_COST_OF_A_WORD: Final = 2.0
"""Added for every word, so that a few long words are preferred: "experts exchange" contains three short ones."""
_PAIRS: Final = word_set("compounds.pairs")
"""Short words that stand next to each other in names; other such pairs are parts of a longer word."""
_LONGEST_SPELLED: Final = 6
"""How many letters a name has at most to be spelled; longer ones are pronounced, however hard they look."""
_RARE: Final = 6000
"""Words of three letters beyond this place in the list of common words are not looked for inside names."""


@cache
def _places() -> SortedRows:
    """Return how common each word is: its place in the list, from 1."""
    places = {word: str(place) for place, word in enumerate(lines("en", "words.txt"), 1) if len(word) > 1}
    places.update((name, place) for name, _, place in (line.partition("\t") for line in lines("en", "names.txt")))
    return SortedRows(places)


def _cost(word: str) -> float | None:
    written = _places().get(word)
    if written is None:
        return None
    place = int(written)
    if (len(word) < _SHORTEST and word not in SHORT_WORDS) or (len(word) == 3 and place > _RARE):
        return None
    return log(place + 10) + _COST_OF_A_WORD


@lru_cache(maxsize=1024)
def _best(name: str) -> tuple[str, ...]:
    """Return the most likely words that make up the whole name; nothing if there are none."""
    ways: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())]
    for end in range(1, len(name) + 1):
        cheapest: tuple[float, tuple[str, ...]] | None = None
        for begin in range(max(0, end - 20), end):
            way, cost = ways[begin], _cost(name[begin:end])
            if way is not None and cost is not None and (cheapest is None or way[0] + cost < cheapest[0]):
                cheapest = (way[0] + cost, (*way[1], name[begin:end]))
        ways.append(cheapest)
    last = ways[-1]
    return last[1] if last and not _are_fragments(last[1]) else ()


def _are_fragments(words: Sequence[str]) -> bool:
    """Return whether two neighbours are short words that are more likely parts of another: "fashion" as "as hi on"."""
    return any(
        len(one) < _SHORTEST and len(two) < _SHORTEST and f"{one} {two}" not in _PAIRS for one, two in pairwise(words)
    )
