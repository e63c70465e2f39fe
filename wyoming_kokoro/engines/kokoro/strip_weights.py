"""A model file without its weights: the graph alone, in which each weight is its place in the file.

The graph is a megabyte of three hundred, so it can be changed, kept and loaded again in a moment, and ONNX Runtime maps
the weights from the stock file instead of copying them. The file is walked as protocol buffers are laid out, so no
weight is ever read.
"""

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LEAST_WEIGHT = 1024
"""Bytes; smaller ones stay in the graph, where its passes and ONNX Runtime's like to look at them."""

# The numbers of the fields in onnx.proto, which never change.
_MODEL_GRAPH = 7
_GRAPH_WEIGHT = 5
_WEIGHT_BYTES = 9
_WEIGHT_PLACE = 13
_WEIGHT_LOCATION = 14
_PLACE_KEY = 1
_PLACE_VALUE = 2
_OUTSIDE = 1

_VARINT, _EIGHT_BYTES, _COUNTED, _FOUR_BYTES = 0, 1, 2, 5
_LONGEST_VARINT = 10


class NotAModel(ValueError):
    """The bytes are not laid out as a model's are."""


def outline(stock: Path) -> bytes:
    """The graph of a model file, with the places of its weights in that file."""
    with stock.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return _model(content, stock.name)


@dataclass(frozen=True, slots=True)
class _Field:
    number: int
    kind: int
    begin: int
    """Where it begins, with its number."""
    start: int
    """Where its content begins."""
    end: int


def _model(content: mmap.mmap, name: str) -> bytes:
    parts = []
    for field in _fields(content, 0, len(content)):
        is_graph = field.number == _MODEL_GRAPH and field.kind == _COUNTED
        parts.append(
            _counted(_MODEL_GRAPH, _graph(content, field, name)) if is_graph else content[field.begin : field.end]
        )
    return b"".join(parts)


def _graph(content: mmap.mmap, graph: _Field, name: str) -> bytes:
    parts = []
    for field in _fields(content, graph.start, graph.end):
        is_weight = field.number == _GRAPH_WEIGHT and field.kind == _COUNTED
        parts.append(
            _counted(_GRAPH_WEIGHT, _weight(content, field, name)) if is_weight else content[field.begin : field.end]
        )
    return b"".join(parts)


def _weight(content: mmap.mmap, weight: _Field, name: str) -> bytes:
    parts: list[bytes] = []
    inside: list[bytes] = []
    outside = False
    for field in _fields(content, weight.start, weight.end):
        size = field.end - field.start
        if field.number == _WEIGHT_BYTES and size >= LEAST_WEIGHT:
            outside = True
            place = {"location": name, "offset": str(field.start), "length": str(size)}
            parts += [_counted(_WEIGHT_PLACE, _entry(key, value)) for key, value in place.items()]
            parts.append(_varint(_WEIGHT_LOCATION << 3 | _VARINT) + _varint(_OUTSIDE))
        elif field.number != _WEIGHT_LOCATION:  # ONNX Runtime's quantizer says in so many words that it is inside
            parts.append(content[field.begin : field.end])
        elif not outside:
            inside.append(content[field.begin : field.end])
    return b"".join(parts if outside else [*parts, *inside])


def _entry(key: str, value: str) -> bytes:
    return _counted(_PLACE_KEY, key.encode()) + _counted(_PLACE_VALUE, value.encode())


def _fields(content: mmap.mmap, start: int, end: int) -> Iterator[_Field]:
    place = start
    while place < end:
        begin = place
        tag, place = _read_varint(content, place, end)
        kind = tag & 7
        size = 0
        if kind == _VARINT:
            _, after = _read_varint(content, place, end)
            size = after - place
        elif kind == _COUNTED:
            size, place = _read_varint(content, place, end)
        elif kind in (_FOUR_BYTES, _EIGHT_BYTES):
            size = 4 if kind == _FOUR_BYTES else 8
        else:
            raise NotAModel
        if place + size > end:
            raise NotAModel
        yield _Field(tag >> 3, kind, begin, place, place + size)
        place += size


def _read_varint(content: mmap.mmap, place: int, end: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 7 * _LONGEST_VARINT, 7):
        if place >= end:
            break
        byte = content[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004 - the highest bit says whether another byte follows
            return value, place
    raise NotAModel


def _counted(number: int, body: bytes) -> bytes:
    return _varint(number << 3 | _COUNTED) + _varint(len(body)) + body


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 0x7F:  # noqa: PLR2004 - seven bits a byte
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    parts.append(value)
    return bytes(parts)
