"""Connections: how many there may be, and how long each may keep us waiting; aiohttp limits neither."""

import asyncio
import contextlib
import time
from typing import cast

from aiohttp import web

from wyoming_kokoro.api.http.error_responses import refusal, told
from wyoming_kokoro.api.http.route import Handler
from wyoming_kokoro.errors import BadRequest, SpeechError
from wyoming_kokoro.metrics import HTTP_DISCONNECTED
from wyoming_kokoro.settings import Settings, SettingsWatcher

_LOOK_SECONDS = 0.25
"""How often deadlines are looked at."""


class HttpConnection(web.RequestHandler):
    """One client's connection, which knows for how long it has been without a request."""

    def __init__(self, crowd: "HttpConnections", server: web.Server, patience: float) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type]  # aiohttp's own way to have none
            keepalive_timeout=patience,
            auto_decompress=False,
        )
        self._crowd = crowd
        self._socket: asyncio.Transport | None = None
        self._requests = 0
        self._asked = False
        self._last = time.monotonic()
        self._head_began: float | None = self._last

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Join the others."""
        self._socket = cast("asyncio.Transport", transport)
        super().connection_made(transport)
        self._crowd.join(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Leave the others."""
        self._crowd.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what is sent; between requests it is the beginning of one."""
        if self._head_began is None and not self._requests:
            self._head_began = time.monotonic()
        super().data_received(data)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 -- what aiohttp hands over; it repeats what was sent
    ) -> web.StreamResponse:
        """Answer what is no HTTP, or what failed outside all handlers, as everything else is answered."""
        if request.writer.output_size:
            raise ConnectionError("an answer has begun")  # aiohttp ends the connection then
        error: SpeechError = BadRequest("This is not a request in HTTP.", code="bad_http")
        if isinstance(exc, Exception) and status >= web.HTTPInternalServerError.status_code:
            error = told(exc)
        response = refusal(error)
        response.force_close()
        return response

    def begin(self) -> None:
        """Count a request as being worked at."""
        self._requests += 1
        self._head_began = None

    def end(self) -> None:
        """Count it as done, but for what of its answer is still being sent."""
        self._requests -= 1
        self._last = time.monotonic()
        self._crowd.ended.set()

    @property
    def idle_since(self) -> float | None:
        """Since when it has been without a request; None while one is worked at."""
        return None if self._requests else self._last

    def overdue(self, settings: Settings) -> str | None:
        """Why it should end now, if it should."""
        if self._requests:
            return None
        now = time.monotonic()
        if self._head_began is not None and now - self._head_began > settings.http.header_timeout:
            return "slow_head"
        return "idle" if now - self._last > settings.http.idle_timeout else None

    def drop(self, reason: str) -> None:
        """End it at once, whatever has not been sent; from now on it holds no place."""
        HTTP_DISCONNECTED.add(reason)
        self._crowd.leave(self)
        if self._socket is not None:
            self._socket.abort()


class HttpConnections:
    """All connections of the door."""

    def __init__(self, watch: SettingsWatcher) -> None:
        self._watch = watch
        self._connections: set[HttpConnection] = set()
        self.ended = asyncio.Event()
        """Set whenever a request is done."""

    def connection(self, server: web.Server) -> HttpConnection:
        """A new connection."""
        return HttpConnection(self, server, self._settings.http.idle_timeout)

    @property
    def working(self) -> int:
        """How many connections have a request that is worked at."""
        return sum(1 for each in self._connections if each.idle_since is None)

    def join(self, newest: HttpConnection) -> None:
        """Count a connection in; above the cap, the one longest without a request makes room, or the newest does."""
        most = self._settings.http.connections
        self._connections.add(newest)
        if len(self._connections) > most:
            idle = {each: since for each in self._connections if (since := each.idle_since) is not None}
            del idle[newest]
            min(idle, key=idle.__getitem__, default=newest).drop("made_room")

    def leave(self, connection: HttpConnection) -> None:
        """Count a connection out."""
        self._connections.discard(connection)

    async def watch(self) -> None:
        """End connections that keep us waiting, until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            for connection in tuple(self._connections):
                if reason := connection.overdue(self._settings):
                    connection.drop(reason)

    async def calm(self, seconds: float) -> None:
        """Wait until no request is worked at, or for so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.working:
                    self.ended.clear()
                    await self.ended.wait()

    @property
    def _settings(self) -> Settings:
        return self._watch.loaded.settings


@web.middleware
async def counted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Tell the connection that a request is worked at."""
    connection = request.protocol
    if not isinstance(connection, HttpConnection):
        return await handler(request)
    connection.begin()
    try:
        return await handler(request)
    finally:
        connection.end()
