"""Downloads one file: from one source after the other, with several attempts each, until its digest is right."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from wyoming_kokoro.downloads.disk import Disk, in_thread
from wyoming_kokoro.downloads.partial_file import PartialFile
from wyoming_kokoro.downloads.progress import DownloadProgress, Report, TimeLeft, megabytes
from wyoming_kokoro.downloads.published_files import PublishedFile
from wyoming_kokoro.downloads.sources import READ_AHEAD, FolderSource, Source, SourceFailed, WebSource
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import DownloadSettings

log = logging.getLogger(__name__)

MAX_DELAY = 60.0
"""Seconds between two attempts: delays double up to this."""
PROGRESS_BYTES = 1 << 20
"""An attempt that brought this many bytes counts as the first one again: slow, unreliable connections finish too."""
RESERVED_BYTES = 32 << 20
"""Left free on the disk for everything else."""


class Download:
    """The download of one file into its partial file."""

    def __init__(
        self, file: PublishedFile, part: PartialFile, downloads: DownloadSettings, disk: Disk, report: Report
    ) -> None:
        self._file = file
        self._part = part
        self._downloads = downloads
        self._disk = disk
        self._report = report
        self._has_space = False
        self._total = file.size
        self._time_left = TimeLeft()

    async def run(self) -> None:
        """Complete the partial file; raises Unavailable with the reason of every source if none could."""
        if self._file.size is not None and self._part.size > self._file.size:
            await self._start_over("is larger than the file")
        if await self._is_complete():
            return
        reasons = []
        async with self._sources() as sources:
            for source in sources:
                try:
                    await self._download_from(source)
                except SourceFailed as failed:
                    reasons.append(f"{source.label} {failed}")
                else:
                    return
        raise Unavailable(self._failure(reasons), code="download_failed")

    @asynccontextmanager
    async def _sources(self) -> AsyncIterator[list[Source]]:
        downloads, sources = self._downloads, list[Source]()
        if downloads.folder:
            sources.append(FolderSource(Path(downloads.folder), self._disk))
        if not downloads.enabled:
            yield sources
            return
        timeout = aiohttp.ClientTimeout(sock_connect=downloads.timeout, sock_read=downloads.timeout)
        async with aiohttp.ClientSession(
            timeout=timeout,
            read_bufsize=READ_AHEAD,
            trust_env=True,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
        ) as session:
            if downloads.mirror:
                address = f"{downloads.mirror.rstrip('/')}/{self._file.path}"
                sources.append(WebSource(address, session, trusted=True))
            sources += [WebSource(address, session, trusted=False) for address in self._file.addresses]
            yield sources

    async def _download_from(self, source: Source) -> None:
        """Make all attempts at one source."""
        failures = 0
        while True:
            size_before = self._part.size
            try:
                await self._attempt(source)
            except SourceFailed as failed:
                failures = 1 if self._part.size - size_before >= PROGRESS_BYTES else failures + 1
                if not failed.retry or failures >= self._downloads.attempts:
                    log.warning("Downloading %s: %s %s", self._file.name, source.label, failed)
                    raise
                await self._wait(source, failed, failures)
            else:
                return

    async def _attempt(self, source: Source) -> None:
        resumed = self._part.size > 0
        if resumed:
            log.info("Downloading %s: resumed at %s", self._file.name, megabytes(self._part.size))
        await self._check_space(self._file.size)
        await source.copy_to(self._part, self._file, self._on_write)
        if not await self._is_complete():
            await self._start_over("is not what was published")
            # Bytes from an earlier download may be the wrong ones; if all came just now, the source is wrong.
            raise SourceFailed("sent something other than was published", retry=resumed)

    async def _wait(self, source: Source, failed: SourceFailed, failures: int) -> None:
        """Wait before the next attempt."""
        delay = failed.retry_after or min(self._downloads.retry_delay * 2 ** (failures - 1), MAX_DELAY)
        log.info("Downloading %s: %s %s; next attempt in %g s", self._file.name, source.label, failed, delay)
        self._time_left = TimeLeft()  # the wait is not part of the speed
        self._report(DownloadProgress(self._file.name, self._part.size, self._total, f"{source.label} {failed}"))
        await asyncio.sleep(delay)

    async def _on_write(self, total: int | None) -> None:
        if self._file.size is None and not self._has_space:
            await self._check_space(total)
        self._total = total
        done = self._part.size
        left = self._time_left.seconds(done, total)
        self._report(DownloadProgress(self._file.name, done, total, seconds_left=left))

    async def _check_space(self, total: int | None) -> None:
        if total is None:
            return
        needed = total - self._part.size
        free = await in_thread(self._disk.free, self._part.path.parent)
        if free < needed + RESERVED_BYTES:
            raise Unavailable(
                f"{self._file.name} needs {megabytes(needed)} more, but only {megabytes(free)} are free on the disk.",
                code="disk_full",
                retry_after=600.0,
            )
        self._has_space = True

    async def _is_complete(self) -> bool:
        return bool(self._part.size) and await in_thread(self._part.digest) == self._file.sha256

    async def _start_over(self, why: str) -> None:
        log.warning("Downloading %s: the partial file %s; it is removed", self._file.name, why)
        await in_thread(self._part.restart)

    def _failure(self, reasons: list[str]) -> str:
        if reasons:
            return f"{self._file.name} could not be downloaded: {'; '.join(reasons)}."
        if self._downloads.enabled:
            return f"{self._file.name} cannot be downloaded: no source is known."
        return f"{self._file.name} is not here, and downloads are switched off."
