"""Frames: how events travel, taken apart with a limit on everything a peer may send, and put together."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from wyoming_kokoro.errors import BadRequest

HEADER_LIMIT = 64 * 1024
"""Bytes of a header line: what readers of this protocol take; without one a line that never ends fills memory."""

DATA_LIMIT = 2 * 1024 * 1024
"""Bytes of an event's data: far above the longest text, and little enough to hold for every connection at once."""

PAYLOAD_LIMIT = 2 * 1024 * 1024
"""Bytes of a payload, which a voice has no use for: it is read away, never kept."""

MARKS_LIMIT = 100_000
"""Commas and opening brackets in one JSON text: two million small values would take fifty times their own size."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One event as it came, without its payload."""

    type: str
    data: Mapping[str, object] = field(default_factory=dict)


class BadFrame(BadRequest):
    """Bytes that are no event, or more than an event may have; nothing after them can be understood."""


class FrameReader:
    """Takes bytes as they come and gives the events in them."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._searched = 0
        self._header: _FrameHeader | None = None
        self._frame: Frame | None = None
        self._payload_left = 0

    @property
    def begun(self) -> bool:
        """Whether a frame has begun that is not complete."""
        return bool(self._bytes) or self._header is not None

    def feed(self, piece: bytes) -> Iterator[Frame]:
        """Give the frames that are complete with this piece; a bad one raises after those before it."""
        self._bytes += piece
        while (frame := self._next()) is not None:
            yield frame

    def finish(self) -> None:
        """Say that nothing more comes, which is wrong in the middle of a frame."""
        if self.begun:
            raise BadFrame("The connection ended in the middle of an event.", code="cut_short")

    def _next(self) -> Frame | None:
        if self._header is None:
            line = self._line()
            if line is None:
                return None
            self._header = _FrameHeader.read(line)
            self._payload_left = self._header.payload_length
        if self._frame is None:
            if len(self._bytes) < self._header.data_length:
                return None
            self._frame = self._header.frame(self._taken(self._header.data_length))
        self._payload_left -= len(self._taken(min(self._payload_left, len(self._bytes))))
        if self._payload_left:
            return None
        frame, self._frame, self._header = self._frame, None, None
        return frame

    def _line(self) -> bytes | None:
        end = self._bytes.find(b"\n", self._searched)
        self._searched = len(self._bytes) if end < 0 else 0
        if (len(self._bytes) if end < 0 else end) > HEADER_LIMIT:
            raise BadFrame(f"The header line is longer than {HEADER_LIMIT} bytes.", code="header_too_long")
        return None if end < 0 else self._taken(end + 1)

    def _taken(self, count: int) -> bytes:
        taken = bytes(self._bytes[:count])
        del self._bytes[:count]
        return taken


def pack(kind: str, data: Mapping[str, object] | None = None, payload: bytes = b"") -> bytes:
    """Give an event as the bytes that are sent for it."""
    header: dict[str, object] = {"type": kind}
    block = _written(data) if data else b""
    if block:
        header["data_length"] = len(block)
    if payload:
        header["payload_length"] = len(payload)
    return b"".join((_written(header), b"\n", block, payload))


@dataclass(frozen=True, slots=True)
class _FrameHeader:
    """The first line of a frame: what the event is, and how much follows."""

    type: str
    data: dict[str, object]
    data_length: int
    payload_length: int

    @classmethod
    def read(cls, line: bytes) -> "_FrameHeader":
        fields = _object(line, "header")
        kind = fields.get("type")
        if not isinstance(kind, str):
            raise BadFrame("An event needs a type, which is a string.", code="bad_type")
        data = fields.get("data")
        if data is not None and not isinstance(data, dict):
            raise BadFrame("The data of an event must be a JSON object.", code="not_an_object")
        return cls(
            type=kind,
            data=data or {},
            data_length=_length(fields, "data_length", DATA_LIMIT),
            payload_length=_length(fields, "payload_length", PAYLOAD_LIMIT),
        )

    def frame(self, block: bytes) -> Frame:
        return Frame(self.type, {**self.data, **_object(block, "data")} if block else self.data)


def _length(fields: Mapping[str, object], name: str, limit: int) -> int:
    value = fields.get(name)
    if value is None:
        return 0
    if type(value) is not int or value < 0:  # a bool is an int, and Infinity a length that never ends
        raise BadFrame(f"{name} must be a whole number, 0 or more.", code="bad_length")
    if value > limit:
        raise BadFrame(f"{name} is above {limit}.", code=name.replace("length", "too_long"))
    return value


def _object(raw: bytes, what: str) -> dict[str, object]:
    """Read a JSON object, refusing before reading what would take far more memory than it has bytes."""
    if sum(raw.count(mark) for mark in (b",", b"[", b"{")) > MARKS_LIMIT:
        raise BadFrame(f"The {what} of an event has more than {MARKS_LIMIT} values.", code="too_many_values")
    try:
        value = json.loads(raw.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadFrame(f"The {what} of an event must be JSON.", code="bad_json") from None
    if not isinstance(value, dict):
        raise BadFrame(f"The {what} of an event must be a JSON object.", code="not_an_object")
    return value


def _refuse(constant: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(constant)


def _written(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")  # escapes: no text can make this fail
