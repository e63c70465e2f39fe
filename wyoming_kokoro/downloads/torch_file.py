"""Reads files of PyTorch (.pt, .pth) without PyTorch, and without running anything that is in them.

Such a file is a pickle, which could run any code. Only dictionaries and tensors of plain numbers are let in; a file
with anything else is refused. Both formats are read: the older one of several pickles, and archives.
"""

import io
import pickle
import zipfile
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

MAX_FILE_BYTES = 100_000_000
"""Of a file, and of the numbers in an archive: the largest that we read has a fifth of it."""
MAX_PICKLE_BYTES = 1_000_000
"""Of what describes the numbers."""

_KINDS = {
    "FloatStorage": "<f4",
    "HalfStorage": "<f2",
    "DoubleStorage": "<f8",
    "LongStorage": "<i8",
    "IntStorage": "<i4",
}
_LEGACY_PICKLES = 3
"""Before the content in the older format: a mark, the version, the system."""


class BadTorchFile(Exception):
    """A file is not one of tensors, or has something else inside; the message says so."""


def read_torch_file(path: Path) -> Any:  # noqa: ANN401 -- what was saved
    """Return what was saved, with arrays in place of tensors; raises BadTorchFile and OSError. Blocks."""
    if path.stat().st_size > MAX_FILE_BYTES:
        raise BadTorchFile("is larger than any that is read")
    with path.open("rb") as file, _damage():
        if zipfile.is_zipfile(file):
            return _archive(file)
        file.seek(0)
        return _legacy(file)


@contextmanager
def _damage() -> Iterator[None]:
    try:
        yield
    except BadTorchFile:
        raise
    except pickle.UnpicklingError as error:
        raise BadTorchFile("has something other than tensors inside, or is damaged") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, TypeError, IndexError) as error:
        raise BadTorchFile("is not a file of PyTorch, or is damaged") from error
    except (AttributeError, RuntimeError, RecursionError, OverflowError, MemoryError) as error:
        raise BadTorchFile("is not a file of PyTorch, or is damaged") from error


class _Storage:
    """Numbers that tensors have parts of."""

    def __init__(self, kind: str) -> None:
        self.kind = np.dtype(_KINDS[kind])
        self.values: NDArray[Any] | None = None


class _Tensor:
    """A part of a storage, which may not be read yet."""

    def __init__(self, storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]) -> None:
        self._storage, self._offset, self._shape, self._strides = storage, offset, shape, strides

    def array(self) -> NDArray[Any]:
        """Return it; only tensors whose numbers lie in their order."""
        expected = tuple(prod(self._shape[place + 1 :]) for place in range(len(self._shape)))
        wanted = [each for each, length in zip(expected, self._shape, strict=True) if length > 1]
        found = [each for each, length in zip(self._strides, self._shape, strict=True) if length > 1]
        values, size = self._storage.values, prod(self._shape)
        if values is None or wanted != found or not 0 <= self._offset <= len(values) - size:
            raise ValueError(self._shape)
        return values[self._offset : self._offset + size].reshape(self._shape)


class _Reader(pickle.Unpickler):
    """Unpickles dictionaries and tensors, and nothing else."""

    def __init__(self, file: IO[bytes], storage: Callable[[str, str], _Storage]) -> None:
        super().__init__(file)
        self._storage = storage

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 -- one of three things
        """Return what a name stands for; other names are refused."""
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _rebuilt
        if module == "torch" and name in _KINDS:
            return name
        raise pickle.UnpicklingError(f"{module}.{name}")

    def persistent_load(self, pid: Any) -> _Storage:  # noqa: ANN401 -- a tuple, if the file is right
        """Return the numbers that a tensor has a part of."""
        return self._storage(pid[2], pid[1])


def _rebuilt(storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object) -> _Tensor:
    return _Tensor(storage, int(offset), tuple(map(int, shape)), tuple(map(int, strides)))


def _legacy(file: IO[bytes]) -> Any:  # noqa: ANN401 -- what was saved
    storages: dict[str, _Storage] = {}

    def storage(key: str, kind: str) -> _Storage:
        return storages.setdefault(key, _Storage(kind))

    for _ in range(_LEGACY_PICKLES):
        _Reader(file, storage).load()
    saved = _Reader(file, storage).load()
    for key in _Reader(file, storage).load():
        count = int.from_bytes(file.read(8), "little")
        size = count * storages[key].kind.itemsize
        if size > MAX_FILE_BYTES:
            raise ValueError(size)
        storages[key].values = np.frombuffer(file.read(size), storages[key].kind, count)
    return _with_arrays(saved)


def _archive(file: IO[bytes]) -> Any:  # noqa: ANN401 -- what was saved
    with zipfile.ZipFile(file) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        if sum(entry.file_size for entry in entries.values()) > MAX_FILE_BYTES:
            raise BadTorchFile("is larger than any that is read")
        pickled = next(name for name in entries if name.endswith("/data.pkl"))
        folder = pickled.removesuffix("data.pkl")
        if entries[pickled].file_size > MAX_PICKLE_BYTES:
            raise BadTorchFile("is larger than any that is read")
        read: dict[str, _Storage] = {}

        def storage(key: str, kind: str) -> _Storage:
            if key not in read:
                read[key] = _Storage(kind)
                read[key].values = np.frombuffer(archive.read(f"{folder}data/{key}"), read[key].kind)
            return read[key]

        return _with_arrays(_Reader(io.BytesIO(archive.read(pickled)), storage).load())


def _with_arrays(saved: Any) -> Any:  # noqa: ANN401 -- whatever was saved
    if isinstance(saved, _Tensor):
        return saved.array()
    return {key: _with_arrays(each) for key, each in saved.items()} if isinstance(saved, dict) else saved
