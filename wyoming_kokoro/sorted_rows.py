"""Tables of words that are large and seldom asked, kept in little memory."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import accumulate


class SortedRows(Mapping[str, str]):
    """Rows of a table as one sequence of bytes, which takes a sixth of the memory of a dictionary."""

    def __init__(self, rows: Mapping[str, str]) -> None:
        lines = sorted(f"{written}\t{rest}".encode() for written, rest in rows.items())
        self._content = b"\n".join(lines) + b"\n"
        self._starts = (
            array("I", accumulate((len(line) + 1 for line in lines[:-1]), initial=0)) if lines else array("I")
        )

    def __getitem__(self, written: str) -> str:
        """What stands after the word."""
        key = written.encode(errors="replace") + b"\t"
        at = bisect_left(self._starts, key, key=self._line)
        if at < len(self._starts) and (line := self._line(self._starts[at])).startswith(key):
            return line[len(key) :].decode()
        raise KeyError(written)

    def _line(self, start: int) -> bytes:
        return self._content[start : self._content.index(b"\n", start)]

    def __iter__(self) -> Iterator[str]:
        """Every word."""
        return (self._line(start).decode().partition("\t")[0] for start in self._starts)

    def __len__(self) -> int:
        """How many words there are."""
        return len(self._starts)
