"""The digests of files: computed once for each version of a file, and remembered beside it."""

import hashlib
import json
import logging
import threading
from dataclasses import asdict
from io import FileIO
from pathlib import Path

from wyoming_kokoro.downloads.disk import Disk, FileStamp, stamp_of

log = logging.getLogger(__name__)

DIGESTS_FILE = ".digests.json"
"""Keeps them, so that a restart does not read hundreds of megabytes again."""


class FileDigests:
    """The SHA-256 digests of the files in one folder."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._disk = disk
        self._path = folder / DIGESTS_FILE
        self._lock = threading.Lock()
        self._known: dict[str, tuple[FileStamp, str]] | None = None

    def of(self, path: Path, *, again: bool = False) -> str:
        """Return the digest of a file; it is read only if it has changed since the last time, or with `again`."""
        if not again and (digest := self.remembered(path)):
            return digest
        with self._disk.reading(path) as file:
            stamp = stamp_of(file)
            digest = self._compute(file)
            if stamp_of(file) == stamp:
                self._store(path.name, stamp, digest)
        return digest

    def remembered(self, path: Path) -> str | None:
        """Return the digest of a file if it is known without reading the file."""
        stamp = self._disk.stamp(path)
        with self._lock:
            known = self._load().get(path.name)
        return known[1] if known and known[0] == stamp else None

    def remember(self, path: Path, digest: str) -> None:
        """Store the digest of a file that was just written."""
        stamp = self._disk.stamp(path)
        if stamp is not None:
            self._store(path.name, stamp, digest)

    def _compute(self, file: FileIO) -> str:
        digest = hashlib.sha256()
        while block := self._disk.read(file):
            digest.update(block)
        return digest.hexdigest()

    def _load(self) -> dict[str, tuple[FileStamp, str]]:
        if self._known is None:
            self._known = _read(self._path)
        return self._known

    def _store(self, name: str, stamp: FileStamp, digest: str) -> None:
        with self._lock:
            known = self._load()
            known[name] = (stamp, digest)
            text = json.dumps({each: [asdict(of), value] for each, (of, value) in known.items()}, indent=1)
            try:
                self._disk.replace(self._path, text.encode())
            except OSError as error:  # in a folder that is read-only the next start takes longer, nothing else
                log.debug("Digests cannot be stored: %s", error)


def _read(path: Path) -> dict[str, tuple[FileStamp, str]]:
    """Read the stored digests; none if they cannot be read, since they are computed again then."""
    try:
        entries = json.loads(path.read_text("utf-8"))
        return {name: (FileStamp(**stamp), str(digest)) for name, (stamp, digest) in entries.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
