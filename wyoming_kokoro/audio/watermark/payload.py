"""The sixteen bits of the watermark: what kind of voice speaks, in a code that says whether they were read rightly."""

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

VERSION = 1
"""Of the format, in two bits."""
CHECK = 0x139
"""The polynomial of the eight check bits: two different payloads then differ in at least five bits."""
DATA_BITS = CHECK_BITS = 8
ALL_DATA = 1 << DATA_BITS

USUAL = 0.9
"""How likely it is, before anything is heard, that the version is this one and the free bits are 0."""


class Kind(IntEnum):
    """What kind of voice speaks."""

    STOCK = 0
    """A voice that was published with Kokoro."""
    BLEND = 1
    """A mixture of voices."""
    RECORDING = 2
    """A voice that was made from a recording of somebody."""
    OTHER = 3
    """Another one: eSpeak NG's, or a voice file of the user's."""

    @property
    def label(self) -> str:
        """The name in reports."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Payload:
    """What the bits say."""

    kind: Kind
    version: int = VERSION
    free: int = 0
    """Four bits for those who run this program; always 0 unless they use them, so that no sound can be traced."""

    @property
    def bits(self) -> tuple[int, ...]:
        """The sixteen bits, the first of the version first."""
        return _codeword(self.version << 6 | self.kind << 4 | self.free)

    @classmethod
    def of_data(cls, data: int) -> "Payload":
        """Return what eight data bits say."""
        return cls(Kind(data >> 4 & 3), data >> 6, data & 15)


@lru_cache(maxsize=1)
def codewords() -> NDArray[np.float64]:
    """Return the bits of all data as 1 and -1, a row for each data."""
    return np.array([_codeword(data) for data in range(ALL_DATA)], np.float64) * 2 - 1


def most_likely(values: NDArray[np.float64]) -> tuple[Payload, float]:
    """Return the payload that fits best, and how likely it is; `values` are half the logarithms of the odds of 1."""
    scores = codewords() @ values * 2 + _expected()
    best = int(np.argmax(scores))
    likelihood = 1 / float(np.exp(np.clip(scores - scores[best], -700, 0)).sum())
    return Payload.of_data(best), likelihood


@lru_cache(maxsize=1)
def _expected() -> NDArray[np.float64]:
    """Return the logarithm of how likely each data is before anything is heard."""
    usual = np.array([data >> 6 == VERSION and not data & 15 for data in range(ALL_DATA)])
    expected: NDArray[np.float64] = np.log(np.where(usual, USUAL / usual.sum(), (1 - USUAL) / (~usual).sum()))
    return expected


def _codeword(data: int) -> tuple[int, ...]:
    rest = data << CHECK_BITS
    for place in range(DATA_BITS + CHECK_BITS - 1, CHECK_BITS - 1, -1):
        if rest >> place & 1:
            rest ^= CHECK << (place - CHECK_BITS)
    word = data << CHECK_BITS | rest
    return tuple(word >> place & 1 for place in range(DATA_BITS + CHECK_BITS - 1, -1, -1))
