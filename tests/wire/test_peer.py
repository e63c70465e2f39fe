"""The client's end of a connection, when the client is slow or leaves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from wyoming_kokoro.wire.peer import Peer

LONG = b"x" * 4_000_000
"""More than the system's buffers hold, so that a rest waits when the connection is closed."""


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[Peer, asyncio.StreamReader, asyncio.StreamWriter]]:
    """Yield a peer, and the reader and writer of its client."""
    peers = asyncio.Queue[Peer]()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peers.put_nowait(Peer(reader, writer, write_timeout=30))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        try:
            yield await peers.get(), reader, writer
        finally:
            writer.close()


async def test_a_rest_that_waits_is_sent_before_the_connection_is_closed() -> None:
    async with connected() as (peer, reader, _):
        peer._writer.write(LONG)
        assert peer.unsent_bytes > 0
        closing = asyncio.create_task(peer.close())
        assert await reader.read(-1) == LONG
        await closing


async def test_a_connection_that_is_closed_can_be_aborted() -> None:
    async with connected() as (peer, reader, _):
        await peer.close(b"last\n")
        assert await reader.read(-1) == b"last\n"
        peer.abort()
        peer.abort()
