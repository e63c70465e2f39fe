"""Looks up words in several lists, each with its own priority."""

from collections.abc import Mapping
from functools import lru_cache

from wyoming_kokoro.pronounce.packed_lexicon import Entry, LexiconEntry, PackedLexicon, spellings

_CACHED_ENTRIES = 512
"""Cached entries, for the several questions about a new word; what sounds the same everywhere is cached as a sound."""

_LONGEST_ABBREVIATION = 3
"""Letters; as many in capitals are an abbreviation rather than a name, while four may be SONY or JOSE."""


class Lexicon:
    """Our words, then misaki's from a `PackedLexicon`, which may be missing, and those of a second dictionary.

    The second dictionary has priority over the lesser part of misaki's lexicon: it only has words that differ.
    """

    def __init__(
        self,
        ours: Mapping[str, Entry],
        packed: PackedLexicon | None = None,
        second: PackedLexicon | None = None,
    ) -> None:
        self._ours = ours
        self._packed = packed
        self._second = second
        self.find = lru_cache(_CACHED_ENTRIES)(self._find)
        self.find_first = lru_cache(_CACHED_ENTRIES)(self._find_first)

    def gold(self, word: str) -> Entry | None:
        """The word's entry, if it is one of ours or from the better part of misaki's lexicon."""
        result = self.find(word)
        return result.entry if result is not None and result.is_gold else None

    def is_short_name(self, small: str) -> bool:
        """Tell whether a word in small letters is only a short name of ours: "NGO" is no Ngo, and "TSE" no Tse."""
        if len(small) > _LONGEST_ABBREVIATION or small.capitalize() not in self._ours:
            return False
        return small not in self._ours and small.upper() not in self._ours and not self._has_small(small)

    def _find(self, word: str) -> LexiconEntry | None:
        """The word's entry in this spelling or, if there is none, in its other spelling."""
        found = self.find_first(word)
        if self._second is None or (found is not None and found.is_gold) or word.isupper():
            return found  # misaki's rules look for names in capitals in small letters too
        return self._second.find(word if word == word.capitalize() else word.lower()) or found

    def _find_first(self, word: str) -> LexiconEntry | None:
        """The word's entry without the second dictionary."""
        if word in self._ours:
            return self._our_entry(word)
        other = next((spelling for spelling in spellings(word) if spelling in self._ours), None)
        if other is not None and not (word.islower() and self._has_small(word)):
            return self._our_entry(other)
        return self._packed.find(word) if self._packed is not None else None

    def _our_entry(self, word: str) -> LexiconEntry:
        return LexiconEntry(self._ours[word], is_gold=True, is_ours=True)

    def _has_small(self, word: str) -> bool:
        """Whether misaki has this word in small letters: "slough" is another word than the town of Slough."""
        return self._packed is not None and self._packed.has_exactly(word)
