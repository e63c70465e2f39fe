"""Reads files of tensors (safetensors): a length, a description in JSON, and the numbers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.errors import Unavailable

MAX_HEADER_BYTES = 1_000_000
"""Of the description; that of the largest file that we read has 30 KB."""
MAX_FILE_BYTES = 200_000_000

_KINDS = {"F16": "<f2", "F32": "<f4", "F64": "<f8", "I64": "<i8"}


@dataclass(frozen=True, slots=True)
class TensorFile:
    """What a file has: arrays by name, and texts about them."""

    tensors: Mapping[str, NDArray[Any]]
    about: Mapping[str, str]


def read_tensors(path: Path) -> TensorFile:
    """Return the arrays of a file, those of floating point with 32 bits; Unavailable where it is damaged. Blocks."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise _damaged(path, "is too large")
        return _parsed(path.read_bytes())
    except OSError as error:
        raise _damaged(path, f"cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(path, "is damaged") from error


def _parsed(content: bytes) -> TensorFile:
    size = int.from_bytes(content[:8], "little")
    if not 0 < size <= min(MAX_HEADER_BYTES, len(content) - 8):
        raise ValueError(size)
    header = json.loads(content[8 : 8 + size])
    about = {str(name): str(text) for name, text in (header.pop("__metadata__", None) or {}).items()}
    numbers = memoryview(content)[8 + size :]
    return TensorFile({name: _array(entry, numbers) for name, entry in header.items()}, about)


def _array(entry: Mapping[str, Any], numbers: memoryview) -> NDArray[Any]:
    shape = [int(length) for length in entry["shape"]]
    start, end = (int(place) for place in entry["data_offsets"])
    kind = np.dtype(_KINDS[entry["dtype"]])
    if not 0 <= start <= end <= len(numbers) or prod(shape) * kind.itemsize != end - start:
        raise ValueError(entry)
    array = np.frombuffer(numbers[start:end], kind).reshape(shape)
    return array.astype(np.float32) if kind.kind == "f" else array


def _damaged(path: Path, why: str) -> Unavailable:
    return Unavailable(f"{path.name} {why}; remove it to download it again.", code="file_damaged")
