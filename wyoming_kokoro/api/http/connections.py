"""Limits how many connections there may be, and how long each may wait; aiohttp limits neither."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import cast

from aiohttp import web

from wyoming_kokoro.api.http.error_responses import error_response, speech_error
from wyoming_kokoro.api.http.route import Handler
from wyoming_kokoro.connection_places import Place, owner_of, room_for
from wyoming_kokoro.errors import BadRequest, SpeechError
from wyoming_kokoro.metrics import HTTP_DISCONNECTED
from wyoming_kokoro.settings import Settings, SettingsWatcher

_CHECK_SECONDS = 0.25
"""How often time limits are checked."""

_NEW_SECONDS = 2.0
"""How long a connection without a request counts as one whose first request is on its way."""


class HttpConnection(web.RequestHandler):
    """One HTTP connection, which knows for how long it has had no request."""

    def __init__(self, connections: "HttpConnections", server: web.Server, keepalive_seconds: float) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type]  # aiohttp's own way to have none
            keepalive_timeout=keepalive_seconds,
            auto_decompress=False,
        )
        self._connections = connections
        self._transport: asyncio.Transport | None = None
        self._owner: str | None = None
        self._silent_from: float | None = None
        self._requests = 0
        self._last_active = time.monotonic()
        self._head_began: float | None = self._last_active

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count this connection."""
        self._transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername")
        self._owner = owner_of(str(peer[0])) if isinstance(peer, tuple) and peer else None
        super().connection_made(transport)
        self._connections.add(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Stop counting this connection."""
        self._connections.remove(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what arrives; between requests it is the beginning of the next one."""
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
        """Answer bytes that are not HTTP, and failures outside all handlers, like every other error."""
        if request.writer.output_size:
            raise ConnectionError("a response has begun")  # aiohttp then ends the connection
        error: SpeechError = BadRequest("This is not a request in HTTP.", code="bad_http")
        if isinstance(exc, Exception) and status >= web.HTTPInternalServerError.status_code:
            error = speech_error(exc)
        response = error_response(error)
        response.force_close()
        return response

    def request_started(self) -> None:
        """Note that a request is being handled."""
        self._requests += 1
        self._head_began = None
        self._connections.changed()

    def request_finished(self) -> None:
        """Note that a request is handled, except for the part of its response that is still being sent."""
        self._requests -= 1
        self._silent_from = None
        self._last_active = time.monotonic()
        self._connections.request_finished.set()
        self._connections.changed()

    @property
    def busy(self) -> bool:
        """Whether a request is handled, or may be on its way."""
        return bool(self._requests) or (
            self._head_began is not None and time.monotonic() - self._head_began < _NEW_SECONDS
        )

    @property
    def idle_since(self) -> float | None:
        """Since when it has had no request; None while one is handled."""
        return None if self._requests else self._last_active

    @property
    def place(self) -> Place:
        """What decides whether it keeps its place when a new connection needs one."""
        return Place(self._owner, self.idle_since, self._silent_from)

    def wait_for_text(self, patience: float) -> None:
        """Note that its stream waits for text, and may make room for others when none arrives for so many seconds."""
        self._silent_from = time.monotonic() + patience

    def has_all_text(self) -> None:
        """Note that its stream is complete: it is a request like any other."""
        self._silent_from = None

    def timeout_reason(self, settings: Settings) -> str | None:
        """Return why it should be closed now, or None."""
        if self._requests:
            return None
        now = time.monotonic()
        if self._head_began is not None and now - self._head_began > settings.http.header_timeout:
            return "slow_head"
        return "idle" if now - self._last_active > settings.http.idle_timeout else None

    def abort(self, reason: str) -> None:
        """Close it at once, without sending the rest; it no longer counts."""
        HTTP_DISCONNECTED.add(reason)
        self._connections.remove(self)
        if self._transport is not None:
            self._transport.abort()


class HttpConnections:
    """All HTTP connections of a server: counts them, and closes those that wait for too long."""

    def __init__(self, watch: SettingsWatcher) -> None:
        self._watch = watch
        self._connections: set[HttpConnection] = set()
        self.request_finished = asyncio.Event()
        """Set whenever a request is handled."""
        self.changed: Callable[[], None] = _nothing
        """Is called whenever a connection or a request begins or ends."""

    def new(self, server: web.Server) -> HttpConnection:
        """Return a new connection."""
        return HttpConnection(self, server, self._settings.http.idle_timeout)

    @property
    def working(self) -> int:
        """How many connections have a request that is being handled."""
        return sum(1 for connection in self._connections if connection.idle_since is None)

    @property
    def busy(self) -> int:
        """How many have a request, or are so new that one may be on its way."""
        return sum(1 for connection in self._connections if connection.busy)

    @property
    def open(self) -> int:
        """How many there are."""
        return len(self._connections)

    def add(self, newest: HttpConnection) -> None:
        """Count a connection; above the limit, close one that does nothing, or else the newest."""
        self._connections.add(newest)
        http = self._settings.http
        places = {each: each.place for each in self._connections}
        closed = room_for(newest, places, http.connections, http.address_share, time.monotonic())
        if closed is not None:
            closed.abort("made_room")
        self.changed()

    def remove(self, connection: HttpConnection) -> None:
        """Stop counting a connection."""
        self._connections.discard(connection)
        self.changed()

    async def enforce_timeouts(self) -> None:
        """Close connections that wait for too long, until cancelled."""
        while True:
            await asyncio.sleep(_CHECK_SECONDS)
            for connection in tuple(self._connections):
                if reason := connection.timeout_reason(self._settings):
                    connection.abort(reason)

    async def wait_until_idle(self, seconds: float) -> None:
        """Wait until no request is being handled, at most for this many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.working:
                    self.request_finished.clear()
                    await self.request_finished.wait()

    async def wait_until_left(self, seconds: float, idle_seconds: float) -> None:
        """Wait until clients have left, or have made no request for a while; at most for so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._in_use(time.monotonic() - idle_seconds):  # noqa: ASYNC110 -- time is no event
                    await asyncio.sleep(_CHECK_SECONDS)

    def _in_use(self, since: float) -> bool:
        return any(each.idle_since is None or each.idle_since > since for each in self._connections)

    @property
    def _settings(self) -> Settings:
        return self._watch.loaded.settings


def _nothing() -> None:
    """Do nothing."""


@web.middleware
async def track_requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Tell the connection when a request starts and when it is handled."""
    connection = request.protocol
    if not isinstance(connection, HttpConnection):
        return await handler(request)
    connection.request_started()
    try:
        return await handler(request)
    finally:
        connection.request_finished()
