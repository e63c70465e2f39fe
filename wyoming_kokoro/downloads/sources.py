"""Where a file can come from: the web, a mirror, a folder; each pours what it has into a part."""

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
from wyoming_kokoro.downloads.disk import Disk, off_the_loop
from wyoming_kokoro.downloads.partial_file import PartialFile
from wyoming_kokoro.downloads.published_files import LARGEST, KnownFile

log = logging.getLogger(__name__)

FLUSH = 1 << 18
"""Bytes kept in memory before they are written: a cut costs no more than these."""
REDIRECTS = 10
READ_AHEAD = 1 << 16
"""Bytes the connection may gather while we write: what it holds when the line is cut is lost with it."""
LONGEST_RETRY_AFTER = 60.0
"""Seconds; who asks for more is treated as one who asks for this."""
TRY_LATER = {408, 425, 429, 500, 502, 503, 504}
_MOVED = {301, 302, 303, 307, 308}
_WHOLE, _PARTIAL, _BEYOND_THE_END = 200, 206, 416


class SourceFailed(Exception):
    """A source did not give the file; the message says why, without addresses."""

    def __init__(self, why: str, *, again: bool = False, after: float | None = None) -> None:
        super().__init__(why)
        self.again = again
        """Whether the same source may do better next time."""
        self.after = after
        """The pause it asked for, in seconds."""


Poured = Callable[[int | None], Awaitable[None]]
"""Told after each write: how many bytes the whole file has, where that is known. May refuse by raising."""


class Source(Protocol):
    """Somewhere a file can come from."""

    @property
    def label(self) -> str:
        """What people call it."""
        ...

    async def pour(self, file: KnownFile, part: PartialFile, poured: Poured) -> None:
        """Continue the part to the end of the file, or raise SourceFailed."""
        ...


class FolderSource:
    """A folder of the user's with files fetched elsewhere."""

    label = "the offline folder"

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._folder = folder
        self._disk = disk

    async def pour(self, file: KnownFile, part: PartialFile, poured: Poured) -> None:
        """Copy the rest of the file."""
        path = await off_the_loop(self._find, file)
        if path is None:
            raise SourceFailed("does not have it")
        blocks = self._blocks(path, part.size)
        try:
            while block := await off_the_loop(next, blocks, b""):
                await off_the_loop(part.add, block)
                await poured(file.size)
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

    def _find(self, file: KnownFile) -> Path | None:
        name = PurePosixPath(file.path).name
        for place in (file.path, name, f"models/{name}", f"voices/{name}"):
            path = self._folder / place
            try:
                stamp = self._disk.stamp(path)
            except OSError:
                continue
            if stamp is not None and (file.size is None or stamp.size == file.size):
                return path
        return None


class WebSource:
    """An address to ask."""

    def __init__(self, address: str, session: aiohttp.ClientSession, *, trusted: bool) -> None:
        self._address = _parsed(address)
        self._session = session
        self._plain = self._address.scheme == "http" and (trusted or _is_this_machine(self._address.host))
        self._version: str | None = None
        self.label = self._address.host or "the mirror"

    async def pour(self, file: KnownFile, part: PartialFile, poured: Poured) -> None:
        """Ask for the rest of the file and write it down."""
        try:
            async with self._answer(part.size) as answer:
                total = await self._begin(answer, file, part)
                await poured(total)
                await self._write(answer, part, file.size or LARGEST, lambda: poured(total))
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SourceFailed(_reason(error), again=not isinstance(error, aiohttp.ClientSSLError)) from error
        if part.size < (total or 0):
            raise SourceFailed("stopped before the end", again=True)

    @asynccontextmanager
    async def _answer(self, offset: int) -> AsyncIterator[aiohttp.ClientResponse]:
        """The answer to a request for what follows an offset, wherever the address leads to."""
        headers = {"Accept-Encoding": "identity", "User-Agent": f"wyoming-kokoro/{__version__}"}
        if offset:
            headers["Range"] = f"bytes={offset}-"
            if self._version:
                headers["If-Range"] = self._version
        address = self._address
        for _ in range(REDIRECTS):
            if not (address.host and (address.scheme == "https" or (address.scheme == "http" and self._plain))):
                raise SourceFailed("leads to an address that is not https")
            async with self._session.get(address, headers=headers, allow_redirects=False) as answer:
                if answer.status not in _MOVED:
                    yield answer
                    return
                address = _follow(address, answer)
        raise SourceFailed("sends in circles")

    async def _begin(self, answer: aiohttp.ClientResponse, file: KnownFile, part: PartialFile) -> int | None:
        """The size of the whole file; the part is where the answer goes on."""
        if answer.status == _PARTIAL:
            start, total = _range(answer)
            if start != part.size:
                await off_the_loop(part.restart)
                raise SourceFailed("sent another part than was asked for", again=True)
        elif answer.status == _WHOLE:
            if part.size:
                log.info("%s cannot resume: %s begins anew", self.label, file.name)
                await off_the_loop(part.restart)
            total = answer.content_length
        else:
            if answer.status == _BEYOND_THE_END:
                await off_the_loop(part.restart)
            again = answer.status in TRY_LATER or answer.status == _BEYOND_THE_END
            raise SourceFailed(f"answered {answer.status}", again=again, after=_pause_asked_for(answer))
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise SourceFailed("sends it in an encoding that was not asked for")
        if total is not None and total != (file.size or total):
            raise SourceFailed(f"has {total:,} bytes under this name, not the {file.size:,} that were published")
        tag = answer.headers.get("ETag", "")
        self._version = tag if tag.startswith('"') else None  # weak ones do not promise the same bytes
        return total or file.size

    async def _write(
        self, answer: aiohttp.ClientResponse, part: PartialFile, limit: int, written: Callable[[], Awaitable[None]]
    ) -> None:
        buffer = bytearray()

        async def flush() -> None:
            await off_the_loop(part.add, bytes(buffer))
            buffer.clear()
            await written()

        try:
            async for data in answer.content.iter_any():
                buffer += data
                if part.size + len(buffer) > limit:
                    raise SourceFailed("sends more than was published")
                if len(buffer) >= FLUSH:
                    await flush()
        except (aiohttp.ClientError, TimeoutError):
            await flush()  # what arrived before a cut need not be sent again
            raise
        await flush()


def _parsed(address: str) -> URL:
    """The address, or an empty one, which leads nowhere."""
    try:
        return URL(address)
    except ValueError:
        return URL()


def _follow(address: URL, answer: aiohttp.ClientResponse) -> URL:
    try:
        return address.join(URL(answer.headers["Location"], encoded=True))
    except (KeyError, ValueError) as error:
        raise SourceFailed("sends elsewhere without saying where") from error


def _range(answer: aiohttp.ClientResponse) -> tuple[int | None, int | None]:
    """Where an answer begins and how large the whole is: `bytes 100-199/200`."""
    unit, _, places = answer.headers.get("Content-Range", "").partition(" ")
    span, _, total = places.partition("/")
    start = span.partition("-")[0]
    if unit != "bytes" or not start.isdecimal():
        return None, None
    return int(start), int(total) if total.isdecimal() else None


def _pause_asked_for(answer: aiohttp.ClientResponse) -> float | None:
    seconds = answer.headers.get("Retry-After", "")
    return min(float(seconds), LONGEST_RETRY_AFTER) if seconds.isdecimal() else None


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
            return "is not a name the network knows"
        case aiohttp.ClientSSLError():
            return "has no certificate that is trusted here"
        case aiohttp.ClientConnectorError():
            return "cannot be reached"
        case _:
            return "broke off"
