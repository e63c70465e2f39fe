"""Listens for HTTP connections, and stops."""

import asyncio
import contextlib
import socket
from collections.abc import Sequence

from aiohttp import web

from wyoming_kokoro.api.http.app_state import AppState
from wyoming_kokoro.api.http.connections import HttpConnections

_SEND_BUFFER = 128 * 1024
"""Bytes that the system may hold for a client. With megabytes, a client that plays while it reads would read nothing
for minutes, and could not be distinguished from one that has stopped reading."""

_SHUTDOWN_SECONDS = 0.5
"""For requests that are still handled when the time for stopping is over, and again when they are cancelled."""


class HttpServer:
    """Serves the HTTP API at any number of sockets."""

    def __init__(self, app: web.Application, state: AppState) -> None:
        self._connections = HttpConnections(state.watch)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=_SHUTDOWN_SECONDS)
        self._servers: list[asyncio.Server] = []
        self._timeouts: asyncio.Task[None] | None = None
        self._stopped = False

    @property
    def working(self) -> int:
        """How many clients have a request that is being handled."""
        return self._connections.working

    async def start(self, listeners: Sequence[socket.socket]) -> None:
        """Serve at these sockets."""
        await self._runner.setup()
        server = self._runner.server
        assert server is not None, "set up above"  # noqa: S101
        loop = asyncio.get_running_loop()
        for listener in listeners:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
            self._servers.append(await loop.create_server(lambda: self._connections.new(server), sock=listener))
        self._timeouts = asyncio.create_task(self._connections.enforce_timeouts())

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
