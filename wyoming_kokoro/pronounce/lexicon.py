"""misaki's words, looked up in a packed file without reading it whole."""

import mmap
from bisect import bisect_left
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from wyoming_kokoro.pronounce.pack import COUNT, ENTRY_END, GOLD, KEY_END, MAGIC, Entry, read_entry, spellings

_KEPT = 4096
"""Entries kept at hand: the words of a household's talk, in about a megabyte."""


class Found(NamedTuple):
    """An entry, whether it is of the better grade, and whether it is one of ours."""

    entry: Entry
    golden: bool
    ours: bool = False


class Lexicon:
    """Our words and, under them, misaki's: see `Packed`, which may be missing."""

    def __init__(self, ours: Mapping[str, Entry], packed: "Packed | None" = None) -> None:
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

    def _find(self, word: str) -> Found | None:
        """The word's entry under this spelling or, failing that, under its other one."""
        if word in self._ours:
            return Found(self._ours[word], golden=True, ours=True)
        return self._packed.find(word) if self._packed is not None else None


class Packed:
    """One packed file, memory-mapped: only the pages that are looked at take memory."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._bytes[: len(MAGIC)] != MAGIC:
            self._bytes.close()
            raise ValueError(f"{path.name} is not a packed lexicon")
        self._count = int(COUNT.unpack_from(self._bytes, len(MAGIC))[0])
        self._places = len(MAGIC) + COUNT.size
        self._rows = self._places + COUNT.size * self._count

    def close(self) -> None:
        """Let go of the file."""
        self._bytes.close()

    def find(self, word: str) -> Found | None:
        """The word's entry under this spelling or, failing that, under its other one."""
        for spelling in (word, *spellings(word)):
            found = self._exactly(spelling)
            if found is not None:
                return found
        return None

    def _exactly(self, word: str) -> Found | None:
        key = word.encode(errors="replace") + KEY_END
        row = bisect_left(range(self._count), key, key=lambda row: self._at(row, len(key)))
        if row == self._count or self._at(row, len(key)) != key:
            return None
        start = self._place(row) + len(key)
        written = self._bytes[start : self._bytes.find(ENTRY_END, start)]
        return Found(read_entry(written[1:]), written.startswith(GOLD))

    def _at(self, row: int, length: int) -> bytes:
        start = self._place(row)
        return self._bytes[start : start + length]

    def _place(self, row: int) -> int:
        start = self._places + COUNT.size * row
        (place,) = COUNT.unpack(self._bytes[start : start + COUNT.size])
        return self._rows + int(place)
