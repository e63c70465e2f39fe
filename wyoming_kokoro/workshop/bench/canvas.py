"""A canvas to draw bars, lines and labels on, and its PNG."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.workshop.bench.letters import HEIGHT, written

Color = tuple[int, int, int]

WHITE: Color = (255, 255, 255)
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_EIGHT_BITS, _RGB = 8, 2


class Canvas:
    """Points in colours, from the upper left corner; what lies outside is not drawn."""

    def __init__(self, width: int, height: int) -> None:
        self.points: NDArray[np.uint8] = np.full((height, width, 3), WHITE, np.uint8)

    def box(self, left: float, top: float, width: float, height: float, color: Color) -> None:
        """A filled rectangle, at least a point wide and high."""
        x, y = max(round(left), 0), max(round(top), 0)
        self.points[y : y + max(round(height), 1), x : x + max(round(width), 1)] = color

    def line(self, start: tuple[float, float], end: tuple[float, float], color: Color, thickness: int = 3) -> None:
        """A straight line between two points."""
        steps = round(max(abs(end[0] - start[0]), abs(end[1] - start[1]))) + 1
        for x, y in zip(np.linspace(start[0], end[0], steps), np.linspace(start[1], end[1], steps), strict=True):
            self.box(x - thickness // 2, y - thickness // 2, thickness, thickness, color)

    def text(self, left: float, top: float, text: str, color: Color, scale: int = 2) -> float:
        """A line of text; gives where it ends."""
        points = written(text).repeat(scale, axis=0).repeat(scale, axis=1)
        x, y = max(round(left), 0), max(round(top), 0)
        room = self.points[y : y + HEIGHT * scale, x : x + points.shape[1]]
        room[points[: room.shape[0], : room.shape[1]]] = color
        return left + wide(text, scale)

    def png(self) -> bytes:
        """The picture as a file."""
        height, width, _ = self.points.shape
        header = struct.pack(">IIBBBBB", width, height, _EIGHT_BITS, _RGB, 0, 0, 0)
        rows = np.concatenate((np.zeros((height, 1), np.uint8), self.points.reshape(height, width * 3)), axis=1)
        content = zlib.compress(rows.tobytes(), 9)  # each row begins with a zero: it is stored as it is
        return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", content) + _chunk(b"IEND", b"")


def wide(text: str, scale: int = 2) -> int:
    """How many points a line of text takes."""
    return int(written(text).shape[1]) * scale


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
