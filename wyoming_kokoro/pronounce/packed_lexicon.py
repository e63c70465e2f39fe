"""Lexicons packed into one sorted file each, in which words are looked up without reading all of it."""

import codecs
import itertools
import os
import weakref
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from io import FileIO
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

MAGIC = b"packed lexicon\0\n"
"""With a zero, so that tools take the file for what it is, which is no text."""
KEY_END = b"\t"
ENTRY_END = b"\n"
GOLD, SILVER = b"g", b"s"

_ROWS = 64
"""Rows in a block: a look-up reads one block, which is smaller than a page of memory."""

_SYMBOLS = "".join(map(chr, range(128))) + "æðŋɑɒɔəɛɜɡɪɹɾʃʊʌʒʔʤʧˈˌːθᵊᵻɐ"
"""Symbols that are stored as one byte in place of two or three: the files are a fifth smaller."""
_BYTES = codecs.charmap_build(_SYMBOLS)

_LONGEST_INDEX = 1 << 20
"""Bytes; ten times what the index of a hundred and eighty thousand words takes."""

Entry = str | dict[str, str | None]
"""The sound of a word, or a sound for each part of speech. None: it is spelled."""


class LexiconEntry(NamedTuple):
    """An entry, whether it is from the better part of misaki's lexicon, and whether it is one of ours."""

    entry: Entry
    is_gold: bool
    is_ours: bool = False


def packed(gold: Mapping[str, Entry], silver: Mapping[str, Entry]) -> bytes:
    """Both grades as one sorted list of rows in blocks, after an index with each block's first word and length.

    A silver entry that a gold entry hides is left out.
    """
    hidden = {other for word in gold for other in (word, *spellings(word))}
    entries = {word: SILVER + _written(entry) for word, entry in silver.items() if word not in hidden}
    entries |= {word: GOLD + _written(entry) for word, entry in gold.items()}
    words = sorted(entries, key=str.encode)
    index, blocks = bytearray(), []
    for start in range(0, len(words), _ROWS):
        some = words[start : start + _ROWS]
        block = b"".join(ENTRY_END + word.encode() + KEY_END + entries[word] for word in some) + ENTRY_END
        index += words[start].encode() + KEY_END + str(len(block)).encode() + ENTRY_END
        blocks.append(block)
    return MAGIC + bytes(index) + ENTRY_END + b"".join(blocks)


def spellings(word: str) -> tuple[str, ...]:
    """The other spelling under which an entry is found: capitalized for a lower-case word, and the reverse."""
    small, capitalized = word.lower(), word.capitalize()
    if len(word) < 2 or small == capitalized:  # noqa: PLR2004 - a letter alone is another entry than its capital
        return ()
    if word == small:
        return (capitalized,)
    return (small,) if word == capitalized else ()


def read_entry(written: bytes) -> Entry:
    """Unpack an entry."""
    text = codecs.charmap_decode(written, "strict", _SYMBOLS)[0]
    if "=" not in text:
        return text
    readings = (reading.split("=") for reading in text.split(";"))
    return {tag: phonemes or None for tag, phonemes in readings}


def _written(entry: Entry) -> bytes:
    text = entry if isinstance(entry, str) else ";".join(f"{tag}={phonemes or ''}" for tag, phonemes in entry.items())
    return codecs.charmap_encode(text, "strict", _BYTES)[0]


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
