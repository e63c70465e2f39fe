"""The sources of files: the web, a mirror, a folder. Each copies what it has into a partial file."""

import asyncio
import ipaddress
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath
from typing import Protocol

import aiohttp
from yarl import URL

from wyoming_kokoro import __version__
from wyoming_kokoro.downloads.disk import Disk, in_thread
from wyoming_kokoro.downloads.partial_file import PartialFile
from wyoming_kokoro.downloads.published_files import MAX_FILE_BYTES, PublishedFile

log = logging.getLogger(__name__)

WRITE_BYTES = 1 << 18
"""Bytes collected in memory before they are written: an interruption costs no more than these."""
MAX_REDIRECTS = 10
READ_AHEAD = 1 << 16
"""Bytes that the connection may collect while we write; they are lost if it is interrupted."""
MAX_RETRY_AFTER = 60.0
"""Seconds: sources that ask for a longer pause get this one."""
TEMPORARY_STATUSES = {408, 425, 429, 500, 502, 503, 504}
_REDIRECT_STATUSES = {301, 302, 303, 307, 308}
_OK, _PARTIAL_CONTENT, _RANGE_NOT_SATISFIABLE = 200, 206, 416


class SourceFailed(Exception):
    """A source did not give the file; the message says why, without addresses."""

    def __init__(self, why: str, *, retry: bool = False, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.retry = retry
        """Whether another attempt at the same source may succeed."""
        self.retry_after = retry_after
        """The pause that the source asked for, in seconds."""


OnWrite = Callable[[int | None], Awaitable[None]]
"""Called after each write with the size of the whole file, where that is known. May raise to end the download."""


class Source(Protocol):
    """A place that files are copied from."""

    @property
    def label(self) -> str:
        """Its name in messages."""
        ...

    async def copy_to(self, part: PartialFile, file: PublishedFile, on_write: OnWrite) -> None:
        """Continue the partial file to its end; raises SourceFailed."""
        ...


class FolderSource:
    """A folder of the user's with files from elsewhere."""

    label = "the offline folder"

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._folder = folder
        self._disk = disk

    async def copy_to(self, part: PartialFile, file: PublishedFile, on_write: OnWrite) -> None:
        """Copy the rest of the file."""
        path = await in_thread(self._find, file)
        if path is None:
            raise SourceFailed("does not have it")
        blocks = self._blocks(path, part.size)
        try:
            while block := await in_thread(next, blocks, b""):
                await in_thread(part.add, block)
                await on_write(file.size)
        finally:
            blocks.close()

    def _blocks(self, path: Path, offset: int) -> Generator[bytes, None, None]:
        try:
            with self._disk.reading(path) as source:
                source.seek(offset)
                while block := self._disk.read(source):
                    yield block
        except OSError as error:
            raise SourceFailed(f"has it but cannot read it ({error.strerror})") from error

    def _find(self, file: PublishedFile) -> Path | None:
        name = PurePosixPath(file.path).name
        for candidate in (file.path, name, f"models/{name}", f"voices/{name}"):
            path = self._folder / candidate
            try:
                stamp = self._disk.stamp(path)
            except OSError:
                continue
            if stamp is not None and (file.size is None or stamp.size == file.size):
                return path
        return None


class WebSource:
    """A web address."""

    def __init__(self, address: str, session: aiohttp.ClientSession, *, trusted: bool) -> None:
        self._address = _parsed(address)
        self._session = session
        self._plain_http = self._address.scheme == "http" and (trusted or _is_this_machine(self._address.host))
        self._version: str | None = None
        self.label = self._address.host or "the mirror"

    async def copy_to(self, part: PartialFile, file: PublishedFile, on_write: OnWrite) -> None:
        """Request the rest of the file and write it."""
        try:
            async with self._request(part.size) as answer:
                total = await self._check_answer(answer, file, part)
                await on_write(total)
                await self._write(answer, part, file.size or MAX_FILE_BYTES, lambda: on_write(total))
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SourceFailed(_reason(error), retry=not isinstance(error, aiohttp.ClientSSLError)) from error
        if part.size < (total or 0):
            raise SourceFailed("stopped before the end", retry=True)

    @asynccontextmanager
    async def _request(self, offset: int) -> AsyncIterator[aiohttp.ClientResponse]:
        """Request what follows an offset, and follow redirects."""
        headers = {"Accept-Encoding": "identity", "User-Agent": f"wyoming-kokoro/{__version__}"}
        if offset:
            headers["Range"] = f"bytes={offset}-"
            if self._version:
                headers["If-Range"] = self._version
        address = self._address
        for _ in range(MAX_REDIRECTS):
            if not (address.host and (address.scheme == "https" or (address.scheme == "http" and self._plain_http))):
                raise SourceFailed("leads to an address that is not https")
            async with self._session.get(address, headers=headers, allow_redirects=False) as answer:
                if answer.status not in _REDIRECT_STATUSES:
                    yield answer
                    return
                address = _redirect(address, answer)
        raise SourceFailed("redirects in circles")

    async def _check_answer(self, answer: aiohttp.ClientResponse, file: PublishedFile, part: PartialFile) -> int | None:
        """Return the size of the whole file; the partial file then ends where the answer begins."""
        total = await self._check_status(answer, file, part)
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise SourceFailed("sends it in an encoding that was not requested")
        if total is not None and total != (file.size or total):
            raise SourceFailed(f"has {total:,} bytes under this name, not the {file.size:,} that were published")
        tag = answer.headers.get("ETag", "")
        self._version = tag if tag.startswith('"') else None  # weak tags do not promise the same bytes
        return total or file.size

    async def _check_status(self, answer: aiohttp.ClientResponse, file: PublishedFile, part: PartialFile) -> int | None:
        if answer.status == _PARTIAL_CONTENT:
            start, total = _content_range(answer)
            if start != part.size:
                await in_thread(part.restart)
                raise SourceFailed("sent another part than was requested", retry=True)
            return total
        if answer.status == _OK:
            if part.size:
                log.info("%s cannot resume: %s starts from the beginning", self.label, file.name)
                await in_thread(part.restart)
            return answer.content_length
        if answer.status == _RANGE_NOT_SATISFIABLE:
            await in_thread(part.restart)
        retry = answer.status in TEMPORARY_STATUSES or answer.status == _RANGE_NOT_SATISFIABLE
        raise SourceFailed(f"answered {answer.status}", retry=retry, retry_after=_retry_after(answer))

    async def _write(
        self, answer: aiohttp.ClientResponse, part: PartialFile, limit: int, on_write: Callable[[], Awaitable[None]]
    ) -> None:
        buffer = bytearray()

        async def flush() -> None:
            await in_thread(part.add, bytes(buffer))
            buffer.clear()
            await on_write()

        try:
            async for data in answer.content.iter_any():
                buffer += data
                if part.size + len(buffer) > limit:
                    raise SourceFailed("sends more than was published")
                if len(buffer) >= WRITE_BYTES:
                    await flush()
        except (aiohttp.ClientError, TimeoutError):
            await flush()  # what arrived before an interruption need not be sent again
            raise
        await flush()


def _parsed(address: str) -> URL:
    """Return the address, or an empty one, which is refused later."""
    try:
        return URL(address)
    except ValueError:
        return URL()


def _redirect(address: URL, answer: aiohttp.ClientResponse) -> URL:
    try:
        return address.join(URL(answer.headers["Location"], encoded=True))
    except (KeyError, ValueError) as error:
        raise SourceFailed("redirects without a valid address") from error


def _content_range(answer: aiohttp.ClientResponse) -> tuple[int | None, int | None]:
    """Return where an answer begins and how large the whole file is, from `bytes 100-199/200`."""
    unit, _, span_and_total = answer.headers.get("Content-Range", "").partition(" ")
    span, _, total = span_and_total.partition("/")
    start = span.partition("-")[0]
    if unit != "bytes" or not start.isdecimal():
        return None, None
    return int(start), int(total) if total.isdecimal() else None


def _retry_after(answer: aiohttp.ClientResponse) -> float | None:
    seconds = answer.headers.get("Retry-After", "")
    return min(float(seconds), MAX_RETRY_AFTER) if seconds.isdecimal() else None


def _is_this_machine(host: str | None) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _reason(error: Exception) -> str:
    match error:
        case asyncio.TimeoutError():
            return "did not answer in time"
        case aiohttp.ClientConnectorDNSError():
            return "is a name that the network does not know"
        case aiohttp.ClientSSLError():
            return "has no certificate that is trusted here"
        case aiohttp.ClientConnectorError():
            return "cannot be reached"
        case _:
            return "closed the connection"
