"""Words after which a full stop may not end the sentence, such as abbreviations, from each language's `stops.tsv`."""

from dataclasses import dataclass
from functools import cache

from wyoming_kokoro.text.tables import table


@dataclass(frozen=True, slots=True)
class StopWords:
    """A language's words that decide whether a full stop ends the sentence."""

    kinds: dict[str, str]
    """The kind of each abbreviation, which says what may follow it: see the English table."""
    starters: frozenset[str]
    """Words that begin sentences and are rarely names."""
    calendar: frozenset[str]
    """Days and months, which follow a time or a comma inside a sentence."""
    ordinal: frozenset[str]
    """Words before an ordinal in digits, in languages that write ordinals with a full stop."""
    compound: frozenset[str]
    """Abbreviations that also end longer words, and that a number may follow: "Hauptstr. 5"."""
    numbered: frozenset[str]
    """What has a number, so that "no." after it is no answer: "Your order no. is below.\""""


_WORD_LISTS = ("starter", "calendar", "ordinal", "compound", "numbered")


@cache
def stop_words(language: str) -> StopWords:
    """The stop words of a language, by its two-letter code; empty if it has no table."""
    lists: dict[str, set[str]] = {kind: set() for kind in _WORD_LISTS}
    kinds: dict[str, str] = {}
    for kind, words in table(language, "stops.tsv"):
        if kind in lists:
            lists[kind].update(words.split())
        else:
            kinds.update(dict.fromkeys(words.split(), kind))
    return StopWords(kinds, *(frozenset(lists[kind]) for kind in _WORD_LISTS))
