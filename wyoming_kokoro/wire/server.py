"""The Wyoming server: listens, limits the number of connections, and stops."""

import asyncio
import contextlib
import logging
import socket
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from wyoming_kokoro.connection_places import room_for
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.listening import address, listen, listen_unix
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.wire.connection import WyomingConnection, stopping
from wyoming_kokoro.wire.info import ServerInfo
from wyoming_kokoro.wire.peer import READ_SIZE, ConnectionClosed, Peer

_LAST_EVENT_SECONDS = 2.0
"""For connections that are open after the shutdown timeout to receive the error that the server stops."""

_LOG = logging.getLogger(__name__)


class WyomingServer:
    """Serves a studio at one or several addresses."""

    def __init__(self, studio: Studio, uris: Sequence[str]) -> None:
        self._studio = studio
        self._uris = uris
        self._info = ServerInfo(studio)
        self._listeners: list[socket.socket] = []
        self._servers: list[asyncio.Server] = []
        self._connections: dict[WyomingConnection, asyncio.Task[None]] = {}
        self._changed: Callable[[], None] | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses that it listens at; port 0 is replaced by the port that the system chose."""
        return tuple(map(address, self._listeners))

    @property
    def sockets(self) -> tuple[socket.socket, ...]:
        """The sockets that it listens with."""
        return tuple(self._listeners)

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._connections)

    @property
    def unsent_bytes(self) -> int:
        """How many bytes wait because clients read slowly."""
        return sum(connection.unsent_bytes for connection in self._connections)

    async def start(self) -> None:
        """Listen at every address; raises ListenFailed if that is not possible, and then listens at none."""
        try:
            for uri in self._uris:
                self._listeners += await _listen_at(uri)
        except BaseException:
            await self._close_listeners()
            raise
        for listener in self._listeners:
            serve = asyncio.start_unix_server if listener.family == socket.AF_UNIX else asyncio.start_server
            self._servers.append(await serve(self._accept, sock=listener, limit=READ_SIZE))
        for where in self.addresses:
            _LOG.info("Wyoming clients are served at %s", where)

    def on_change(self, changed: Callable[[], None]) -> None:
        """Call this whenever a connection begins or ends."""
        self._changed = changed

    async def take(self, connection: socket.socket) -> None:
        """Serve a connection that another process accepted."""
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=READ_SIZE)
        await loop.connect_accepted_socket(lambda: asyncio.StreamReaderProtocol(reader, self._accept), connection)

    async def stop(self, grace: float) -> None:
        """Accept no more connections, finish requests within `grace` seconds, and close what is left."""
        await self._close_listeners()
        for connection in self._connections:
            connection.finish()
        if not await self._wait_for_connections(grace):
            for connection in self._connections:
                connection.end(stopping())
            if not await self._wait_for_connections(_LAST_EVENT_SECONDS):
                for task in self._connections.values():
                    task.cancel()
                await self._wait_for_connections(None)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        limits = self._studio.settings.wyoming
        peer = Peer(reader, writer, write_timeout=limits.write_timeout)
        connection = WyomingConnection(self._studio, peer, self._info.frame)
        self._make_room(connection, limits.connections, limits.address_share)
        task = asyncio.create_task(connection.run())
        self._connections[connection] = task
        task.add_done_callback(lambda _: self._forget(connection))
        if self._changed is not None:
            self._changed()

    def _forget(self, connection: WyomingConnection) -> None:
        self._connections.pop(connection, None)
        if self._changed is not None:
            self._changed()

    def _make_room(self, newest: WyomingConnection, limit: int, share: float) -> None:
        """At the limit, end a connection that does nothing; the newest one, if none is like that.

        Connections that are ending do not count, but sending their last event takes a moment: there may be as many
        of them again, and the oldest are closed without it. So a new client is always served, however many come and
        leave at once.
        """
        ending = [connection for connection in self._connections if connection.ending]
        for connection in ending[: max(len(ending) - limit, 0)]:
            connection.abort()
        places = {each: each.place for each in (*self._connections, newest) if not each.ending}
        closed = room_for(newest, places, limit, share, time.monotonic())
        if closed is newest:
            error = Unavailable("There are too many connections; please try again soon.", code="too_many_connections")
            newest.end(error)
        elif closed is not None:
            closed.end(ConnectionClosed("made_room"))

    async def _wait_for_connections(self, seconds: float | None) -> bool:
        """Wait until all connections are closed; return whether they are."""
        if self._connections:
            await asyncio.wait(self._connections.values(), timeout=seconds)
        return not self._connections

    async def _close_listeners(self) -> None:
        paths = [Path(each.getsockname()) for each in self._listeners if each.family == socket.AF_UNIX]
        for server in self._servers:
            server.close()
        for listener in self._listeners:
            listener.close()
        for path in paths:
            with contextlib.suppress(OSError):
                await asyncio.to_thread(path.unlink)
        self._servers.clear()
        self._listeners.clear()


async def _listen_at(uri: str) -> tuple[socket.socket, ...]:
    parts = urlsplit(uri)
    if parts.scheme == "unix":
        return (await asyncio.to_thread(listen_unix, Path(uri.removeprefix("unix://"))),)
    return await listen(parts.hostname or "", parts.port or 0)
