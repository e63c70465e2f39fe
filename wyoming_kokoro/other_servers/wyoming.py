"""A server that speaks Wyoming: events out and in, with limits on everything it sends."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from wyoming_kokoro.frames import BadFrame, Frame, FrameReader, pack
from wyoming_kokoro.other_servers.addresses import resolved
from wyoming_kokoro.other_servers.failure import RemoteFailure

CONNECT_SECONDS = 2.0
MAX_OTHERS = 1_000
"""Events that are skipped while one is awaited: a server that sends others forever is given up."""

_READ = 65_536


class WyomingPeer:
    """A connection to one server; `who` is how messages call it."""

    def __init__(self, who: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._who = who
        self._reader = reader
        self._writer = writer
        self._frames = FrameReader(keep_payloads=True)
        self._arrived: list[Frame] = []

    async def send(self, kind: str, data: Mapping[str, object] | None = None, payload: bytes = b"") -> None:
        """Send an event."""
        self._writer.write(pack(kind, data, payload))
        await self._writer.drain()

    async def next(self, *kinds: str) -> Frame:
        """Return the next event of these kinds, skipping others; RemoteFailure for an error or the end."""
        for _ in range(MAX_OTHERS):
            while not self._arrived:
                piece = await self._reader.read(_READ)
                if not piece:
                    raise RemoteFailure(f"{self._who} closed the connection before its answer was complete.")
                self._arrived += self._frames.feed(piece)
            frame = self._arrived.pop(0)
            if frame.type in kinds:
                return frame
            if frame.type == "error":
                raise RemoteFailure(f"{self._who} answers with an error.", of_request=True)
        raise RemoteFailure(f"{self._who} sends no answer, but other events without end.")

    def close(self) -> None:
        """End the connection."""
        self._writer.close()


@asynccontextmanager
async def open_wyoming(uri: str, who: str, *, outside: bool = True) -> AsyncIterator[WyomingPeer]:
    """Connect to a server at tcp://HOST:PORT or unix:///PATH; what fails is a RemoteFailure."""
    peer: WyomingPeer | None = None
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            peer = await _connected(uri, who, outside=outside)
    except TimeoutError:
        raise RemoteFailure(f"{who} does not answer in time.") from None
    except (OSError, ValueError):
        raise RemoteFailure(f"{who} cannot be reached.") from None
    try:
        yield peer
    except BadFrame:
        raise RemoteFailure(f"{who} sends something that is not Wyoming.") from None
    except OSError as error:
        if isinstance(error, TimeoutError):
            raise
        raise RemoteFailure(f"{who} broke off its answer.") from None
    finally:
        peer.close()


async def _connected(uri: str, who: str, *, outside: bool) -> WyomingPeer:
    address = urlsplit(uri)
    if address.scheme == "unix":
        return WyomingPeer(who, *await asyncio.open_unix_connection(address.path))
    if address.scheme != "tcp" or not address.hostname or not address.port:
        raise ValueError(uri)
    host = await resolved(address.hostname, address.port, who, outside=outside)
    return WyomingPeer(who, *await asyncio.open_connection(host, address.port))
