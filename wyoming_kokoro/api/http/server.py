"""Listening for HTTP, and stopping."""

import asyncio
import contextlib
import socket
from collections.abc import Sequence

from aiohttp import web

from wyoming_kokoro.api.http.app_state import AppState
from wyoming_kokoro.api.http.connections import HttpConnections

_SEND_BUFFER = 128 * 1024
"""Bytes the system may hold for a client. With megabytes, one that plays as it reads would take nothing for minutes
in between, and could not be told from one that reads nothing any more."""

_LAST_SECONDS = 1.0
"""For what is left when the time for stopping is over."""


class HttpServer:
    """The HTTP door: serves an app at any number of listeners."""

    def __init__(self, app: web.Application, serving: AppState) -> None:
        self._crowd = HttpConnections(serving.watch)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=_LAST_SECONDS)
        self._servers: list[asyncio.Server] = []
        self._watching: asyncio.Task[None] | None = None
        self._stopped = False

    @property
    def working(self) -> int:
        """How many clients have a request that is worked at."""
        return self._crowd.working

    async def start(self, listeners: Sequence[socket.socket]) -> None:
        """Serve at these listeners."""
        await self._runner.setup()
        server = self._runner.server
        assert server is not None, "set up above"  # noqa: S101
        loop = asyncio.get_running_loop()
        for listener in listeners:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
            self._servers.append(await loop.create_server(lambda: self._crowd.connection(server), sock=listener))
        self._watching = asyncio.create_task(self._crowd.watch())

    async def stop(self, grace: float) -> None:
        """Let requests that are worked at finish within so many seconds, and end the rest; harmless when repeated."""
        if self._stopped:
            return
        self._stopped = True
        await self._crowd.calm(grace)
        for server in self._servers:
            server.close()
        self._servers.clear()
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching
        await self._runner.cleanup()
