"""Temporary folders beside the folder that is being made, so that a finished one is moved into place at once."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

STALE_SECONDS = 3600.0
"""No rewrite takes so long; an older folder was left behind by a process that was killed."""
PREFIX = ".making-"


@contextmanager
def temporary_folder(destination: Path) -> Iterator[Path]:
    """Yield a folder beside a destination, which is removed afterwards with what is still in it."""
    folder = destination.parent / f"{PREFIX}{uuid4().hex}"
    try:  # not TemporaryDirectory: a signal right after its mkdtemp would leave the folder behind
        folder.mkdir(mode=0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_stale(folder: Path) -> None:
    """Remove the temporary folders that killed processes left behind."""
    for each in folder.glob(f"{PREFIX}*"):
        if time.time() - each.stat().st_mtime > STALE_SECONDS:
            shutil.rmtree(each, ignore_errors=True)
