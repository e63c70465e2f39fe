"""A partial file: it is in the folder of its target, can be resumed, and is never used as the file itself."""

import hashlib
from io import FileIO
from pathlib import Path

from wyoming_kokoro.downloads.disk import Disk, stamp_of

SUFFIX = ".part"


class PartialFile:
    """The bytes so far and their digest, locked: no other process on this machine downloads the same file."""

    def __init__(self, path: Path, file: FileIO, disk: Disk, *, locked: bool) -> None:
        self.path = path
        self.size = 0
        self._file = file
        self._disk = disk
        self._locked = locked
        self._hash = hashlib.sha256()

    @classmethod
    def open(cls, target: Path, disk: Disk) -> "PartialFile | None":
        """Open the partial file of a target, without reading it yet; None while another process has it."""
        path = target.with_name(target.name + SUFFIX)
        file = disk.open_part(path)
        try:
            locked = disk.lock(file)
            # The path may mean another file by now, or none: the process with the lock has finished and moved it.
            if locked is not False and _is_same(file, path, disk):
                return cls(path, file, disk, locked=locked is True)
        except BaseException:
            file.close()
            raise
        file.close()
        return None

    def resume(self) -> None:
        """Read the content, to continue from its end; takes a while for a large file."""
        self._file.seek(0)
        self._hash = hashlib.sha256()
        self.size = 0
        while block := self._disk.read(self._file):
            self._hash.update(block)
            self.size += len(block)

    def add(self, data: bytes) -> None:
        """Append data."""
        self._disk.write(self._file, data)
        self._hash.update(data)
        self.size += len(data)

    def restart(self) -> None:
        """Remove the content."""
        self._disk.truncate(self._file, 0)
        self._hash = hashlib.sha256()
        self.size = 0

    def digest(self) -> str:
        """Return the SHA-256 of the content; without a lock it is read again, since others may have written to it."""
        if not self._locked:
            self.resume()
        return self._hash.hexdigest()

    def finish(self, target: Path) -> None:
        """Move the file, which is complete and checked, to its target."""
        self._disk.sync(self._file)
        self._disk.move(self.path, target)

    def close(self, *, discard: bool = False) -> None:
        """Unlock the file; an empty one, or one to discard, is removed first."""
        try:
            empty = stamp_of(self._file).size == 0
            if (discard or empty) and _is_same(self._file, self.path, self._disk):
                self._disk.remove(self.path)
        finally:
            self._file.close()


def _is_same(file: FileIO, path: Path, disk: Disk) -> bool:
    stamp = disk.stamp(path)
    return stamp is not None and stamp.inode == stamp_of(file).inode
