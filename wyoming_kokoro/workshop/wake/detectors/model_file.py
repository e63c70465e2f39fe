"""Files of TensorFlow Lite, checked before a library reads them that ends the process over what is none."""

import hashlib
from pathlib import Path

from wyoming_kokoro.errors import BadRequest

_MAGIC = b"TFL3"
_MAGIC_PLACE = 4
MAX_BYTES = 50_000_000
"""Of a model: they have up to two megabytes."""


def checked_model(path: Path) -> Path:
    """Return the path of a TensorFlow Lite file; BadRequest where it is none."""
    try:
        with path.open("rb") as file:
            start = file.read(_MAGIC_PLACE + len(_MAGIC))
        size = path.stat().st_size
    except OSError as error:
        raise BadRequest(f"{path.name} cannot be read: {error.strerror}.") from error
    if start[_MAGIC_PLACE:] != _MAGIC or size > MAX_BYTES:
        raise BadRequest(f"{path.name} is no model of TensorFlow Lite.")
    return path


def model_of(path: Path) -> str:
    """Return what a model is known by in results: its name and the beginning of its digest."""
    return f"{path.stem} {hashlib.sha256(path.read_bytes()).hexdigest()[:8]}"
