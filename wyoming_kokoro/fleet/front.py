"""The front of a machine: it listens for clients, and hands each connection to the replica that is least busy.

It holds no request and no sound. While every replica is full, or none is there, connections wait in the system's queue,
which is bounded; so memory does not grow with the number of clients. A replica that ends, in whatever way, is handed
nothing more, and what it had not begun is lost with it alone.
"""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wyoming_kokoro.fleet.passed_sockets import GO, MESSAGE_BYTES, ReplicaLoad, ServerName, send_connection
from wyoming_kokoro.listening import address, listen

_LOG = logging.getLogger(__name__)

BACKLOG = 4_096
"""Connections that wait in the system's queue; the network lets more come again. The system may allow less."""
_AT_ONCE = 16
"""Connections that are accepted before something else has a turn."""
_MAX_REPLICAS = 256
"""Of one machine."""


@dataclass(slots=True, eq=False)
class ReplicaLink:
    """A replica, as its front sees it."""

    socket: socket.socket
    load: ReplicaLoad | None = None
    """None until it says that it is ready."""
    handed: int = 0
    told_to_go: bool = False

    @property
    def ready(self) -> bool:
        """Whether it takes connections."""
        return self.load is not None and not self.told_to_go

    @property
    def leaving(self) -> bool:
        """Whether it wants to be told to go."""
        return self.load is not None and self.load.leaving

    @property
    def busy(self) -> int:
        """Connections with a request, those on their way included."""
        return 0 if self.load is None else self.load.busy + self.handed - self.load.received

    @property
    def has_place(self) -> bool:
        """Whether it can take another connection now."""
        return self.load is not None and self.ready and self.busy < self.load.places

    @property
    def order(self) -> tuple[bool, int, int]:
        """Smaller is handed the next connection: one that stays, then the least busy, then that with the fewest."""
        return (self.leaving, self.busy, 0 if self.load is None else self.load.open)


class ConnectionFront:
    """Listens at ports, and hands connections to replicas that are connected at a Unix socket."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._listeners: dict[socket.socket, ServerName] = {}
        self._links: list[ReplicaLink] = []
        self._replica_listener: socket.socket | None = None
        self._held: tuple[ServerName, socket.socket] | None = None
        self._reading = False
        self.handed = 0

    async def start(self, http: tuple[str, int], wyoming: tuple[str, int]) -> None:
        """Listen; raises ListenFailed where that is not possible."""
        for server, (host, port) in ((ServerName.HTTP, http), (ServerName.WYOMING, wyoming)):
            for listener in await listen(host, port):
                listener.listen(BACKLOG)
                self._listeners[listener] = server
        self._replica_listener = await asyncio.to_thread(_listen_for_replicas, self._path)
        asyncio.get_running_loop().add_reader(self._replica_listener, self._accept_replica)

    async def stop(self) -> None:
        """Stop listening, and let go of all replicas."""
        loop = asyncio.get_running_loop()
        self._read(wanted=False)
        if self._replica_listener is not None:
            loop.remove_reader(self._replica_listener)
            self._replica_listener.close()
            with contextlib.suppress(OSError):
                await asyncio.to_thread(self._path.unlink)
        for link in list(self._links):
            self._forget(link)
        if self._held is not None:
            self._held[1].close()
        for listener in self._listeners:
            listener.close()

    @property
    def addresses(self) -> Mapping[str, Sequence[str]]:
        """Where clients are served, by the name of the server."""
        return {
            server.name.lower(): [address(each) for each, its in self._listeners.items() if its is server]
            for server in ServerName
        }

    def status(self) -> dict[str, object]:
        """Return what it does now, for programs."""
        replicas = [
            {"busy": link.busy, "open": link.load.open, "places": link.load.places, "leaving": link.load.leaving}
            for link in self._links
            if link.load is not None
        ]
        return {"addresses": self.addresses, "handed": self.handed, "replicas": replicas}

    def _accept_replica(self) -> None:
        assert self._replica_listener is not None, "it listens"  # noqa: S101
        with contextlib.suppress(OSError):
            connection, _ = self._replica_listener.accept()
            if len(self._links) >= _MAX_REPLICAS:
                connection.close()
                return
            connection.setblocking(False)
            link = ReplicaLink(connection)
            self._links.append(link)
            asyncio.get_running_loop().add_reader(connection, self._hear, link)

    def _hear(self, link: ReplicaLink) -> None:
        """Read what a replica says; the last of several messages counts."""
        try:
            while message := link.socket.recv(MESSAGE_BYTES):
                if link.load is None:
                    _LOG.info("A replica is ready; there are %s", sum(each.ready for each in self._links) + 1)
                link.load = ReplicaLoad.unpack(message)
        except BlockingIOError:
            pass
        except (OSError, ValueError):
            self._forget(link)
        else:
            self._forget(link)  # it has ended
        self._let_go()
        self._hand_over_held()

    def _let_go(self) -> None:
        """Tell replicas that want to leave that they may, where another one is there to take their place."""
        ready = [link for link in self._links if link.ready]
        if all(link.leaving for link in ready):
            return
        for link in ready:
            if link.leaving:
                link.told_to_go = True
                with contextlib.suppress(OSError):
                    link.socket.send(GO)

    def _forget(self, link: ReplicaLink) -> None:
        if link in self._links:
            self._links.remove(link)
            asyncio.get_running_loop().remove_reader(link.socket)
            link.socket.close()
            _LOG.info("A replica has left; there are %s", sum(each.ready for each in self._links))

    def _hand_over_held(self) -> None:
        """Hand over the connection that waits for a place, and accept more if there are places."""
        if self._held is not None and self._hand_over(*self._held):
            self._held = None
        self._read(wanted=self._may_accept)

    @property
    def _may_accept(self) -> bool:
        """Whether the next connection finds a place."""
        return self._held is None and any(link.has_place for link in self._links)

    def _read(self, *, wanted: bool) -> None:
        """Begin or cease to accept connections."""
        if wanted == self._reading:
            return
        self._reading = wanted
        loop = asyncio.get_running_loop()
        for listener, server in self._listeners.items():
            if wanted:
                loop.add_reader(listener, self._accept, listener, server)
            else:
                loop.remove_reader(listener)

    def _accept(self, listener: socket.socket, server: ServerName) -> None:
        for _ in range(_AT_ONCE):
            if not self._reading:
                return
            try:
                connection, _ = listener.accept()
            except OSError:  # there is none, or its client has left
                return
            if not self._hand_over(server, connection):
                self._held = server, connection
            self._read(wanted=self._may_accept)

    def _hand_over(self, server: ServerName, connection: socket.socket) -> bool:
        """Hand a connection to the least busy replica; return whether one could take it at this moment."""
        for link in sorted((each for each in self._links if each.has_place), key=lambda each: each.order):
            try:
                send_connection(link.socket, server, connection)
            except BlockingIOError:  # it does not read
                continue
            except OSError:
                self._forget(link)
                continue
            link.handed += 1
            self.handed += 1
            connection.close()
            return True
        return False


def _listen_for_replicas(path: Path) -> socket.socket:
    """Listen at a path that only this user can open, in place of a front that has ended."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(str(path))
    path.chmod(0o600)
    listener.listen(_MAX_REPLICAS)
    listener.setblocking(False)
    return listener
