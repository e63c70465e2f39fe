"""Remembers which files were checked and work, so that they need not be checked at every start."""

import json
from contextlib import suppress
from pathlib import Path

from wyoming_kokoro.engines.kokoro.split_files import VERIFIED


class VerifiedFiles:
    """The state of a model file and its split parts when they were last checked."""

    def __init__(self, stock: Path, folder: Path) -> None:
        """Take the model file, and the folder of the parts."""
        self._stock = stock
        self._folder = folder

    def unchanged(self) -> bool:
        """Return whether all files are as they were at the last check."""
        try:
            return (self._folder / VERIFIED).read_text(encoding="utf-8") == self._state()
        except OSError:
            return False

    def record(self) -> None:
        """Note that the files work as they are now."""
        with suppress(OSError):  # then they are checked again at the next start
            (self._folder / VERIFIED).write_text(self._state(), encoding="utf-8")

    def _state(self) -> str:
        """Return a text that changes when the content of one of the files changes."""
        files = sorted(path for path in self._folder.iterdir() if path.name != VERIFIED)
        statuses = [(path.name, path.stat()) for path in (self._stock, *files)]
        return json.dumps([[name, status.st_size, status.st_mtime_ns] for name, status in statuses])
