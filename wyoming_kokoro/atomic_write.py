"""Replacing a file in one move: readers see the old content or the new, never half of it."""

import contextlib
import errno
import os
from pathlib import Path

READABLE_BY_ALL = 0o644
"""Permissions of a new file."""

ONLY_OWNER = 0o600
"""Permissions of a file that holds a secret."""


def replace_file(path: Path, content: bytes, *, mode: int | None = None, durable: bool = False) -> None:
    """Write the content into a new file beside the old one and move it there; raises OSError if that fails.

    Links are followed. `mode` are the permissions; without it, the file keeps those it had. `durable` waits until the
    content is on the disk, so that it survives a power cut.
    """
    target = path.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.urandom(6).hex()}")
    try:
        _write_new(temporary, content, _mode_of(target) if mode is None else mode, durable=durable)
        _move(temporary, target, content)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


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
        return READABLE_BY_ALL
