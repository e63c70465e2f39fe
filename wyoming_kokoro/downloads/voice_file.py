"""Reads voice files: 510 rows of 256 numbers, one row for each length of a phrase; and archives of several voices."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.downloads.disk import Disk
from wyoming_kokoro.downloads.torch_file import BadTorchFile, read_torch_file

ROWS = 510
COLUMNS = 256
FIRST_RELEASE_ROWS = 511
"""Kokoro 0.19 has a row for no phoneme before those for one, two and so on; it is left out."""
ROW_BYTES = COLUMNS * 4
VOICE_BYTES = ROWS * ROW_BYTES
VOICE_NAME = re.compile(r"[a-z0-9_]{1,32}")
"""The names that a voice can have."""

MAX_ARCHIVE_ENTRIES = 1000
"""The published archive has 54."""
MAX_HEADER_BYTES = 1000
"""Of an array's description; a plain one has 128."""

_MAGIC = b"\x93NUMPY"
_HEADER = re.compile(rb"\{'descr': '<f4', 'fortran_order': False, 'shape': \((510|511), (1, )?256\), \} *\n?")

Style = NDArray[np.float32]
"""The numbers of a voice: ROWS times COLUMNS."""


class BadVoice(Exception):
    """A file is not a voice; the message says why."""


def read_voice(path: Path, disk: Disk) -> Style:
    """Return the numbers in a voice file; raises BadVoice if it is something else."""
    with disk.reading(path) as file:
        data = b""
        while len(data) <= VOICE_BYTES and (block := disk.read(file)):
            data += block
    return voice_of(data)


def voice_of(data: bytes) -> Style:
    """Return the numbers in the bytes of a voice file, read-only; raises BadVoice if they are something else."""
    if len(data) != VOICE_BYTES:
        raise BadVoice(f"does not have the {VOICE_BYTES:,} bytes of a voice")
    style = np.frombuffer(data, "<f4").reshape(ROWS, COLUMNS)
    if not np.isfinite(style).all():
        raise BadVoice("holds values that are not numbers")
    return style


def problem_of(path: Path, disk: Disk) -> str:
    """Return what is wrong with a voice file; nothing if it is right."""
    try:
        read_voice(path, disk)
    except BadVoice as bad:
        return str(bad)
    return ""


def voices_in(path: Path, disk: Disk) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each voice in an archive of arrays (voices-v1.0.bin, .npz); raises BadVoice."""
    with disk.reading(path) as file:
        try:
            yield from _entries(file)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError) as error:
            raise BadVoice("is not an archive of voices, or is damaged") from error


def _entries(file: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        if len(entries) > MAX_ARCHIVE_ENTRIES:
            raise BadVoice("has more entries than any archive of voices")
        for entry in entries:
            name = entry.filename.removesuffix(".npy")
            if not entry.filename.endswith(".npy") or not VOICE_NAME.fullmatch(name):
                raise BadVoice("has entries that are not voices")
            with archive.open(entry) as array:
                yield name, _array(array)


def _array(file: IO[bytes]) -> bytes:
    """Return the bytes of a voice stored as an array; its description is matched, never evaluated."""
    start = file.read(len(_MAGIC) + 2)
    size_bytes = {_MAGIC + b"\1\0": 2, _MAGIC + b"\2\0": 4}.get(start)
    if size_bytes is None:
        raise BadVoice("has something other than plain arrays inside")
    size = int.from_bytes(file.read(size_bytes), "little")
    header = _HEADER.fullmatch(file.read(size)) if size <= MAX_HEADER_BYTES else None
    if header is None:
        raise BadVoice("has arrays of another shape or kind than voices")
    if int(header[1]) == FIRST_RELEASE_ROWS:
        file.read(ROW_BYTES)
    data = file.read(VOICE_BYTES + 1)
    voice_of(data)
    return data


def voice_in_torch_file(path: Path) -> bytes:
    """Return the bytes of the one voice in a file of PyTorch (.pt), without running what is in it; raises BadVoice."""
    try:
        saved = read_torch_file(path)
    except BadTorchFile as bad:
        raise BadVoice(str(bad)) from bad
    shape = getattr(saved, "shape", ())
    rows = shape[0] if shape else 0
    if shape not in ((rows, 1, COLUMNS), (rows, COLUMNS)) or rows not in (ROWS, FIRST_RELEASE_ROWS):
        raise BadVoice("has something other than a voice inside")
    data = saved.reshape(rows, COLUMNS)[rows - ROWS :].astype("<f4").tobytes()
    voice_of(data)
    return bytes(data)
