"""Every touch of the disk: only plain files are read, and files are moved to their place whole."""

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

BLOCK = 1 << 20
"""Bytes read or written at once: large enough to keep the disk busy, small enough to count for nothing in memory."""

P = ParamSpec("P")
T = TypeVar("T")

_NO_LOCKS_HERE = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}


class NotRegularFile(OSError):
    """Something else than a file lies there: a folder, a device, a pipe."""


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What changes when a file does, without reading it."""

    size: int
    modified: int
    inode: int


class Disk:
    """The operations the store needs, in one place, so that tests can let each of them fail."""

    def stamp(self, path: Path) -> FileStamp | None:
        """The stamp of a plain file, None where there is nothing; a link counts as what it leads to."""
        try:
            facts = os.stat(path)  # noqa: PTH116 - one call beside os.fstat, which reads the same
        except (FileNotFoundError, NotADirectoryError):
            return None
        return _stamp(facts)

    def names(self, folder: Path) -> tuple[str, ...]:
        """What lies in a folder, sorted; nothing where there is no folder."""
        try:
            return tuple(sorted(os.listdir(folder)))  # noqa: PTH208 - names are what is asked for
        except (FileNotFoundError, NotADirectoryError):
            return ()

    def free(self, folder: Path) -> int:
        """How many bytes may still be written there."""
        return shutil.disk_usage(folder).free

    def make_folder(self, folder: Path) -> None:
        """See that a folder is there."""
        folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def reading(self, path: Path) -> Iterator[FileIO]:
        """A plain file opened for reading."""
        _stamp(os.stat(path))  # noqa: PTH116 - before opening, because opening a device may already do something
        with FileIO(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)) as file:
            _stamp(os.fstat(file.fileno()))
            yield file

    def read(self, file: FileIO) -> bytes:
        """The next block, empty at the end."""
        return file.read(BLOCK) or b""

    def open_part(self, path: Path) -> FileIO:
        """A file to be written to, made where there is none; never through a link."""
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        file = FileIO(os.open(path, flags, 0o644), "r+")
        try:
            _stamp(os.fstat(file.fileno()))
        except OSError:
            file.close()
            raise
        return file

    def lock(self, file: FileIO) -> bool | None:
        """Whether this file is now ours alone, until it is closed; None where the file system has no locks."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno in _NO_LOCKS_HERE:
                return None
            raise
        return True

    def write(self, file: FileIO, data: bytes) -> None:
        """Write all of it where the file stands."""
        rest = memoryview(data)
        while rest:
            rest = rest[file.write(rest) :]

    def cut(self, file: FileIO, size: int) -> None:
        """Shorten a file and stand at its end."""
        file.truncate(size)
        file.seek(size)

    def sync(self, file: FileIO) -> None:
        """See that what was written survives a power cut."""
        os.fsync(file.fileno())

    def move(self, source: Path, target: Path) -> None:
        """Put a file in its place, in one move that survives a power cut."""
        source.replace(target)
        folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def remove(self, path: Path) -> None:
        """Remove a file, if it is there."""
        path.unlink(missing_ok=True)


def stamp_of(file: FileIO) -> FileStamp:
    """The stamp of an open file."""
    return _stamp(os.fstat(file.fileno()))


async def off_the_loop(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run something that waits for the disk on a thread, and see it through even when cancelled.

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
        raise NotRegularFile(errno.EINVAL, "is not a plain file")
    return FileStamp(facts.st_size, facts.st_mtime_ns, facts.st_ino)
