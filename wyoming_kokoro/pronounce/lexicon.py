"""Looks up words in packed files without reading all of them."""

import itertools
import os
import weakref
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import FileIO
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from wyoming_kokoro.pronounce.pack_lexicons import ENTRY_END, GOLD, KEY_END, MAGIC, Entry, read_entry, spellings

_CACHED_ENTRIES = 512
"""Cached entries, for the several questions about a new word; what sounds the same everywhere is cached as a sound."""

_LONGEST_ABBREVIATION = 3
"""Letters; as many in capitals are an abbreviation rather than a name, while four may be SONY or JOSE."""

_LONGEST_INDEX = 1 << 20
"""Bytes; ten times what the index of a hundred and eighty thousand words takes."""


class LexiconEntry(NamedTuple):
    """An entry, whether it is from the better part of misaki's lexicon, and whether it is one of ours."""

    entry: Entry
    is_gold: bool
    is_ours: bool = False


class Lexicon:
    """Our words, then misaki's from a `PackedLexicon`, which may be missing, and those of a second dictionary.

    The second dictionary has priority over the lesser part of misaki's lexicon: it only has words that differ.
    """

    def __init__(
        self,
        ours: Mapping[str, Entry],
        packed: "PackedLexicon | None" = None,
        second: "PackedLexicon | None" = None,
    ) -> None:
        self._ours = ours
        self._packed = packed
        self._second = second
        self.find = lru_cache(_CACHED_ENTRIES)(self._find)
        self.find_first = lru_cache(_CACHED_ENTRIES)(self._find_first)

    @property
    def is_complete(self) -> bool:
        """Whether misaki's words are available."""
        return self._packed is not None

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


class PackedLexicon:
    """One packed file: its index is in memory, and for each word one block is read.

    It is not mapped into memory, because the system would load sixteen pages around each page that is read.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self.close = weakref.finalize(self, self._file.close)
        """Close the file; happens by itself when the object is garbage collected."""
        index = _index(self._file)
        if index is None:
            self.close()
            raise ValueError(f"{path.name} is not a packed lexicon")
        rows = [row.split(KEY_END) for row in index.split(ENTRY_END)]
        self._first = [first for first, _ in rows]
        self._starts = list(accumulate((int(length) for _, length in rows), initial=len(MAGIC) + len(index) + 2))

    def find(self, word: str) -> LexiconEntry | None:
        """The word's entry in this spelling or, if there is none, in its other spelling."""
        for spelling in (word, *spellings(word)):
            entry = self._exactly(spelling.encode(errors="replace"))
            if entry is not None:
                return entry
        return None

    def has_exactly(self, word: str) -> bool:
        """Whether it has the word in this spelling."""
        return self._exactly(word.encode(errors="replace")) is not None

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Yield all words with their entries, in order; reads the file block by block."""
        for start, end in itertools.pairwise(self._starts):
            for row in os.pread(self._file.fileno(), end - start, start).split(ENTRY_END):
                word, there, written = row.partition(KEY_END)
                if there:
                    yield word.decode(), read_entry(written[1:])

    def _exactly(self, word: bytes) -> LexiconEntry | None:
        block = bisect_right(self._first, word) - 1
        if block < 0 or ENTRY_END in word or KEY_END in word:
            return None
        start, end = self._starts[block : block + 2]
        _, there, rest = os.pread(self._file.fileno(), end - start, start).partition(ENTRY_END + word + KEY_END)
        if not there:
            return None
        written = rest[: rest.index(ENTRY_END)]
        return LexiconEntry(read_entry(written[1:]), written.startswith(GOLD))


def _index(file: FileIO) -> bytes | None:
    """The index at the beginning of a packed file, up to its empty line; None if it is no packed file."""
    start = os.pread(file.fileno(), _LONGEST_INDEX, 0)
    index, empty_line, _ = start.partition(ENTRY_END * 2)
    return index[len(MAGIC) :] if empty_line and start.startswith(MAGIC) else None
