"""Which bytes a file holds, worked out once for each state of the file and remembered beside it."""

import hashlib
import json
import logging
import threading
from dataclasses import asdict
from io import FileIO
from pathlib import Path

from wyoming_kokoro.downloads.disk import Disk, FileStamp, stamp_of

log = logging.getLogger(__name__)

MEMORY = ".digests.json"
"""Where they are remembered, so that a restart does not read hundreds of megabytes again."""


class FileDigests:
    """The SHA-256 of the files in one folder."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._disk = disk
        self._memory = folder / MEMORY
        self._lock = threading.Lock()
        self._known: dict[str, tuple[FileStamp, str]] | None = None

    def of(self, path: Path, *, again: bool = False) -> str:
        """The digest of a plain file, read only if it changed since the last time, or if asked to read it again."""
        if not again and (digest := self.remembered(path)):
            return digest
        with self._disk.reading(path) as file:
            stamp = stamp_of(file)
            digest = self._read(file)
            if stamp_of(file) == stamp:
                self._remember(path.name, stamp, digest)
        return digest

    def remembered(self, path: Path) -> str | None:
        """The digest of a file, if it is known without reading it."""
        stamp = self._disk.stamp(path)
        with self._lock:
            known = self._recall().get(path.name)
        return known[1] if known and known[0] == stamp else None

    def remember(self, path: Path, digest: str) -> None:
        """Take note of the digest of a file that was just written."""
        stamp = self._disk.stamp(path)
        if stamp is not None:
            self._remember(path.name, stamp, digest)

    def _read(self, file: FileIO) -> str:
        digest = hashlib.sha256()
        while block := self._disk.read(file):
            digest.update(block)
        return digest.hexdigest()

    def _recall(self) -> dict[str, tuple[FileStamp, str]]:
        if self._known is None:
            self._known = _load(self._memory)
        return self._known

    def _remember(self, name: str, stamp: FileStamp, digest: str) -> None:
        with self._lock:
            known = self._recall()
            known[name] = (stamp, digest)
            text = json.dumps({each: [asdict(kept), value] for each, (kept, value) in known.items()}, indent=1)
            try:
                self._save(text)
            except OSError as error:  # a folder that cannot be written to costs time at the next start, nothing else
                log.debug("What was checked is not remembered: %s", error)

    def _save(self, text: str) -> None:
        part = self._memory.with_suffix(".new")
        try:
            part.write_text(text, "utf-8")
            self._disk.move(part, self._memory)
        except OSError:
            part.unlink(missing_ok=True)
            raise


def _load(path: Path) -> dict[str, tuple[FileStamp, str]]:
    """What was remembered; nothing if it cannot be read, for then it is worked out again."""
    try:
        entries = json.loads(path.read_text("utf-8"))
        return {name: (FileStamp(**stamp), str(digest)) for name, (stamp, digest) in entries.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
