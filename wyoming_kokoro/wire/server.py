"""Listening, how many may be connected, and stopping."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.listening import address, listen, listen_unix
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.wire.connection import WyomingConnection, stopping
from wyoming_kokoro.wire.info import ServerInfo
from wyoming_kokoro.wire.peer import PIECE, ConnectionClosed, Peer

_LAST_WORDS_SECONDS = 2.0
"""What is left after the time for stopping is told so, and has this long to hear it."""

_LOG = logging.getLogger(__name__)


class WyomingServer:
    """The Wyoming door: serves a studio at one or several addresses."""

    def __init__(self, studio: Studio, uris: Sequence[str]) -> None:
        self._studio = studio
        self._uris = uris
        self._description = ServerInfo(studio)
        self._listeners: list[socket.socket] = []
        self._servers: list[asyncio.Server] = []
        self._sessions: dict[WyomingConnection, asyncio.Task[None]] = {}

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it listens, with the ports that were free where none was asked for."""
        return tuple(map(address, self._listeners))

    @property
    def sockets(self) -> tuple[socket.socket, ...]:
        """What it listens with."""
        return tuple(self._listeners)

    async def start(self) -> None:
        """Listen at every address, or at none and raise CannotListen."""
        try:
            for uri in self._uris:
                self._listeners += await _listeners(uri)
        except BaseException:
            await self._close_listeners()
            raise
        for listener in self._listeners:
            serve = asyncio.start_unix_server if listener.family == socket.AF_UNIX else asyncio.start_server
            self._servers.append(await serve(self._welcome, sock=listener, limit=PIECE))
        for where in self.addresses:
            _LOG.info("Wyoming clients are served at %s", where)

    async def stop(self, grace: float) -> None:
        """Take nobody new, let those being served finish within so many seconds, and end the rest."""
        await self._close_listeners()
        for session in self._sessions:
            session.wind_up()
        if not await self._ended_within(grace):
            for session in self._sessions:
                session.dismiss(stopping())
            if not await self._ended_within(_LAST_WORDS_SECONDS):
                for task in self._sessions.values():
                    task.cancel()
                await self._ended_within(None)

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        limits = self._studio.settings.wyoming
        peer = Peer(reader, writer, write_timeout=limits.write_timeout)
        session = WyomingConnection(self._studio, peer, self._description.frame)
        self._make_room(session, limits.connections)
        task = asyncio.create_task(session.run())
        self._sessions[session] = task
        task.add_done_callback(lambda _: self._sessions.pop(session, None))

    def _make_room(self, newest: WyomingConnection, most: int) -> None:
        """End the connection that has been longest without a request; the new one, if all others are at work.

        Those that are ending hold no place, but hearing a last word takes a moment: of them, too, only so many are
        kept, and the oldest go without it. So whoever comes is let in, however many come and leave at once.
        """
        ending = [session for session in self._sessions if session.ending]
        for session in ending[: max(len(ending) - most, 0)]:
            session.drop()
        if len(self._sessions) - len(ending) < most:
            return
        idle = {session: since for session in self._sessions if (since := session.idle_since) is not None}
        if idle:
            min(idle, key=idle.__getitem__).dismiss(ConnectionClosed("made_room"))
        else:
            newest.dismiss(
                Unavailable("Too many are being served; please try again soon.", code="too_many_connections")
            )

    async def _ended_within(self, seconds: float | None) -> bool:
        """Wait for the sessions to end, and say whether they have."""
        if self._sessions:
            await asyncio.wait(self._sessions.values(), timeout=seconds)
        return not self._sessions

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


async def _listeners(uri: str) -> tuple[socket.socket, ...]:
    parts = urlsplit(uri)
    if parts.scheme == "unix":
        return (await asyncio.to_thread(listen_unix, Path(uri.removeprefix("unix://"))),)
    return await listen(parts.hostname or "", parts.port or 0)
