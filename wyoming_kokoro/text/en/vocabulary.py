"""The words that rules look up, from the tables in `data`, and regular expressions made of them."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Final

from wyoming_kokoro.text.tables import table

DIRECTIONS: Final = {
    "N": "north",
    "S": "south",
    "E": "east",
    "W": "west",
    "NE": "northeast",
    "NW": "northwest",
    "SE": "southeast",
    "SW": "southwest",
}


@cache
def readings(name: str) -> dict[str, str]:
    """Return how each entry of a table is read: the first column is what is written, the second what is spoken."""
    return {row[0]: row[1] for row in table("en", name)}


def word_list(name: str) -> tuple[str, ...]:
    """Return the words of a list in `data/word_lists.tsv`."""
    return tuple(_word_lists()[name])


def word_set(name: str) -> frozenset[str]:
    """Return the words of a list in `data/word_lists.tsv`, to look words up in."""
    return frozenset(_word_lists()[name])


def any_of(name: str) -> str:
    """Return a regular expression that matches any word of a list in `data/word_lists.tsv`."""
    return alternatives(_word_lists()[name])


def alternatives(words: Iterable[str]) -> str:
    """Return a regular expression that matches any of these words; of two that begin alike it prefers the longer."""
    longest_first = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join([word if word.isalnum() else re.escape(word) for word in longest_first])})"


@cache
def _word_lists() -> dict[str, list[str]]:
    """Return every list by its name. A list may have several rows, and "_" is the blank inside an entry."""
    lists: dict[str, list[str]] = defaultdict(list)
    for name, row in table("en", "word_lists.tsv"):
        lists[name] += [word.replace("_", " ") for word in row.split()]
    return dict(lists)
