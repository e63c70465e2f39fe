"""misaki's words, looked up in a packed file without reading it whole."""

import os
import weakref
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache
from io import FileIO
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from wyoming_kokoro.pronounce.pack_lexicons import ENTRY_END, GOLD, KEY_END, MAGIC, Entry, read_entry, spellings

_KEPT = 4096
"""Entries kept at hand: the words of a household's talk, in about a megabyte."""

_LONGEST_INDEX = 1 << 20
"""Bytes; ten times what the index of a hundred and eighty thousand words takes."""


class LexiconEntry(NamedTuple):
    """An entry, whether it is of the better grade, and whether it is one of ours."""

    entry: Entry
    golden: bool
    ours: bool = False


class Lexicon:
    """Our words and, under them, misaki's: see `PackedLexicon`, which may be missing."""

    def __init__(self, ours: Mapping[str, Entry], packed: "PackedLexicon | None" = None) -> None:
        self._ours = {other: entry for word, entry in ours.items() for other in spellings(word)} | dict(ours)
        self._packed = packed
        self.find = lru_cache(_KEPT)(self._find)

    @property
    def whole(self) -> bool:
        """Whether misaki's words are there."""
        return self._packed is not None

    def golden(self, word: str) -> Entry | None:
        """The word's entry, if it has one of the better grade."""
        found = self.find(word)
        return found.entry if found is not None and found.golden else None

    def _find(self, word: str) -> LexiconEntry | None:
        """The word's entry under this spelling or, failing that, under its other one."""
        if word in self._ours:
            return LexiconEntry(self._ours[word], golden=True, ours=True)
        return self._packed.find(word) if self._packed is not None else None


class PackedLexicon:
    """One packed file: its index is kept, and for each word one block is read.

    It is not mapped into memory, because the system maps sixteen pages around each that is looked at.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self.close = weakref.finalize(self, self._file.close)
        """Let go of the file; done by itself when nobody looks up words any more."""
        index = _index(self._file)
        if index is None:
            self.close()
            raise ValueError(f"{path.name} is not a packed lexicon")
        rows = [row.split(KEY_END) for row in index.split(ENTRY_END)]
        self._first = [first for first, _ in rows]
        self._starts = list(accumulate((int(length) for _, length in rows), initial=len(MAGIC) + len(index) + 2))

    def find(self, word: str) -> LexiconEntry | None:
        """The word's entry under this spelling or, failing that, under its other one."""
        for spelling in (word, *spellings(word)):
            found = self._exactly(spelling.encode(errors="replace"))
            if found is not None:
                return found
        return None

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
    """The index at the beginning of a packed file, up to its empty line; None if this is another file."""
    start = os.pread(file.fileno(), _LONGEST_INDEX, 0)
    index, empty_line, _ = start.partition(ENTRY_END * 2)
    return index[len(MAGIC) :] if empty_line and start.startswith(MAGIC) else None
