"""The sounds of a data set: files named by the digest of their content, complete when they appear."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors

SUFFIX = ".wav"
PART = ".part"
_DIGITS = 32
"""Of a digest in a name: 128 bits, which no two sounds share by chance."""


def digest_of(content: bytes) -> str:
    """Return the digest of a sound's file."""
    return hashlib.sha256(content).hexdigest()[:_DIGITS]


class SoundStore:
    """The folder `sounds` of a data set."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Return where a sound is, or would be."""
        return self.folder / digest[:2] / f"{digest}{SUFFIX}"

    def put(self, content: bytes) -> str:
        """Write a sound unless it is there, and return its digest; once it returns, it survives a power cut."""
        digest = digest_of(content)
        path = self.path(digest)
        with disk_errors("A sound cannot be stored"):
            if path.is_file() and path.stat().st_size == len(content):
                return digest
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(PART)
            try:
                with part.open("wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
            except OSError:
                part.unlink(missing_ok=True)
                raise
            part.replace(path)
        return digest

    def read(self, digest: str) -> bytes:
        """Return a sound's file; raises FileNotFoundError where it is gone."""
        return self.path(digest).read_bytes()

    def digests(self) -> Iterator[str]:
        """Yield the digests of all sounds that are here, in order."""
        for path in self._files(SUFFIX):
            yield path.stem

    def parts(self) -> list[Path]:
        """Return what was left half-written."""
        return list(self._files(PART))

    def remove(self, digest: str) -> None:
        """Delete a sound."""
        with disk_errors("A sound cannot be removed"):
            self.path(digest).unlink(missing_ok=True)

    def _files(self, suffix: str) -> Iterator[Path]:
        if not self.folder.is_dir():
            return
        for folder in sorted(path for path in self.folder.iterdir() if path.is_dir()):
            yield from sorted(path for path in folder.iterdir() if path.suffix == suffix)
