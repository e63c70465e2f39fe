"""The other end of a connection, with a deadline on everything it could keep waiting."""

import asyncio
import contextlib
from typing import Literal

PIECE = 64 * 1024
"""Bytes taken at once, and about as many that may wait unread."""

STRETCH = 8
"""Events that are taken from or sent to one peer before the others get their turn: one takes some 20 microseconds."""

_LINGER_SECONDS = 1.0
_LINGER_BYTES = 16 * 1024 * 1024
"""A socket closed over unread input resets the connection, and the last word is lost with it: so much is read away."""

Reason = Literal["left", "left_at_work", "idle", "quiet", "made_room", "slow_reader", "rejected", "stopping"]


class ConnectionClosed(Exception):
    """The connection is over, and not for any error in what was asked."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Peer:
    """Reads from and writes to whoever is connected."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, write_timeout: float) -> None:
        self._reader = reader
        self._writer = writer
        self._write_timeout = write_timeout
        self._sent = 0

    async def read(self) -> bytes:
        """Give what was sent, as much as is there; nothing when the peer is done."""
        try:
            return await self._reader.read(PIECE)
        except OSError:
            return b""

    async def send(self, frame: bytes) -> None:
        """Send a whole frame, waiting for a slow reader for so long and no longer."""
        self._writer.write(frame)
        self._sent += 1
        try:
            async with asyncio.timeout(self._write_timeout):
                await self._writer.drain()
        except TimeoutError:
            raise ConnectionClosed("slow_reader") from None
        except OSError:
            raise ConnectionClosed("left") from None
        if self._sent % STRETCH == 0:
            await asyncio.sleep(0)

    async def part(self, last: bytes = b"") -> None:
        """Close, after a last word where there is one."""
        try:
            with contextlib.suppress(OSError):
                async with asyncio.timeout(self._write_timeout):
                    if last:
                        await self._say(last)
                    self._writer.close()
                    await self._writer.wait_closed()
        finally:
            self.drop()

    def drop(self) -> None:
        """Close at once, whatever has not been sent."""
        self._writer.transport.abort()

    async def _say(self, last: bytes) -> None:
        """Send a last word and wait until it has been read, reading away what the peer still sends."""
        self._writer.write(last)
        self._writer.write_eof()
        left = _LINGER_BYTES
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LINGER_SECONDS):
                while left > 0 and (piece := await self._reader.read(PIECE)):
                    left -= len(piece)
