"""The pattern of the watermark: which band of a pair is a little louder, and when. docs/watermark.md specifies it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

PUBLIC_KEY = "wyoming_kokoro/1"
"""What the pattern is computed from. It is no secret: everybody is to be able to find the mark."""

WINDOW, HOP = 1024, 512
"""Samples of a frame at 24,000 Hz, and from one frame to the next."""

EDGES = (
    *(15, 16, 18, 19, 21, 23, 24, 26, 28, 30, 32, 34, 36, 38, 40, 43, 45, 47, 50, 53, 55, 58, 61, 64, 67),
    *(70, 73, 77, 80, 84, 87, 91, 95, 99, 104, 108, 112, 117, 122, 127, 132, 137, 143, 148, 154, 160, 166, 173, 179),
)
"""Where the bands begin and end, in bins of a frame: 352 to 4195 Hz, which telephones transmit too, wider where ears
distinguish less."""

PAIRS = (len(EDGES) - 1) // 2
CELLS = 32
"""Cells in time before the pattern repeats."""
CELL_FRAMES = 3
"""Frames of one cell: 64 milliseconds, so that a room or a codec does not blur neighbours into one another."""
CELL_SAMPLES = CELL_FRAMES * HOP
PERIOD = CELLS * CELL_SAMPLES
"""Samples after which the pattern repeats: 2.048 seconds."""

BITS = 16
GROUP_PAIRS = 4
"""Pairs of neighbouring bands that share their part of the bits, so that each bit is in high and in low bands."""


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """The sign of every cell and pair, and which of them carry a bit."""

    signs: NDArray[np.int8]
    """By cell and pair: 1 where the lower band of the pair is louder, -1 where the upper one is."""
    bits: NDArray[np.int8]
    """By cell and pair: the bit that the sign is multiplied with, -1 where there is none."""

    def signed(self, bits: Sequence[int]) -> NDArray[np.int8]:
        """Return the signs with these bits, of which each is 0 or 1."""
        factors = np.array([*(1 if bit else -1 for bit in bits), 1], np.int8)
        return np.asarray(self.signs * factors[self.bits], np.int8)


@lru_cache(maxsize=8)
def pattern(key: str = PUBLIC_KEY) -> Pattern:
    """Return the pattern of a key."""
    signs = np.empty((CELLS, PAIRS), np.int8)
    for pair in range(PAIRS):
        order = sorted(range(CELLS), key=lambda cell: _hash(key, "sign", cell, pair))
        signs[order[: CELLS // 2], pair] = 1
        signs[order[CELLS // 2 :], pair] = -1
    bits = np.full((CELLS, PAIRS), -1, np.int8)
    for first in range(0, PAIRS, GROUP_PAIRS):
        places = [(cell, pair) for cell in range(CELLS) for pair in range(first, first + GROUP_PAIRS)]
        places.sort(key=lambda place: _hash(key, "bit", *place))
        for bit, (cell, pair) in enumerate(places[:BITS]):
            bits[cell, pair] = bit
    signs.flags.writeable = bits.flags.writeable = False
    return Pattern(signs, bits)


def _hash(key: str, use: str, cell: int, pair: int) -> bytes:
    return sha256(f"{key}/{use}/{cell}/{pair}".encode()).digest()
