"""The client's end of a connection, with a timeout on everything that it could keep waiting."""

import asyncio
import contextlib
import socket
import time
from typing import Literal

READ_SIZE = 64 * 1024
"""Bytes read at once; about as many may wait unread."""

EVENTS_PER_TURN = 8
"""Events read from or sent to one client before the others get their turn; one takes some 20 microseconds."""

_LINGER_SECONDS = 1.0
_LINGER_BYTES = 16 * 1024 * 1024
"""Closing a socket over unread input resets the connection and the last event is lost: so much input is skipped."""

_SEND_BUFFER = 32 * 1024
"""Bytes that the system may hold for a client: most of a second of sound."""

_LAST_SEND_BUFFER = 208 * 1024
"""The same for the end: all that waits for a slow client, and the last event, fit in. The system delivers them by
itself, so the connection can be closed, and the program can end, before the client has read them. A Unix socket is
ready for more only while a quarter of its buffer is in use, so this is many times the other."""

CloseReason = Literal["left", "left_at_work", "idle", "quiet", "made_room", "slow_reader", "rejected", "stopping"]
"""Why a connection was closed; the labels of a counter."""


class ConnectionClosed(Exception):
    """The connection is over, and not for an error in a request."""

    def __init__(self, reason: CloseReason) -> None:
        super().__init__(reason)
        self.reason = reason


class Peer:
    """Reads bytes from a client and writes events to it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, write_timeout: float) -> None:
        self._reader = reader
        self._writer = writer
        self._write_timeout = write_timeout
        self._sent = 0
        self.last_sent = time.monotonic()
        """When the last event was sent, on the monotonic clock."""
        self._set_send_buffer(_SEND_BUFFER)

    @property
    def address(self) -> str | None:
        """The address of the client; None for one on this machine that uses a Unix socket."""
        name = self._writer.get_extra_info("peername")
        return str(name[0]) if isinstance(name, tuple) and name else None

    @property
    def unsent_bytes(self) -> int:
        """How many bytes wait because the client reads slowly."""
        return self._writer.transport.get_write_buffer_size()

    async def read(self) -> bytes:
        """Return the bytes that have arrived, at least one; nothing if the client has closed the connection."""
        try:
            return await self._reader.read(READ_SIZE)
        except OSError:
            return b""

    async def send(self, frame: bytes) -> None:
        """Send an event; raises ConnectionClosed if the client does not read it within the timeout."""
        self._writer.write(frame)
        self._sent += 1
        self.last_sent = time.monotonic()
        try:
            async with asyncio.timeout(self._write_timeout):
                await self._writer.drain()
        except TimeoutError:
            raise ConnectionClosed("slow_reader") from None
        except OSError:
            raise ConnectionClosed("left") from None
        if self._sent % EVENTS_PER_TURN == 0:
            await asyncio.sleep(0)

    async def close(self, last_frame: bytes = b"") -> None:
        """Close the connection, after a last event if there is one."""
        try:
            with contextlib.suppress(OSError):
                async with asyncio.timeout(self._write_timeout):
                    if last_frame:
                        await self._send_last(last_frame)
                    self._writer.close()
                    await self._writer.wait_closed()
        finally:
            self.abort()

    def abort(self) -> None:
        """Close the connection at once; what was not sent yet is lost."""
        if self._writer.get_extra_info("socket").fileno() != -1:  # else asyncio has closed it, and its abort() fails
            self._writer.transport.abort()

    async def _send_last(self, frame: bytes) -> None:
        """Send the last event and wait until the client has read it, skipping what the client still sends."""
        self._set_send_buffer(_LAST_SEND_BUFFER)
        self._writer.write(frame)
        self._writer.write_eof()
        left = _LINGER_BYTES
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LINGER_SECONDS):
                while left > 0 and (piece := await self._reader.read(READ_SIZE)):
                    left -= len(piece)

    def _set_send_buffer(self, size: int) -> None:
        connected = self._writer.get_extra_info("socket")
        if connected is not None:
            with contextlib.suppress(OSError):
                connected.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, size)
