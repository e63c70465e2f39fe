"""How the files of one kind are: missing, on their way, there, or damaged."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wyoming_kokoro.downloads.digests import FileDigests
from wyoming_kokoro.downloads.disk import Disk, FileStamp, NotRegularFile
from wyoming_kokoro.downloads.partial_file import SUFFIX
from wyoming_kokoro.downloads.published_files import KnownFile

State = Literal["missing", "partial", "fetching", "present", "damaged"]


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file: models, or voices."""

    noun: str
    suffix: str
    """What a file's name has after the name people use."""
    shape: re.Pattern[str]
    """What such a name looks like; nothing else is ever made into a path."""
    smallest: int
    largest: int
    """In bytes."""
    flaw: Callable[[Path, Disk], str]
    """What is wrong inside a file, in a few words; nothing if nothing is."""


@dataclass(frozen=True, slots=True)
class FileState:
    """How a file is."""

    name: str
    state: State
    size: int | None
    """Of the whole file, in bytes, where that is known."""
    have: int
    """How many bytes are here."""
    known: bool
    """Whether it is a published file; otherwise it is the user's own."""
    checked: bool = False
    """Whether its bytes were read since it last changed."""
    why: str = ""
    """What is wrong with it."""


class FileStates:
    """Looks at the files of one folder; all of it blocks shortly, and `read` for as long as reading a file takes."""

    def __init__(self, kind: FileKind, folder: Path, known: Iterable[KnownFile], disk: Disk) -> None:
        self.kind = kind
        self.folder = folder
        self.known = {file.name: file for file in known}
        self.digests = FileDigests(folder, disk)
        self._disk = disk

    def place(self, name: str) -> Path:
        """Where a file of this name belongs; only names of the right shape have a place."""
        if not self.kind.shape.fullmatch(name):
            raise ValueError(f"not the name of a {self.kind.noun}")
        return self.folder / f"{name}{self.kind.suffix}"

    def here(self) -> tuple[str, ...]:
        """The names of what is here, right or not."""
        suffix = self.kind.suffix
        names = (name.removesuffix(suffix) for name in self._disk.names(self.folder) if name.endswith(suffix))
        return tuple(name for name in names if self.kind.shape.fullmatch(name))

    def glance(self, name: str) -> FileState:
        """How a file is, as far as that is known without reading it."""
        return self._state(name, self.digests.remembered)

    def read(self, name: str, *, again: bool = False) -> FileState:
        """How a file is, from its bytes; they are read only if it changed, or if asked to read them again."""
        state = self._state(name, lambda path: self.digests.of(path, again=again))
        if again and state.state == "present" and (why := self.kind.flaw(self.place(name), self._disk)):
            return FileState(name, "damaged", state.size, state.have, known=state.known, checked=True, why=why)
        return state

    def _state(self, name: str, digest_of: Callable[[Path], str | None]) -> FileState:
        file = self.known.get(name)
        if not self.kind.shape.fullmatch(name):
            return FileState(name, "missing", None, 0, known=False)
        path, have, digest = self.place(name), 0, None
        try:
            stamp = self._disk.stamp(path)
            if stamp is None:
                return self._absent(name, file)
            have = stamp.size
            why = self._wrong_size(stamp, file)
            digest = None if why else digest_of(path)
        except NotRegularFile as error:
            why = str(error.strerror)
        except OSError as error:
            why = f"cannot be read ({error.strerror})"
        if digest and file and digest != file.sha256:
            why = "does not hold what was published under this name"
        size = file.size if file and file.size else have
        return FileState(
            name,
            "damaged" if why else "present",
            size,
            have,
            known=file is not None,
            checked=digest is not None,
            why=why,
        )

    def _absent(self, name: str, file: KnownFile | None) -> FileState:
        path = self.place(name)
        part = self._disk.stamp(path.with_name(path.name + SUFFIX))
        return FileState(
            name,
            "partial" if part else "missing",
            file.size if file else None,
            part.size if part else 0,
            known=file is not None,
        )

    def _wrong_size(self, stamp: FileStamp, file: KnownFile | None) -> str:
        if file and file.size and stamp.size != file.size:
            return f"has {stamp.size:,} bytes instead of {file.size:,}"
        if stamp.size > self.kind.largest:
            return f"has {stamp.size:,} bytes, more than any {self.kind.noun}"
        if stamp.size < self.kind.smallest:
            return f"has only {stamp.size:,} bytes"
        return ""
