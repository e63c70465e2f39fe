"""Reads the graph of a model file without its weights: each weight is replaced by its location in the file.

The graph is one megabyte of three hundred, so it can be changed, saved and loaded again in a moment, and ONNX Runtime
maps the weights from the model file instead of copying them. The file is read as a protocol buffer, field by field, so
that no weight is ever read.
"""

import mmap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

MIN_EXTERNAL_SIZE = 1024
"""Bytes; smaller weights stay in the graph, where our rewrites and those of ONNX Runtime use their values."""

# The numbers of the fields in onnx.proto, which never change.
_MODEL_GRAPH = 7
_GRAPH_WEIGHT = 5
_WEIGHT_BYTES = 9
_WEIGHT_EXTERNAL_DATA = 13
_WEIGHT_DATA_LOCATION = 14
_ENTRY_KEY = 1
_ENTRY_VALUE = 2
_EXTERNAL = 1

_VARINT, _EIGHT_BYTES, _LENGTH_PREFIXED, _FOUR_BYTES = 0, 1, 2, 5
_MAX_VARINT_BYTES = 10


class NotAModel(ValueError):
    """The bytes are not an ONNX model."""


def graph_without_weights(stock: Path) -> bytes:
    """Return the graph of a model file, with the locations of its weights in that file."""
    with stock.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return _model(content, stock.name)


@dataclass(frozen=True, slots=True)
class _Field:
    number: int
    kind: int
    begin: int
    """The offset of its tag."""
    start: int
    """The offset of its content."""
    end: int


def _model(content: mmap.mmap, name: str) -> bytes:
    def graph(field: _Field) -> bytes:
        return _length_prefixed(_MODEL_GRAPH, _graph(content, field, name))

    return _replace_fields(content, _fields(content, 0, len(content)), _MODEL_GRAPH, graph)


def _graph(content: mmap.mmap, graph: _Field, name: str) -> bytes:
    def weight(field: _Field) -> bytes:
        return _length_prefixed(_GRAPH_WEIGHT, _weight(content, field, name))

    return _replace_fields(content, _fields(content, graph.start, graph.end), _GRAPH_WEIGHT, weight)


def _replace_fields(
    content: mmap.mmap, fields: Iterable[_Field], number: int, replacement: Callable[[_Field], bytes]
) -> bytes:
    """Return the bytes of fields, where those with a number are replaced."""
    parts = []
    for field in fields:
        matches = field.number == number and field.kind == _LENGTH_PREFIXED
        parts.append(replacement(field) if matches else content[field.begin : field.end])
    return b"".join(parts)


def _weight(content: mmap.mmap, weight: _Field, name: str) -> bytes:
    parts: list[bytes] = []
    location: list[bytes] = []
    external = False
    for field in _fields(content, weight.start, weight.end):
        if field.number == _WEIGHT_BYTES and field.end - field.start >= MIN_EXTERNAL_SIZE:
            external = True
            parts.append(_external_data(name, field))
        elif field.number != _WEIGHT_DATA_LOCATION:  # which ONNX Runtime's quantizer also writes for weights inside
            parts.append(content[field.begin : field.end])
        elif not external:
            location.append(content[field.begin : field.end])
    return b"".join(parts if external else [*parts, *location])


def _external_data(name: str, field: _Field) -> bytes:
    """Return the fields that say where the bytes of a weight are."""
    entries = {"location": name, "offset": str(field.start), "length": str(field.end - field.start)}
    fields = [_length_prefixed(_WEIGHT_EXTERNAL_DATA, _entry(key, value)) for key, value in entries.items()]
    return b"".join(fields) + _varint(_WEIGHT_DATA_LOCATION << 3 | _VARINT) + _varint(_EXTERNAL)


def _entry(key: str, value: str) -> bytes:
    return _length_prefixed(_ENTRY_KEY, key.encode()) + _length_prefixed(_ENTRY_VALUE, value.encode())


def _fields(content: mmap.mmap, start: int, end: int) -> Iterator[_Field]:
    offset = start
    while offset < end:
        begin = offset
        tag, offset = _read_varint(content, offset, end)
        kind = tag & 7
        size, offset = _content_size(content, kind, offset, end)
        if offset + size > end:
            raise NotAModel
        yield _Field(tag >> 3, kind, begin, offset, offset + size)
        offset += size


def _content_size(content: mmap.mmap, kind: int, offset: int, end: int) -> tuple[int, int]:
    """Return the size of a field's content, and the offset where it begins."""
    if kind == _VARINT:
        _, after = _read_varint(content, offset, end)
        return after - offset, offset
    if kind == _LENGTH_PREFIXED:
        return _read_varint(content, offset, end)
    if kind == _FOUR_BYTES:
        return 4, offset
    if kind == _EIGHT_BYTES:
        return 8, offset
    raise NotAModel


def _read_varint(content: mmap.mmap, offset: int, end: int) -> tuple[int, int]:
    """Return the number at an offset, and the offset after it."""
    value = 0
    for shift in range(0, 7 * _MAX_VARINT_BYTES, 7):
        if offset >= end:
            break
        byte = content[offset]
        offset += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004 - the highest bit says whether another byte follows
            return value, offset
    raise NotAModel


def _length_prefixed(number: int, body: bytes) -> bytes:
    return _varint(number << 3 | _LENGTH_PREFIXED) + _varint(len(body)) + body


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 0x7F:  # noqa: PLR2004 - seven bits a byte
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    parts.append(value)
    return bytes(parts)
