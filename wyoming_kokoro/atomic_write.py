"""Replacing a file in one move: readers see the old content or the new, never half of it."""

import contextlib
import errno
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

READABLE_BY_ALL = 0o644
"""Permissions of a file that an image contains."""

ONLY_OWNER = 0o600
"""Permissions of a new file: settings, words and sound may be private."""

PRIVATE_FOLDER = 0o700
"""Permissions of a new folder for such files."""

LOCK_SECONDS = 10.0
"""How long to wait for another program, which needs milliseconds for its change."""

_LOOK_SECONDS = 0.02
"""How often to look whether another program has ended its change."""


def replace_file(path: Path, content: bytes, *, mode: int | None = None, durable: bool = False) -> None:
    """Write the content into a new file beside the old one and move it there; raises OSError if that fails.

    Links are followed. `mode` are the permissions; without it, the file keeps those it had, and only its owner can
    read a new one. `durable` waits until the content is on the disk, so that it survives a power cut.
    """
    target = path.resolve()
    target.parent.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.urandom(6).hex()}")
    try:
        _write_new(temporary, content, _mode_of(target) if mode is None else mode, durable=durable)
        _move(temporary, target, content)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep all other programs that use this from changing files in a folder; raises TimeoutError if one goes on.

    The folder itself is locked, so that no file is left behind. Where there are no locks, this does nothing.
    """
    folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _lock(descriptor)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise TimeoutError(errno.ETIMEDOUT, "another program is changing files in this folder") from None
            time.sleep(_LOOK_SECONDS)
        except OSError:
            return  # a file system without locks
        else:
            return


def _write_new(path: Path, content: bytes, mode: int, *, durable: bool) -> None:
    """Write a file that must not exist yet; no other user can read it before its permissions are set."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, ONLY_OWNER), "wb") as file:
        file.write(content)
        file.flush()
        os.fchmod(file.fileno(), mode)
        if durable:
            os.fsync(file.fileno())


def _move(source: Path, target: Path, content: bytes) -> None:
    """Put the new file in place; a file that is a mount point of its own cannot be replaced and is overwritten."""
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EBUSY:
            raise
        target.write_bytes(content)


def _mode_of(path: Path) -> int:
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        return ONLY_OWNER
