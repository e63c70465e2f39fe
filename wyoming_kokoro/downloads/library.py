"""The files of one kind, models or voices: which are here, whether they are intact, and downloading the others."""

import asyncio
import errno
import logging
import sys
from collections.abc import Container, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.downloads.disk import Disk, in_thread
from wyoming_kokoro.downloads.file_states import FileKind, FileState, FileStates
from wyoming_kokoro.downloads.maintenance import import_file, prune, stale_parts
from wyoming_kokoro.downloads.partial_file import PartialFile
from wyoming_kokoro.downloads.progress import DownloadProgress, Report, reporter
from wyoming_kokoro.downloads.published_files import PublishedFile
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.settings import DownloadSettings

if TYPE_CHECKING:
    from wyoming_kokoro.downloads.download import Download

log = logging.getLogger(__name__)

LOCK_POLL_SECONDS = 0.2
"""How often to check whether another process has finished downloading the same file."""
MAX_LISTED_NAMES = 12
"""Names in a message, so that it stays readable."""


class FileLibrary:
    """The files of one kind. Methods that block read from the disk: do not call them on the event loop."""

    def __init__(
        self, kind: FileKind, folder: Path, published: Iterable[PublishedFile], downloads: DownloadSettings, disk: Disk
    ) -> None:
        self.kind = kind
        self.downloads = downloads
        """May be replaced at any time; a download that has begun keeps its settings."""
        self._disk = disk
        self._files = FileStates(kind, folder, published, disk)
        self._progress: dict[str, DownloadProgress] = {}
        self._logged_own_files: set[str] = set()

    @property
    def folder(self) -> Path:
        """The folder of the files."""
        return self._files.folder

    @property
    def published(self) -> tuple[PublishedFile, ...]:
        """The published files."""
        return tuple(self._files.published.values())

    @property
    def downloading(self) -> tuple[DownloadProgress, ...]:
        """The downloads under way."""
        return tuple(self._progress.values())

    def states(self) -> tuple[FileState, ...]:
        """Return the state of every published file and of the user's own files; blocks briefly."""
        own = (name for name in self._files.names() if name not in self._files.published)
        return tuple(self.state(name) for name in (*self._files.published, *own))

    def state(self, name: str) -> FileState:
        """Return the state of a file as far as it is known without reading it; blocks briefly."""
        state = self._files.look_up(name)
        progress = self._progress.get(name)
        return replace(state, state="fetching", have=progress.done) if progress else state

    def verify(self, name: str) -> FileState:
        """Read all of a file and return its state; blocks as long as that takes."""
        return self._files.check(name, again=True)

    def path(self, name: str) -> Path:
        """Return the path of a file that is intact; raises Unavailable if it is missing or damaged.

        Blocks as long as it takes to read the file if it has changed since it was last read.
        """
        state = self._files.check(name)
        if state.state == "damaged":
            raise Unavailable(f"The {self.kind.noun} {name} is damaged: it {state.why}.", code="file_damaged")
        if state.state != "present":
            raise Unavailable(self._missing_message(state), code="file_missing")
        if not state.known and name not in self._logged_own_files:
            self._logged_own_files.add(name)
            digest = self._files.digests.remembered(self._files.path(name))
            log.info("The %s %s is not a published one, so it is your own: SHA-256 %s", self.kind.noun, name, digest)
        return self._files.path(name)

    def digest(self, name: str) -> str:
        """Return the SHA-256 of a file that is intact; raises and blocks like `path`."""
        return self._files.digests.of(self.path(name))

    async def download(self, name: str, report: Report | None = None) -> Path:
        """Return the path of a published file, downloading it if it is missing or damaged; raises Unavailable."""
        file = self._files.published.get(name)
        if file is None:
            return await in_thread(self.path, name)
        try:
            part = await self._open_part(file)
            if part is not None:
                await self._complete(file, part, report or reporter(sys.stderr))
        except OSError as error:
            raise _disk_error(error, name) from error
        return self._files.path(name)

    def import_file(self, name: str, blocks: Iterable[bytes]) -> FileState:
        """Copy a file of the user's into the folder; raises BadRequest if it is not of this kind. Blocks."""
        try:
            import_file(self._files, self._disk, name, blocks)
        except OSError as error:
            raise _disk_error(error, name) from error
        return self.state(name)

    def check_name(self, name: str) -> None:
        """Raise BadRequest unless a file of this kind can have this name."""
        if not self.kind.name_pattern.fullmatch(name):
            raise BadRequest(f"{name!r} cannot be the name of a {self.kind.noun}.", code="bad_name", about="name")

    def remove_own(self, name: str) -> None:
        """Remove a file of the user's; BadRequest if it is a published one, or there is none. Blocks."""
        state = self.state(name)
        if state.known:
            message = f"{name} is a published {self.kind.noun}: it is not one of your own."
            raise BadRequest(message, code="not_own", about="name")
        if state.state == "missing":
            raise BadRequest(f"There is no {self.kind.noun} of your own with this name.", code="not_own", about="name")
        try:
            self._disk.remove(self._files.path(name))
        except OSError as error:
            raise _disk_error(error, name) from error

    def prune(self, keep: Container[str] | None = None, *, dry_run: bool = False) -> tuple[FileState, ...]:
        """Remove stale partial files, damaged files and, if `keep` is given, all other published files; blocks.

        Returns what was removed, or with `dry_run` what would be. The user's own files are never removed.
        """
        try:
            return prune(self._files, self._disk, keep, dry_run=dry_run)
        except OSError as error:
            raise _disk_error(error, f"the {self.kind.noun} folder") from error

    async def _open_part(self, file: PublishedFile) -> PartialFile | None:
        """Return the partial file to complete; None if the file is intact, perhaps from another process."""
        waiting = False
        while True:
            state = await in_thread(self._files.check, file.name)
            if state.state == "present":
                return None
            await in_thread(self._disk.make_folder, self._files.folder)
            part = await in_thread(PartialFile.open, self._files.path(file.name), self._disk)
            if part is not None:
                return part
            if not waiting:
                log.info("%s is being downloaded by another process; waiting for it", file.name)
                waiting = True
            await asyncio.sleep(LOCK_POLL_SECONDS)

    async def _complete(self, file: PublishedFile, part: PartialFile, report: Report) -> None:
        """Complete a partial file and move it to its place, unless another process did before we had the lock."""

        def record(progress: DownloadProgress) -> None:
            self._progress[file.name] = progress
            report(progress)

        try:
            state = await in_thread(self._files.check, file.name)
            if state.state == "present":
                return
            if state.state == "damaged":
                log.warning("The %s %s is damaged: it %s. It is replaced", self.kind.noun, file.name, state.why)
            self._progress[file.name] = DownloadProgress(file.name, 0, file.size)
            await in_thread(part.resume)
            download = await in_thread(_download_class)
            await download(file, part, self.downloads, self._disk, record).run()
            path = self._files.path(file.name)
            await in_thread(part.finish, path)
            await in_thread(self._files.digests.remember, path, file.sha256)
            log.info("The %s %s is downloaded and intact", self.kind.noun, file.name)
            await in_thread(self._remove_stale_parts)
        finally:
            self._progress.pop(file.name, None)
            await in_thread(part.close)

    def _remove_stale_parts(self) -> None:
        """Remove what downloads left unfinished long ago."""
        try:
            tuple(stale_parts(self._files, self._disk))
        except OSError as error:  # the next download tries again
            log.debug("Stale partial files cannot be removed: %s", error)

    def _missing_message(self, state: FileState) -> str:
        """Return why a file cannot be used, and which files could be."""
        if state.known:
            return f"The {self.kind.noun} {state.name} is not downloaded yet."
        here = self._files.names()
        published = [name for name in self._files.published if name not in here]
        return (
            f"There is no {self.kind.noun} named {state.name!r}."
            f" Here: {_listed(here) or 'none'}. Can be downloaded: {_listed(published) or 'none'}."
        )


def _download_class() -> "type[Download]":
    """Import what downloads, which takes half a second, only when something is downloaded."""
    from wyoming_kokoro.downloads.download import Download  # noqa: PLC0415

    return Download


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    more = len(names) - MAX_LISTED_NAMES
    return ", ".join(names[:MAX_LISTED_NAMES]) + (f" and {more} more" if more > 0 else "")


def _disk_error(error: OSError, name: str) -> Unavailable:
    """Return the error for what the disk answered."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return Unavailable(f"{name} cannot be stored: the disk is full.", code="disk_full", retry_after=600.0)
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return Unavailable(
                f"{name} cannot be stored: its folder cannot be written.", code="read_only", retry_after=600.0
            )
        case _:
            reason = error.strerror or type(error).__name__
            return Unavailable(f"{name} cannot be stored: the disk answers {reason!r}.", code="disk_failed")
