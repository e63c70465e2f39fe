"""The lists of words by which rules recognize what something is, and regular expressions made of them."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from wyoming_kokoro.text.tables import table


def word_list(name: str) -> tuple[str, ...]:
    """Return the words of a list in `data/word_lists.tsv`."""
    return tuple(_word_lists()[name])


def word_set(name: str) -> frozenset[str]:
    """Return the words of a list as a set, to look words up in."""
    return frozenset(word_list(name))


def any_of(name: str) -> str:
    """Return a regular expression that matches any word of a list."""
    return alternatives(word_list(name))


def alternatives(words: Iterable[str]) -> str:
    """Return a regular expression that matches any of these words; of two that begin alike the longer one first."""
    longest_first = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join([word if word.isalnum() else re.escape(word) for word in longest_first])})"


@cache
def _word_lists() -> dict[str, list[str]]:
    """Return every list by its name. A list may have several rows, and "_" is the blank inside an entry."""
    lists: dict[str, list[str]] = defaultdict(list)
    for name, row in table("en", "word_lists.tsv"):
        lists[name] += [word.replace("_", " ") for word in row.split()]
    return dict(lists)
