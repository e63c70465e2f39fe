"""What disks refuse, as sentences."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from wyoming_kokoro.errors import Unavailable

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def disk_errors(what: str) -> Iterator[None]:
    """Raise what the disk or the catalogue refuses as Unavailable: `what` is what cannot be done."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise Unavailable(
                f"{what}: the disk is full. Nothing that was made is lost; the same command goes on.",
                code="disk_full",
            ) from error
        raise Unavailable(f"{what}: {error.strerror or error}.", code="disk_failed") from error
    except sqlite3.Error as error:
        if error.sqlite_errorcode in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE):
            raise Unavailable(
                f"{what}: the disk is full. Nothing that was made is lost; the same command goes on.",
                code="disk_full",
            ) from error
        raise Unavailable(f"{what}: {error}.", code="disk_failed") from error
