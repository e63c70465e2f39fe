"""The checksum of TFRecord: CRC-32C, computed in many places of the data at once."""

from functools import cache

import numpy as np

POLYNOMIAL = 0x82F63B78
SHORT = 256
"""Bytes below which they are taken one by one."""
_ALL = 0xFFFFFFFF
_ADDED = 0xA282EAD8
"""By TFRecord, so that the checksum of what holds a checksum is another."""


def crc32c(content: bytes) -> int:
    """Return the checksum.

    Rows of the data are taken side by side, a column at a time; tables say what a row means once another has followed.
    """
    if len(content) < SHORT:
        return _one_by_one(content, _ALL) ^ _ALL
    values = np.frombuffer(content, np.uint8).copy()
    values[:4] ^= 0xFF  # the same as to begin with all bits set
    width = 1 << (len(values).bit_length() // 2)
    rows = np.pad(values, (-len(values) % width, 0)).reshape(-1, width)
    table, states = np.array(_table(), np.uint32), np.zeros(len(rows), np.uint32)
    for column in rows.T:
        states = table[(states ^ column) & 0xFF] ^ (states >> np.uint32(8))
    first, second, third, fourth = _followed_by(width)
    whole = 0
    for state in states.tolist():
        whole = state ^ first[whole & 255] ^ second[whole >> 8 & 255] ^ third[whole >> 16 & 255] ^ fourth[whole >> 24]
    return int(whole) ^ _ALL


def masked(content: bytes) -> int:
    """Return the checksum as TFRecord writes it."""
    value = crc32c(content)
    return ((value >> 15 | value << 17) + _ADDED) & _ALL


def _one_by_one(content: bytes, state: int) -> int:
    table = _table()
    for value in content:
        state = table[(state ^ value) & 0xFF] ^ (state >> 8)
    return state


@cache
def _table() -> tuple[int, ...]:
    values = []
    for value in range(256):
        state = value
        for _ in range(8):
            state = state >> 1 ^ (POLYNOMIAL if state & 1 else 0)
        values.append(state)
    return tuple(values)


@cache
def _followed_by(count: int) -> tuple[tuple[int, ...], ...]:
    """Return, for each byte of a checksum, what becomes of its values when so many zeros follow; a power of two."""
    if count == 1:
        return tuple(tuple(_one_by_one(b"\0", value << 8 * place) for value in range(256)) for place in range(4))
    first, second, third, fourth = _followed_by(count // 2)

    def half(state: int) -> int:
        return first[state & 255] ^ second[state >> 8 & 255] ^ third[state >> 16 & 255] ^ fourth[state >> 24]

    return tuple(tuple(half(value) for value in values) for values in (first, second, third, fourth))
