"""One file from wherever it can be had: source after source, try after try, until its digest is right."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from wyoming_kokoro.downloads.disk import Disk, off_the_loop
from wyoming_kokoro.downloads.partial_file import PartialFile
from wyoming_kokoro.downloads.progress import DownloadProgress, Report, megabytes
from wyoming_kokoro.downloads.published_files import KnownFile
from wyoming_kokoro.downloads.sources import READ_AHEAD, FolderSource, Source, SourceFailed, WebSource
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import DownloadSettings

log = logging.getLogger(__name__)

LONGEST_PAUSE = 60.0
"""Seconds between two tries: pauses double up to here."""
ADVANCE = 1 << 20
"""Bytes after which a cut line counts as a new try: a slow and shaky one still gets there."""
SPARE = 32 << 20
"""Bytes left free on the disk for everything else."""


class Download:
    """One file on its way into its part."""

    def __init__(
        self, file: KnownFile, part: PartialFile, downloads: DownloadSettings, disk: Disk, report: Report
    ) -> None:
        self._file = file
        self._part = part
        self._downloads = downloads
        self._disk = disk
        self._report = report
        self._has_space = False
        self._total = file.size

    async def run(self) -> None:
        """Complete the part; raises Unavailable with every source's reason if none could."""
        if self._file.size is not None and self._part.size > self._file.size:
            await self._start_over("is larger than the file")
        if await self._is_right():
            return
        reasons = []
        async with self._sources() as sources:
            for source in sources:
                try:
                    await self._from(source)
                except SourceFailed as failed:
                    reasons.append(f"{source.label} {failed}")
                else:
                    return
        raise Unavailable(self._excuse(reasons), code="download_failed")

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

    async def _from(self, source: Source) -> None:
        """All tries at one source."""
        failures = 0
        while True:
            begun_at = self._part.size
            try:
                await self._try(source)
            except SourceFailed as failed:
                advanced = self._part.size - begun_at >= ADVANCE
                failures = 1 if advanced else failures + 1
                if not failed.again or failures >= self._downloads.attempts:
                    log.warning("Fetching %s: %s %s", self._file.name, source.label, failed)
                    raise
                pause = failed.after or min(self._downloads.retry_delay * 2 ** (failures - 1), LONGEST_PAUSE)
                log.info("Fetching %s: %s %s; next try in %g s", self._file.name, source.label, failed, pause)
                self._report(
                    DownloadProgress(self._file.name, self._part.size, self._total, f"{source.label} {failed}")
                )
                await asyncio.sleep(pause)
            else:
                return

    async def _try(self, source: Source) -> None:
        resumed = self._part.size > 0
        if resumed:
            log.info("Fetching %s: resumed at %s", self._file.name, megabytes(self._part.size))
        await self._check_space(self._file.size)
        await source.pour(self._file, self._part, self._poured)
        if not await self._is_right():
            await self._start_over("does not hold what was published")
            # Bytes from an earlier day may be to blame; bytes that all came just now are the source's own.
            raise SourceFailed("sent something else than was published", again=resumed)

    async def _poured(self, total: int | None) -> None:
        if self._file.size is None and not self._has_space:
            await self._check_space(total)
        self._total = total
        self._report(DownloadProgress(self._file.name, self._part.size, total))

    async def _check_space(self, total: int | None) -> None:
        if total is None:
            return
        needed = total - self._part.size
        free = await off_the_loop(self._disk.free, self._part.path.parent)
        if free < needed + SPARE:
            raise Unavailable(
                f"{self._file.name} needs {megabytes(needed)} more, but only {megabytes(free)} are free on the disk.",
                code="disk_full",
                retry_after=600.0,
            )
        self._has_space = True

    async def _is_right(self) -> bool:
        return bool(self._part.size) and await off_the_loop(self._part.digest) == self._file.sha256

    async def _start_over(self, why: str) -> None:
        log.warning("Fetching %s: what is here so far %s; it is removed", self._file.name, why)
        await off_the_loop(self._part.restart)

    def _excuse(self, reasons: list[str]) -> str:
        if reasons:
            return f"{self._file.name} could not be fetched: {'; '.join(reasons)}."
        if self._downloads.enabled:
            return f"{self._file.name} cannot be fetched: nobody is known to have it."
        return f"{self._file.name} is not here, and downloads are switched off."
