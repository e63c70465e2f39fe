"""Frames: how Wyoming events are written as bytes and parsed, with limits on all that the other side may send."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NoReturn

from wyoming_kokoro.errors import BadRequest

HEADER_LIMIT = 64 * 1024
"""Bytes of a header line. Other implementations have the same limit; without one, an endless line fills the memory."""

DATA_LIMIT = 2 * 1024 * 1024
"""Bytes of an event's data: far above the longest text, and little enough to hold for every connection at once."""

PAYLOAD_LIMIT = 2 * 1024 * 1024
"""Bytes of a payload: forty seconds of sound. What clients send is skipped and never stored."""

VALUES_LIMIT = 100_000
"""Commas and opening brackets in one JSON text: two million small values would take fifty times their own size."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One event as it was received."""

    type: str
    data: Mapping[str, object] = field(default_factory=dict)
    payload: bytes = b""
    """Empty where its reader keeps none."""


class BadFrame(BadRequest):
    """The bytes are not an event, or exceed a limit; nothing after them can be parsed."""


class FrameReader:
    """Parses events from bytes that arrive in pieces; payloads are skipped unless they are kept."""

    def __init__(self, *, keep_payloads: bool = False) -> None:
        self._keep_payloads = keep_payloads
        self._payload = bytearray()
        self._buffer = bytearray()
        self._searched = 0
        self._header: _FrameHeader | None = None
        self._frame: Frame | None = None
        self._payload_left = 0

    @property
    def incomplete(self) -> bool:
        """Whether the beginning of a frame has arrived and its end has not."""
        return bool(self._buffer) or self._header is not None

    @property
    def buffered_bytes(self) -> int:
        """How many bytes are kept until the rest of their frame arrives."""
        return len(self._buffer)

    def feed(self, piece: bytes) -> Iterator[Frame]:
        """Yield the frames that are complete with this piece; raises BadFrame after the good ones before it."""
        self._buffer += piece
        while (frame := self._next()) is not None:
            yield frame

    def finish(self) -> None:
        """End the input; raises BadFrame if a frame is incomplete."""
        if self.incomplete:
            raise BadFrame("The connection ended in the middle of an event.", code="cut_short")

    def _next(self) -> Frame | None:
        if self._header is None:
            line = self._line()
            if line is None:
                return None
            self._header = _FrameHeader.parse(line)
            self._payload_left = self._header.payload_length
        if self._frame is None:
            if len(self._buffer) < self._header.data_length:
                return None
            self._frame = self._header.frame(self._consume(self._header.data_length))
        piece = self._consume(min(self._payload_left, len(self._buffer)))
        self._payload_left -= len(piece)
        if self._keep_payloads:
            self._payload += piece
        if self._payload_left:
            return None
        frame, self._frame, self._header = self._frame, None, None
        if self._payload:
            frame = replace(frame, payload=bytes(self._payload))
            self._payload.clear()
        return frame

    def _line(self) -> bytes | None:
        end = self._buffer.find(b"\n", self._searched)
        self._searched = len(self._buffer) if end < 0 else 0
        if (len(self._buffer) if end < 0 else end) > HEADER_LIMIT:
            raise BadFrame(f"The header line is longer than {HEADER_LIMIT} bytes.", code="header_too_long")
        return None if end < 0 else self._consume(end + 1)

    def _consume(self, count: int) -> bytes:
        """Remove bytes from the front of the buffer and return them."""
        front = bytes(self._buffer[:count])
        del self._buffer[:count]
        return front


def pack(kind: str, data: Mapping[str, object] | None = None, payload: bytes = b"") -> bytes:
    """Return an event as the bytes that are sent for it."""
    header: dict[str, object] = {"type": kind}
    block = _encode(data) if data else b""
    if block:
        header["data_length"] = len(block)
    if payload:
        header["payload_length"] = len(payload)
    return b"".join((_encode(header), b"\n", block, payload))


@dataclass(frozen=True, slots=True)
class _FrameHeader:
    """The first line of a frame: the type of the event, and how many bytes follow."""

    type: str
    data: dict[str, object]
    data_length: int
    payload_length: int

    @classmethod
    def parse(cls, line: bytes) -> "_FrameHeader":
        fields = _parse_object(line, "header")
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
        return Frame(self.type, {**self.data, **_parse_object(block, "data")} if block else self.data)


def _length(fields: Mapping[str, object], name: str, limit: int) -> int:
    value = fields.get(name)
    if value is None:
        return 0
    if type(value) is not int or value < 0:  # a bool is an int, and Infinity a length that never ends
        raise BadFrame(f"{name} must be a whole number, 0 or more.", code="bad_length")
    if value > limit:
        raise BadFrame(f"{name} is above {limit}.", code=name.replace("length", "too_long"))
    return value


def _parse_object(raw: bytes, part: str) -> dict[str, object]:
    """Parse a JSON object, unless its values would take far more memory than its bytes."""
    if sum(raw.count(mark) for mark in (b",", b"[", b"{")) > VALUES_LIMIT:
        raise BadFrame(f"The {part} of an event has more than {VALUES_LIMIT} values.", code="too_many_values")
    try:
        value = json.loads(raw.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadFrame(f"The {part} of an event must be JSON.", code="bad_json") from None
    if not isinstance(value, dict):
        raise BadFrame(f"The {part} of an event must be a JSON object.", code="not_an_object")
    return value


def _refuse(constant: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python accepts and JSON does not have."""
    raise ValueError(constant)


def _encode(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")  # non-ASCII is escaped, so this cannot fail
