"""A replica: the program's own servers with one studio; the front of its machine hands connections over."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from wyoming_kokoro.app import Application
from wyoming_kokoro.fleet.passed_sockets import GO, ReplicaLoad, ServerName, receive_connection
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.settings.loaded import load_from

_LOG = logging.getLogger(__name__)

PLACES = 128
"""Connections with a request of one replica, of each server: more wait at the front until one is served or refused."""
DEFAULTS: dict[str, object] = {
    "discovery.zeroconf": False,
    "http.connections": 4 * PLACES,
    "http.address_share": 1.0,
    "wyoming.connections": 4 * PLACES,
    "wyoming.address_share": 1.0,
}
"""Settings of a replica: clients come through load balancers with one address, and idle ones wait beside busy ones."""
CONNECT_SECONDS = 0.25
"""Between two attempts to reach the front, which may just be starting again."""
LINK_SECONDS = 60.0
"""How long a replica waits at its start for a front."""
TELL_SECONDS = 1.0
"""How often it looks how busy it is where nothing tells it: connections that stay silent cease to count."""
HAND_OVER_SECONDS = 120.0
"""How long a replica that is to end waits for another one to be there: a model is loaded, on a busy machine slowly."""
DRAIN_SECONDS = 60.0
"""How long it then finishes what it has begun."""


def replica_settings(loaded: LoadedSettings, **more: object) -> LoadedSettings:
    """Return the settings of a replica: the program's own, and above them what a fleet needs."""
    command_line = {**loaded.sources.command_line, **DEFAULTS, **more}
    return load_from(replace(loaded.sources, command_line=command_line))


class FleetReplica:
    """Serves connections that a front hands over, and tells it how busy it is."""

    def __init__(self, application: Application, find_front: Callable[[], Awaitable[Path]]) -> None:
        """Take the servers, and what returns the path of this machine's front once that is there."""
        self._application = application
        self._find_front = find_front
        self._link: socket.socket | None = None
        self._received = 0
        self._leaving = False
        self._linked = asyncio.Event()
        self._may_go = asyncio.Event()
        self._changed = asyncio.Event()
        self._tasks = set[asyncio.Task[None]]()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None, None]:
        """Serve until the end, once a front is there; connections that are open at the end are served to theirs."""
        async with self._application.running():
            self._application.on_change(self._changed.set)
            following = asyncio.create_task(self._follow_front())
            try:
                async with asyncio.timeout(LINK_SECONDS):
                    await self._linked.wait()
                yield
                await self._leave()
            finally:
                following.cancel()
                await asyncio.gather(following, return_exceptions=True)

    async def _leave(self) -> None:
        """Wait until another replica is there, then finish what was begun."""
        self._leaving = True
        self._changed.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HAND_OVER_SECONDS if self._link is not None else 0):
                await self._may_go.wait()
        _LOG.info("Leaving")
        await self._application.drain(DRAIN_SECONDS)

    async def _follow_front(self) -> None:
        """Be connected to the front, again whenever that is lost; never returns."""
        while True:
            link = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            link.setblocking(False)
            with link, contextlib.suppress(OSError):
                link.connect(str(await self._find_front()))
                self._link, self._received = link, 0
                self._linked.set()
                await self._serve_link(link)
            self._link = None
            if self._leaving:
                self._may_go.set()
            await asyncio.sleep(CONNECT_SECONDS)

    async def _serve_link(self, link: socket.socket) -> None:
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(link, self._read, link, ended)
        self._changed.set()
        telling = asyncio.create_task(self._tell_load(link))
        try:
            waiting = asyncio.create_task(ended.wait())
            await asyncio.wait((waiting, telling), return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
        finally:
            loop.remove_reader(link)
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    def _read(self, link: socket.socket, ended: asyncio.Event) -> None:
        try:
            message, connection = receive_connection(link)
        except BlockingIOError:
            return
        except OSError:
            message, connection = b"", None
        if message == GO:
            self._may_go.set()
        elif connection is not None:
            self._received += 1
            self._changed.set()
            task = asyncio.create_task(self._take(ServerName(message), connection))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            ended.set()

    async def _take(self, server: ServerName, connection: socket.socket) -> None:
        try:
            await self._application.take(connection, wyoming=server is ServerName.WYOMING)
        except OSError:  # the client has left
            connection.close()
        self._changed.set()

    async def _tell_load(self, link: socket.socket) -> None:
        """Tell the front each time something changes; returns when it cannot be told."""
        told: ReplicaLoad | None = None
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TELL_SECONDS):
                    await self._changed.wait()
            self._changed.clear()
            busy, opened = self._application.connections
            load = ReplicaLoad(PLACES, self._received, busy + len(self._tasks), opened, self._leaving)
            if load != told:
                with contextlib.suppress(BlockingIOError):  # the front does not read; it is told a second later
                    link.send(load.pack())
                    told = load
