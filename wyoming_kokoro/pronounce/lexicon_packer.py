"""Opens misaki's packed lexicons, and packs missing ones in a child process."""

import os
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path

from wyoming_kokoro.pronounce.lexicon import PackedLexicon
from wyoming_kokoro.pronounce.pack_lexicons import misaki_folder, packed_name

_PACKAGE = Path(__file__).resolve().parents[2]
"""Where this package is imported from: the child process must import the same."""


class LexiconPacker:
    """The packed lexicons of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._misaki = misaki_folder()
        self._requested: set[str] = set()
        self._opened: dict[str, PackedLexicon] = {}
        self._child: subprocess.Popen[bytes] | None = None
        self._failed = ""
        self._lock = threading.Lock()

    def lexicon(self, variety: str) -> PackedLexicon | None:
        """A lexicon, "us" or "gb"; None while it is being packed, and if packing failed."""
        with self._lock:  # two threads would start two child processes, and one would never be waited for
            self._requested.add(variety)
            if variety not in self._opened and self._misaki is not None:
                path = self._folder / packed_name(variety, self._misaki)
                if path.is_file():
                    self._open(variety, path)
                else:
                    self._pack()
            return self._opened.get(variety)

    @property
    def identity(self) -> str:
        """Which lexicons have been opened."""
        names = [packed_name(variety, self._misaki) for variety in sorted(self._opened)] if self._misaki else []
        return " ".join(names) or "no lexicon"

    @property
    def missing(self) -> str | None:
        """Why a requested lexicon is missing, as one sentence."""
        if self._misaki is None:
            return "misaki is not installed, so its lexicons are missing"
        if self._requested <= self._opened.keys():
            return None
        return self._failed or "misaki's lexicons are being packed"

    def wait(self) -> None:
        """Wait until packing has ended."""
        if self._child is not None:
            self._child.wait()
        for variety in self._requested:
            self.lexicon(variety)

    def close(self) -> None:
        """Stop packing, if it is still going on; opened lexicons stay open for those who use them."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None

    def _open(self, variety: str, path: Path) -> None:
        try:
            self._opened[variety] = PackedLexicon(path)
        except (OSError, ValueError):
            self._failed = f"the packed lexicon {path.name} cannot be read"

    def _pack(self) -> None:
        if self._failed:
            return
        if self._child is None:
            search = os.pathsep.join(filter(None, (str(_PACKAGE), os.environ.get("PYTHONPATH"))))
            try:
                self._child = subprocess.Popen(  # noqa: S603 - this Python with a module of ours
                    [sys.executable, "-m", "wyoming_kokoro.pronounce.pack_lexicons", str(self._folder)],
                    env=os.environ | {"PYTHONPATH": search},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            except OSError as error:  # text is spoken without them too
                self._failed = f"misaki's lexicons could not be packed: Python cannot be started ({error.strerror})"
        elif self._child.poll() is not None:
            if self._child.returncode:
                self._failed = "misaki's lexicons could not be packed: the cache folder may not be writable"
            self._child = None


@cache
def lexicon_packer(folder: Path) -> LexiconPacker:
    """The packer of a folder: one for the whole process, so that lexicons are packed and opened once."""
    return LexiconPacker(folder)
