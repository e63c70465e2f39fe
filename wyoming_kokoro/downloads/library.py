"""One folder of files, models or voices: what is there, whether it is right, and fetching what is not."""

import asyncio
import errno
import logging
from collections.abc import Container, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.downloads.disk import Disk, off_the_loop
from wyoming_kokoro.downloads.file_states import FileKind, FileState, FileStates
from wyoming_kokoro.downloads.maintenance import prune, stale_parts, take_in
from wyoming_kokoro.downloads.partial_file import PartialFile
from wyoming_kokoro.downloads.progress import DownloadProgress, LogProgress, Report
from wyoming_kokoro.downloads.published_files import KnownFile
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import DownloadSettings

if TYPE_CHECKING:
    from wyoming_kokoro.downloads.download import Download

log = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 0.2
"""How often to see whether another process has finished the file we want."""
NAMES_IN_A_MESSAGE = 12
"""A message names what is there, but stays one that can be read."""


class FileLibrary:
    """The files of one kind. What says that it blocks reads from the disk: not for the event loop."""

    def __init__(
        self, kind: FileKind, folder: Path, known: Iterable[KnownFile], downloads: DownloadSettings, disk: Disk
    ) -> None:
        self.kind = kind
        self.downloads = downloads
        """May be replaced at any time; a fetch keeps those it began with."""
        self._disk = disk
        self._files = FileStates(kind, folder, known, disk)
        self._fetching: dict[str, DownloadProgress] = {}
        self._told: set[str] = set()

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return self._files.folder

    @property
    def known(self) -> tuple[KnownFile, ...]:
        """The published files."""
        return tuple(self._files.known.values())

    @property
    def fetching(self) -> tuple[DownloadProgress, ...]:
        """What is on its way, from memory."""
        return tuple(self._fetching.values())

    def states(self) -> tuple[FileState, ...]:
        """The state of every published file and of every one of the user's; blocks shortly."""
        own = (name for name in self._files.here() if name not in self._files.known)
        return tuple(self.state(name) for name in (*self._files.known, *own))

    def state(self, name: str) -> FileState:
        """How a file is, as far as that is known without reading it; blocks shortly."""
        state = self._files.glance(name)
        progress = self._fetching.get(name)
        return replace(state, state="fetching", have=progress.done) if progress else state

    def verify(self, name: str) -> FileState:
        """How a file is, after reading all of it; blocks for as long as that takes."""
        return self._files.read(name, again=True)

    def path(self, name: str) -> Path:
        """Where a file is, once its bytes are known to be right; Unavailable if it is missing or damaged.

        Blocks, for as long as it takes to read the file if it changed since it was last read.
        """
        state = self._files.read(name)
        if state.state == "damaged":
            raise Unavailable(f"The {self.kind.noun} {name} is damaged: it {state.why}.", code="file_damaged")
        if state.state != "present":
            raise Unavailable(self._whereabouts(state), code="file_missing")
        if not state.known and name not in self._told:
            self._told.add(name)
            digest = self._files.digests.remembered(self._files.place(name))
            log.info("The %s %s is in no list and taken as your own: SHA-256 %s", self.kind.noun, name, digest)
        return self._files.place(name)

    def digest(self, name: str) -> str:
        """The SHA-256 of a file that is right; otherwise, and for how long it blocks, as `path`."""
        return self._files.digests.of(self.path(name))

    async def fetch(self, name: str, report: Report | None = None) -> Path:
        """Where a published file is, fetched if it is not here and right; Unavailable says why it cannot be."""
        file = self._files.known.get(name)
        if file is None:
            return await off_the_loop(self.path, name)
        try:
            part = await self._part(file)
            if part is not None:
                await self._complete(file, part, report or LogProgress())
        except OSError as error:
            raise _trouble(error, name) from error
        return self._files.place(name)

    def take_in(self, name: str, blocks: Iterable[bytes]) -> FileState:
        """Put a file of the user's on the shelf; BadRequest if it is not of this kind. Blocks."""
        try:
            take_in(self._files, self._disk, name, blocks)
        except OSError as error:
            raise _trouble(error, name) from error
        return self.state(name)

    def prune(self, keep: Container[str] | None = None, *, rehearse: bool = False) -> tuple[FileState, ...]:
        """Remove stale parts, damaged files and, if it is said what to keep, other published files; blocks.

        Gives what was removed, or with `rehearse` what would be. The user's own files are never touched.
        """
        try:
            return prune(self._files, self._disk, keep, rehearse=rehearse)
        except OSError as error:
            raise _trouble(error, f"the {self.kind.noun} folder") from error

    async def _part(self, file: KnownFile) -> PartialFile | None:
        """The part to complete; None if the file is right, perhaps because another process has just fetched it."""
        waiting = False
        while True:
            state = await off_the_loop(self._files.read, file.name)
            if state.state == "present":
                return None
            await off_the_loop(self._disk.make_folder, self._files.folder)
            part = await off_the_loop(PartialFile.open, self._files.place(file.name), self._disk)
            if part is not None:
                return part
            if not waiting:
                log.info("%s is being fetched by another process; waiting for it", file.name)
                waiting = True
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def _complete(self, file: KnownFile, part: PartialFile, report: Report) -> None:
        """Complete a part and put it in its place, unless others did between our last look and our lock."""

        def note(progress: DownloadProgress) -> None:
            self._fetching[file.name] = progress
            report(progress)

        try:
            state = await off_the_loop(self._files.read, file.name)
            if state.state == "present":
                return
            if state.state == "damaged":
                log.warning("The %s %s is damaged: it %s. It is replaced", self.kind.noun, file.name, state.why)
            self._fetching[file.name] = DownloadProgress(file.name, 0, file.size)
            await off_the_loop(part.resume)
            fetch = await off_the_loop(_fetch)
            await fetch(file, part, self.downloads, self._disk, note).run()
            place = self._files.place(file.name)
            await off_the_loop(part.finish, place)
            await off_the_loop(self._files.digests.remember, place, file.sha256)
            log.info("The %s %s is here and as it was published", self.kind.noun, file.name)
            await off_the_loop(self._tidy)
        finally:
            self._fetching.pop(file.name, None)
            await off_the_loop(part.close)

    def _tidy(self) -> None:
        """Remove what earlier fetches left unfinished long ago."""
        try:
            tuple(stale_parts(self._files, self._disk))
        except OSError as error:  # it is there for another time
            log.debug("Stale parts are still there: %s", error)

    def _whereabouts(self, state: FileState) -> str:
        """Why a file cannot be used yet, and what could be."""
        if state.known:
            return f"The {self.kind.noun} {state.name} is not here yet."
        here = self._files.here()
        published = [name for name in self._files.known if name not in here]
        return (
            f"There is no {self.kind.noun} named {state.name!r}."
            f" Here: {_listed(here) or 'none'}. Can be fetched: {_listed(published) or 'none'}."
        )


def _fetch() -> "type[Download]":
    """Imported when something is fetched: half a second for whoever only looks at what is here."""
    from wyoming_kokoro.downloads.download import Download  # noqa: PLC0415

    return Download


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    more = len(names) - NAMES_IN_A_MESSAGE
    return ", ".join(names[:NAMES_IN_A_MESSAGE]) + (f" and {more} more" if more > 0 else "")


def _trouble(error: OSError, name: str) -> Unavailable:
    """What the disk said, as a sentence."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return Unavailable(f"{name} cannot be stored: the disk is full.", code="disk_full", retry_after=600.0)
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return Unavailable(
                f"{name} cannot be stored: its folder cannot be written to.", code="read_only", retry_after=600.0
            )
        case _:
            reason = error.strerror or type(error).__name__
            return Unavailable(f"{name} cannot be stored: the disk says {reason!r}.", code="disk_failed")
