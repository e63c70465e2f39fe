"""Every access to the disk: only regular files are read, and files are complete when they appear in their place."""

import asyncio
import errno
import fcntl
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import ParamSpec, TypeVar

from wyoming_kokoro.atomic_write import replace_file

BLOCK_SIZE = 1 << 20
"""Bytes read or written at once: large enough to keep the disk busy, small enough not to matter in memory."""

P = ParamSpec("P")
T = TypeVar("T")

_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}
"""What file systems answer that have no locks."""


class NotRegularFile(OSError):
    """The path is something other than a file: a folder, a device, a pipe."""


@dataclass(frozen=True, slots=True)
class FileStamp:
    """Changes whenever the file changes; known without reading it."""

    size: int
    modified: int
    inode: int


class Disk:
    """The operations that downloads need, in one place, so that tests can make each of them fail."""

    def stamp(self, path: Path) -> FileStamp | None:
        """Return the stamp of a file, None if there is none; links are followed."""
        try:
            facts = os.stat(path)  # noqa: PTH116 - one call beside os.fstat, which reads the same
        except (FileNotFoundError, NotADirectoryError):
            return None
        return _stamp(facts)

    def names(self, folder: Path) -> tuple[str, ...]:
        """Return the sorted names in a folder; none if there is no folder."""
        try:
            return tuple(sorted(os.listdir(folder)))  # noqa: PTH208 - names are what is needed
        except (FileNotFoundError, NotADirectoryError):
            return ()

    def free(self, folder: Path) -> int:
        """Return how many bytes are free there."""
        return shutil.disk_usage(folder).free

    def make_folder(self, folder: Path) -> None:
        """Create a folder if it is missing."""
        folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def reading(self, path: Path) -> Iterator[FileIO]:
        """Open a regular file for reading."""
        _stamp(os.stat(path))  # noqa: PTH116 - before opening, because opening a device may already do something
        with FileIO(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)) as file:
            _stamp(os.fstat(file.fileno()))
            yield file

    def read(self, file: FileIO) -> bytes:
        """Return the next block, empty at the end."""
        return file.read(BLOCK_SIZE) or b""

    def open_part(self, path: Path) -> FileIO:
        """Open a file for writing, creating it if it is missing; links are not followed."""
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        file = FileIO(os.open(path, flags, 0o644), "r+")
        try:
            _stamp(os.fstat(file.fileno()))
        except OSError:
            file.close()
            raise
        return file

    def lock(self, file: FileIO) -> bool | None:
        """Lock a file until it is closed; False if another process has it, None where there are no locks."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno in _NO_LOCKS:
                return None
            raise
        return True

    def write(self, file: FileIO, data: bytes) -> None:
        """Write all of the data at the current position."""
        rest = memoryview(data)
        while rest:
            rest = rest[file.write(rest) :]

    def truncate(self, file: FileIO, size: int) -> None:
        """Shorten a file and go to its end."""
        file.truncate(size)
        file.seek(size)

    def sync(self, file: FileIO) -> None:
        """Wait until the content is on the disk, so that it survives a power cut."""
        os.fsync(file.fileno())

    def move(self, source: Path, target: Path) -> None:
        """Move a file to its place in one step that survives a power cut."""
        source.replace(target)
        folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def replace(self, path: Path, content: bytes) -> None:
        """Replace a small file in one move."""
        replace_file(path, content)

    def remove(self, path: Path) -> None:
        """Remove a file if it exists."""
        path.unlink(missing_ok=True)


def stamp_of(file: FileIO) -> FileStamp:
    """Return the stamp of an open file."""
    return _stamp(os.fstat(file.fileno()))


async def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run something that waits for the disk in a thread, and wait for its end even when cancelled.

    Otherwise a file would be closed while a thread still writes to it.
    """
    work = asyncio.ensure_future(asyncio.to_thread(function, *args, **kwargs))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        raise


def _stamp(facts: os.stat_result) -> FileStamp:
    if not stat.S_ISREG(facts.st_mode):
        raise NotRegularFile(errno.EINVAL, "is not a regular file")
    return FileStamp(facts.st_size, facts.st_mtime_ns, facts.st_ino)
