"""The state of the files of one kind: missing, being downloaded, present, or damaged."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wyoming_kokoro.downloads.digests import FileDigests
from wyoming_kokoro.downloads.disk import Disk, FileStamp, NotRegularFile
from wyoming_kokoro.downloads.partial_file import SUFFIX
from wyoming_kokoro.downloads.published_files import PublishedFile

State = Literal["missing", "partial", "fetching", "present", "damaged"]


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file: models, or voices."""

    noun: str
    suffix: str
    """Follows the name that people use, in the name of the file."""
    name_pattern: re.Pattern[str]
    """What such a name looks like; nothing else becomes part of a path."""
    min_bytes: int
    max_bytes: int
    problem_of: Callable[[Path, Disk], str]
    """Returns what is wrong with the content of a file, in a few words; nothing if it is right."""


@dataclass(frozen=True, slots=True)
class FileState:
    """The state of one file."""

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
    """Examines the files of one folder. All of it blocks: briefly, but `check` as long as it takes to read a file."""

    def __init__(self, kind: FileKind, folder: Path, published: Iterable[PublishedFile], disk: Disk) -> None:
        self.kind = kind
        self.folder = folder
        self.published = {file.name: file for file in published}
        self.digests = FileDigests(folder, disk)
        self._disk = disk
        self._examined: dict[str, tuple[FileStamp, str]] = {}
        """What is wrong with the content of the user's own files, by name, and for which version of them."""

    def path(self, name: str) -> Path:
        """Return the path of a file with this name; only names that match the pattern have one."""
        if not self.kind.name_pattern.fullmatch(name):
            raise ValueError(f"not the name of a {self.kind.noun}")
        return self.folder / f"{name}{self.kind.suffix}"

    def names(self) -> tuple[str, ...]:
        """Return the names of the files that are here, damaged or not."""
        suffix = self.kind.suffix
        names = (name.removesuffix(suffix) for name in self._disk.names(self.folder) if name.endswith(suffix))
        return tuple(name for name in names if self.kind.name_pattern.fullmatch(name))

    def look_up(self, name: str) -> FileState:
        """Return the state of a file as far as it is known without reading a published file.

        No digest tells whether a file of the user's own is right: it is read once for each version of it.
        """
        return self._state(name, self.digests.remembered)

    def check(self, name: str, *, again: bool = False) -> FileState:
        """Return the state of a file from its content, which is read only if it has changed, or with `again`."""
        state = self._state(name, lambda path: self.digests.of(path, again=again))
        if again and state.state == "present" and (why := self.kind.problem_of(self.path(name), self._disk)):
            return FileState(name, "damaged", state.size, state.have, known=state.known, checked=True, why=why)
        return state

    def _state(self, name: str, digest_of: Callable[[Path], str | None]) -> FileState:
        file = self.published.get(name)
        if not self.kind.name_pattern.fullmatch(name):
            return FileState(name, "missing", None, 0, known=False)
        path, have, digest = self.path(name), 0, None
        try:
            stamp = self._disk.stamp(path)
            if stamp is None:
                return self._absent(name, file)
            have = stamp.size
            why = self._wrong_size(stamp, file)
            if not why and file is None:
                why = self._problem_of_own(name, path, stamp)
            digest = None if why else digest_of(path)
        except NotRegularFile as error:
            why = str(error.strerror)
        except OSError as error:
            why = f"cannot be read ({error.strerror})"
        if digest and file and digest != file.sha256:
            why = "is not what was published under this name"
        return FileState(
            name,
            "damaged" if why else "present",
            file.size if file and file.size else have,
            have,
            known=file is not None,
            checked=digest is not None,
            why=why,
        )

    def _problem_of_own(self, name: str, path: Path, stamp: FileStamp) -> str:
        """Return what is wrong with the content of a file of the user's own; nothing if it is right."""
        examined, why = self._examined.get(name, (None, ""))
        if examined != stamp:
            why = self.kind.problem_of(path, self._disk)
            self._examined[name] = stamp, why
        return why

    def _absent(self, name: str, file: PublishedFile | None) -> FileState:
        path = self.path(name)
        part = self._disk.stamp(path.with_name(path.name + SUFFIX))
        return FileState(
            name,
            "partial" if part else "missing",
            file.size if file else None,
            part.size if part else 0,
            known=file is not None,
        )

    def _wrong_size(self, stamp: FileStamp, file: PublishedFile | None) -> str:
        if file and file.size and stamp.size != file.size:
            return f"has {stamp.size:,} bytes instead of {file.size:,}"
        if stamp.size > self.kind.max_bytes:
            return f"has {stamp.size:,} bytes, more than any {self.kind.noun}"
        if stamp.size < self.kind.min_bytes:
            return f"has only {stamp.size:,} bytes"
        return ""
