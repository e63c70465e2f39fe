"""Learned weights, small on disk and in memory: for each feature the few classes it speaks for or against.

Without numpy, whose import alone takes longer than all the rest of getting ready to read.
"""

import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from struct import Struct

_BLOCK = 64
"""Rows between two places that are noted; what lies between is counted when it is asked for."""
_KEPT = 4096
"""Features whose weights are kept at hand: those of a household's talk, in about a megabyte."""
_NONE = 0x80
"""What is added to every weight, to those of all classes alike, so that none is below nothing.

A sum stays within two bytes up to 257 features; words have twenty.
"""


def row(feature: str, bits: int) -> int:
    """In which row of a table of two to the `bits` rows a feature's weights are."""
    return zlib.crc32(feature.encode()) & ((1 << bits) - 1)


class FeatureWeights:
    """A table of whole numbers of one byte, most of which are nothing and take no room."""

    def __init__(self, classes: Sequence[str], counts: bytes, columns: bytes, values: bytes) -> None:
        """For each row how many entries it has; for each entry its class and, as a signed byte, its weight."""
        self.classes = tuple(classes)
        self._bits = len(counts).bit_length() - 1
        self._counts, self._columns, self._values = counts, columns, values
        blocks = (sum(counts[start : start + _BLOCK]) for start in range(0, len(counts), _BLOCK))
        self._blocks = tuple(accumulate(blocks, initial=0))
        self._fields = Struct(f"<{len(self.classes)}H")
        self._nothing = bytes((_NONE, 0)) * len(self.classes)
        self._none = int.from_bytes(self._nothing, "little")
        self._weights = lru_cache(_KEPT)(self._row)

    @classmethod
    def read(cls, written: bytes) -> "FeatureWeights":
        """Weights as `written` gave them."""
        heading, _, packed = written.partition(b"\n")
        bits, *classes = heading.decode().split(" ")
        content = zlib.decompress(packed)
        counts, entries = content[: 1 << int(bits)], content[1 << int(bits) :]
        return cls(classes, counts, entries[: len(entries) // 2], entries[len(entries) // 2 :])

    def written(self) -> bytes:
        """These weights as bytes for a file."""
        heading = " ".join((str(self._bits), *self.classes)).encode() + b"\n"
        return heading + zlib.compress(self._counts + self._columns + self._values, 9)

    def total(self, features: Iterable[str]) -> int:
        """What these features speak for together, as one number; such numbers may be added."""
        return sum(map(self._weights, features))

    def scores(self, total: int) -> tuple[int, ...]:
        """How much that is for each class, as numbers to compare with one another."""
        return self._fields.unpack(total.to_bytes(self._fields.size, "little"))

    def best(self, total: int) -> str:
        """The class for which it is most."""
        scores = self.scores(total)
        return self.classes[scores.index(max(scores))]

    def _row(self, feature: str) -> int:
        """A feature's weights as one long number with two bytes for each class: adding two adds all their classes."""
        place = row(feature, self._bits)
        count = self._counts[place]
        if not count:
            return self._none
        block = place // _BLOCK
        start = self._blocks[block] + sum(self._counts[block * _BLOCK : place])
        end = start + count
        fields = bytearray(self._nothing)
        for column, value in zip(self._columns[start:end], self._values[start:end], strict=True):
            fields[2 * column] = value ^ _NONE
        return int.from_bytes(fields, "little")
