"""A file that is not complete yet: it lies beside its place, may be resumed, and is never taken for the file."""

import hashlib
from io import FileIO
from pathlib import Path

from wyoming_kokoro.downloads.disk import Disk, stamp_of

SUFFIX = ".part"


class PartialFile:
    """The bytes so far and their digest; whoever has it open is the only one, on this machine, who fetches the file."""

    def __init__(self, path: Path, file: FileIO, disk: Disk, *, locked: bool) -> None:
        self.path = path
        self.size = 0
        self._file = file
        self._disk = disk
        self._locked = locked
        self._hash = hashlib.sha256()

    @classmethod
    def open(cls, target: Path, disk: Disk) -> "PartialFile | None":
        """The part of a file that is to be, still unread; None while somebody else has it."""
        path = target.with_name(target.name + SUFFIX)
        file = disk.open_part(path)
        try:
            locked = disk.lock(file)
            # The name may by now stand for another file, or none: whoever had the lock was done and moved it away.
            if locked is not False and _same(file, path, disk):
                return cls(path, file, disk, locked=locked is True)
        except BaseException:
            file.close()
            raise
        file.close()
        return None

    def resume(self) -> None:
        """Read what is there, to continue from it; this takes a while for a large file."""
        self._file.seek(0)
        self._hash = hashlib.sha256()
        self.size = 0
        while block := self._disk.read(self._file):
            self._hash.update(block)
            self.size += len(block)

    def add(self, data: bytes) -> None:
        """Continue it."""
        self._disk.write(self._file, data)
        self._hash.update(data)
        self.size += len(data)

    def restart(self) -> None:
        """Forget what was there."""
        self._disk.cut(self._file, 0)
        self._hash = hashlib.sha256()
        self.size = 0

    def digest(self) -> str:
        """What it holds; read once more where no lock kept others from writing to it."""
        if not self._locked:
            self.resume()
        return self._hash.hexdigest()

    def finish(self, target: Path) -> None:
        """Put it in its place, now that it is complete and right."""
        self._disk.sync(self._file)
        self._disk.move(self.path, target)

    def close(self, *, discard: bool = False) -> None:
        """Let others have it; what is empty, or to be discarded, is removed first."""
        try:
            empty = stamp_of(self._file).size == 0
            if (discard or empty) and _same(self._file, self.path, self._disk):
                self._disk.remove(self.path)
        finally:
            self._file.close()


def _same(file: FileIO, path: Path, disk: Disk) -> bool:
    stamp = disk.stamp(path)
    return stamp is not None and stamp.inode == stamp_of(file).inode
