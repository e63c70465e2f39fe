"""The model file that is loaded, kept open so that changes to it are noticed, and wait until it is not in use.

ONNX Runtime reads weights where they lie in the file. When a program shortens the file during a run, the system ends
the process that reads beyond its new end. A lease prevents that: the system tells its holder when a program is about to
write, and lets that program wait, for /proc/sys/fs/lease-break-time (45 s) at most. There is no lease where the file
belongs to another user, and on some network file systems.
"""

import contextlib
import fcntl
import os
import signal
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
        self._leased = self._take_lease()
        self._given_up = False
        self._content_stamp = self._read_content_stamp()

    @property
    def unmodified(self) -> bool:
        """Whether the file is unchanged since it was opened, and no program is about to write into it.

        It may have been replaced or removed.
        """
        return not self._given_up and not self._wanted and self._read_content_stamp() == self._content_stamp

    def give_way(self) -> None:
        """Let a program write that waits for it; call this only while nothing reads the weights."""
        if self._wanted:
            self._given_up, self._leased = True, False
            fcntl.fcntl(self._descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)

    def let_write(self) -> None:
        """Let any program write without waiting, as nothing reads the weights now."""
        self.give_way()
        if self._leased:
            self._leased = False
            fcntl.fcntl(self._descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)

    def guard(self) -> None:
        """Let programs that write wait again; what was written until now is noticed."""
        if not self._leased and not self._given_up:
            self._leased = self._take_lease()

    @property
    def _wanted(self) -> bool:
        """Whether a program waits to write into the file."""
        return self._leased and fcntl.fcntl(self._descriptor, fcntl.F_GETLEASE) != fcntl.F_RDLCK

    @property
    def replaced(self) -> bool:
        """Whether another file has its path now; raises ModelRefused if none has."""
        return self._read_path_stamp() != self._path_stamp

    def _open(self) -> int:
        try:
            return os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise unreadable(self._path, error) from error

    def _take_lease(self) -> bool:
        with contextlib.suppress(OSError):
            fcntl.fcntl(
                self._descriptor, fcntl.F_SETSIG, signal.SIGURG
            )  # has no effect; the usual one ends the process
            fcntl.fcntl(self._descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            return True
        return False

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
