"""Learned weights, small on disk and in memory: for each feature the few classes it speaks for or against."""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float32]
"""While learning: a row for each hashed feature, a column for each class."""
Scores = NDArray[np.float64]

_MOST = 127
"""The largest step of one byte."""


def row(feature: str, bits: int) -> int:
    """In which row of a table of two to the `bits` rows a feature's weights are."""
    return zlib.crc32(feature.encode()) & ((1 << bits) - 1)


class Weights:
    """A table of whole numbers of one byte, most of which are nothing and take no room."""

    def __init__(
        self, classes: Sequence[str], counts: NDArray[np.uint8], columns: NDArray[np.uint8], values: NDArray[np.int8]
    ) -> None:
        self.classes = tuple(classes)
        self._bits = len(counts).bit_length() - 1
        self._counts, self._columns, self._values = counts, columns, values
        self._ends = np.cumsum(counts, dtype=np.int32)
        self._views: tuple[memoryview, ...] = (counts.data, self._ends.data, columns.data, values.data)

    @classmethod
    def of(cls, table: Table, classes: Sequence[str], least: float) -> "Weights":
        """A learned table, with what is smaller than `least` left out."""
        kept = np.where(np.abs(table) < least, 0, table)
        steps = np.rint(kept * (_MOST / np.abs(kept).max())).astype(np.int8)
        rows, columns = np.nonzero(steps)
        counts = np.bincount(rows, minlength=len(table)).astype(np.uint8)
        return cls(classes, counts, columns.astype(np.uint8), steps[rows, columns])

    @classmethod
    def read(cls, written: bytes) -> "Weights":
        """Weights as `written` gave them."""
        heading, _, packed = written.partition(b"\n")
        bits, *classes = heading.decode().split(" ")
        content = np.frombuffer(zlib.decompress(packed), np.uint8)
        counts, entries = content[: 1 << int(bits)], content[1 << int(bits) :]
        columns, values = entries[: len(entries) // 2], entries[len(entries) // 2 :].view(np.int8)
        return cls(classes, counts, columns, values)

    def written(self) -> bytes:
        """These weights as bytes for a file."""
        heading = " ".join((str(self._bits), *self.classes)).encode() + b"\n"
        return heading + zlib.compress(self._counts.tobytes() + self._columns.tobytes() + self._values.tobytes(), 9)

    def scores(self, each: Sequence[Sequence[str]]) -> Scores:
        """How much the features of each speak for every class: a row for each, a column for every class."""
        rows = np.fromiter((row(feature, self._bits) for features in each for feature in features), np.int64)
        owners = np.repeat(np.arange(len(each)), [len(features) for features in each])
        counts = self._counts[rows].astype(np.int64)
        ends = np.cumsum(counts)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(self._ends[rows] - ends, counts)
        cells = np.repeat(owners, counts) * len(self.classes) + self._columns[places]
        size = len(each) * len(self.classes)
        found: Scores = np.bincount(cells, self._values[places], minlength=size).astype(np.float64)
        return found.reshape(len(each), len(self.classes))

    def best(self, features: Sequence[str], scores: list[float]) -> str:
        """The class with the highest score once a few more features have been added to the scores.

        Without numpy, because for a few features it takes ten times as long to call as to add them up.
        """
        counts, ends, columns, values = self._views
        for feature in features:
            place = row(feature, self._bits)
            for entry in range(ends[place] - counts[place], ends[place]):
                scores[columns[entry]] += values[entry]
        return self.classes[scores.index(max(scores))]
