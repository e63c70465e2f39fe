"""The model file that is loaded, kept open so that changes to it are noticed."""

import os
import weakref
from pathlib import Path

from wyoming_kokoro.engines.kokoro.session import ModelRefused


class OpenModelFile:
    """A model file whose weights are in use where they lie in the file."""

    def __init__(self, path: Path) -> None:
        """Open the file; raises ModelRefused if it cannot be read."""
        self._path = path
        self._path_stamp = self._read_path_stamp()
        self._descriptor = self._open()
        weakref.finalize(self, os.close, self._descriptor)
        self._content_stamp = self._read_content_stamp()

    @property
    def unmodified(self) -> bool:
        """Whether the file is unchanged since it was opened; it may have been replaced or removed."""
        return self._read_content_stamp() == self._content_stamp

    @property
    def replaced(self) -> bool:
        """Whether another file has its path now; raises ModelRefused if none has."""
        return self._read_path_stamp() != self._path_stamp

    def _open(self) -> int:
        try:
            return os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise unreadable(self._path, error) from error

    def _read_path_stamp(self) -> tuple[int, int, int]:
        """Return what changes when another file takes the path."""
        try:
            status = self._path.stat()
        except OSError as error:
            raise unreadable(self._path, error) from error
        return status.st_size, status.st_mtime_ns, status.st_ino

    def _read_content_stamp(self) -> tuple[int, int]:
        """Return what changes when the content of the file changes, and not when it is renamed or removed."""
        status = os.fstat(self._descriptor)
        return status.st_size, status.st_mtime_ns


def unreadable(path: Path, error: OSError) -> ModelRefused:
    """Return the error that says why a model file cannot be read."""
    return ModelRefused(f"{path.name} cannot be read: {error.strerror}.")
