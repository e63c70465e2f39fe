"""Listens for HTTP connections, and stops."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Sequence

from aiohttp import hdrs, web

from wyoming_kokoro.api.http.app_state import AppState
from wyoming_kokoro.api.http.connections import HttpConnections

_SEND_BUFFER = 128 * 1024
"""Bytes that the system may hold for a client. With megabytes, a client that plays while it reads would read nothing
for minutes, and could not be distinguished from one that has stopped reading."""

_SHUTDOWN_SECONDS = 0.5
"""For requests that are still handled when the time for stopping is over, and again when they are cancelled."""

_IDLE_SECONDS = 5.0
"""How long a client that leaves may keep a connection without a request: in this time it sees that it is the last."""


class HttpServer:
    """Serves the HTTP API at any number of sockets."""

    def __init__(self, app: web.Application, state: AppState) -> None:
        self._connections = HttpConnections(state.watch)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=_SHUTDOWN_SECONDS)
        self._servers: list[asyncio.Server] = []
        self._timeouts: asyncio.Task[None] | None = None
        self._stopped = False
        self._draining = False
        app.on_response_prepare.append(self._close_if_draining)

    @property
    def working(self) -> int:
        """How many clients have a request that is being handled."""
        return self._connections.working

    @property
    def busy(self) -> int:
        """How many connections have a request, or are so new that one may be on its way."""
        return self._connections.busy

    @property
    def open(self) -> int:
        """How many connections there are."""
        return self._connections.open

    def on_change(self, changed: Callable[[], None]) -> None:
        """Call this whenever a connection or a request begins or ends."""
        self._connections.changed = changed

    async def start(self, listeners: Sequence[socket.socket]) -> None:
        """Serve at these sockets; with none, only the connections that are handed over."""
        await self._runner.setup()
        server = self._runner.server
        assert server is not None, "set up above"  # noqa: S101
        loop = asyncio.get_running_loop()
        for listener in listeners:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
            self._servers.append(await loop.create_server(lambda: self._connections.new(server), sock=listener))
        self._timeouts = asyncio.create_task(self._connections.enforce_timeouts())

    async def take(self, connection: socket.socket) -> None:
        """Serve a connection that another process accepted."""
        server = self._runner.server
        assert server is not None, "it was started"  # noqa: S101
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
        loop = asyncio.get_running_loop()
        await loop.connect_accepted_socket(lambda: self._connections.new(server), connection)

    async def drain(self, grace: float) -> None:
        """Serve the connections that are open to their end: each gets one more response at most."""
        self._draining = True
        await self._connections.wait_until_left(grace, _IDLE_SECONDS)

    async def _close_if_draining(self, _: web.Request, response: web.StreamResponse) -> None:
        if self._draining:
            response.force_close()
            response.headers[hdrs.CONNECTION] = "close"

    async def stop(self, grace: float) -> None:
        """Wait up to `grace` seconds for requests that are being handled, then end the rest; harmless when repeated."""
        if self._stopped:
            return
        self._stopped = True
        await self._connections.wait_until_idle(grace)
        for server in self._servers:
            server.close()
        self._servers.clear()
        if self._timeouts is not None:
            self._timeouts.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._timeouts
        await self._runner.cleanup()
