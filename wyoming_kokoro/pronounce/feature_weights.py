"""Trained weights, small on disk and in memory: for each feature the few classes that it makes more or less likely.

Without numpy, whose import alone takes longer than everything else needed to read text.
"""

import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from struct import Struct

_BLOCK = 64
"""Rows between two stored offsets; the rows in between are counted when they are needed."""
_CACHED_FEATURES = 2048
"""Features whose weights are cached: the frequent ones, in half a megabyte."""
_ZERO = 0x80
"""Added to the weights of all classes alike, so that none is negative.

A sum fits into two bytes up to 257 features; words have twenty.
"""


def row(feature: str, bits: int) -> int:
    """The row of a feature's weights, in a table of two to the power of `bits` rows."""
    return zlib.crc32(feature.encode()) & ((1 << bits) - 1)


class FeatureWeights:
    """A sparse table of one-byte integers: zeros take no space."""

    def __init__(self, classes: Sequence[str], counts: bytes, columns: bytes, values: bytes) -> None:
        """Takes for each row its number of entries, and for each entry its class and its weight as a signed byte."""
        self.classes = tuple(classes)
        self._bits = len(counts).bit_length() - 1
        self._counts, self._columns, self._values = counts, columns, values
        blocks = (sum(counts[start : start + _BLOCK]) for start in range(0, len(counts), _BLOCK))
        self._blocks = tuple(accumulate(blocks, initial=0))
        self._fields = Struct(f"<{len(self.classes)}H")
        self._zero_row = bytes((_ZERO, 0)) * len(self.classes)
        self._zero_sum = int.from_bytes(self._zero_row, "little")
        self._weights = lru_cache(_CACHED_FEATURES)(self._row)

    @classmethod
    def read(cls, written: bytes) -> "FeatureWeights":
        """Read weights that `written` returned."""
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
        """The sum of these features' weights, packed into one number; such numbers can be added."""
        return sum(map(self._weights, features))

    def scores(self, total: int) -> tuple[int, ...]:
        """The score of each class in a sum, for comparing."""
        return self._fields.unpack(total.to_bytes(self._fields.size, "little"))

    def best(self, total: int) -> str:
        """The class with the highest score in a sum."""
        scores = self.scores(total)
        return self.classes[scores.index(max(scores))]

    def _row(self, feature: str) -> int:
        """A feature's weights as one long number with two bytes for each class: adding two adds all their classes."""
        place = row(feature, self._bits)
        count = self._counts[place]
        if not count:
            return self._zero_sum
        block = place // _BLOCK
        start = self._blocks[block] + sum(self._counts[block * _BLOCK : place])
        end = start + count
        fields = bytearray(self._zero_row)
        for column, value in zip(self._columns[start:end], self._values[start:end], strict=True):
            fields[2 * column] = value ^ _ZERO
        return int.from_bytes(fields, "little")
