"""Messages between a front and its replicas on one machine: connections one way, how busy a replica is the other way.

They go through a Unix socket that keeps the borders of messages. A connection travels as its descriptor, so no byte of
a client passes through the front after that.
"""

import os
import socket
import struct
from dataclasses import dataclass
from enum import Enum

_LOAD = struct.Struct("!IIII?")


class ServerName(Enum):
    """Which server a connection is for."""

    HTTP = b"h"
    WYOMING = b"w"


@dataclass(frozen=True, slots=True)
class ReplicaLoad:
    """How busy a replica is."""

    places: int
    """Connections with a request that it serves at once; it is given no more."""
    received: int = 0
    """Connections that it was handed so far."""
    busy: int = 0
    """Connections with a request that is being served."""
    open: int = 0
    """Connections, also idle ones."""
    leaving: bool = False
    """Whether it is to be handed no connection any more, once another replica is there."""

    def pack(self) -> bytes:
        """Return it as a message."""
        return _LOAD.pack(self.places, self.received, self.busy, self.open, self.leaving)

    @classmethod
    def unpack(cls, message: bytes) -> "ReplicaLoad":
        """Return what a message says; raises ValueError where it says nothing."""
        if len(message) != _LOAD.size:
            raise ValueError("this is no message of a replica")
        return cls(*_LOAD.unpack(message))


GO = b"g"
"""Tells a replica that is leaving that it is handed nothing more."""
MESSAGE_BYTES = _LOAD.size


def send_connection(to: socket.socket, server: ServerName, connection: socket.socket) -> None:
    """Hand a connection over; the sender closes its own end."""
    socket.send_fds(to, [server.value], [connection.fileno()])


def receive_connection(link: socket.socket) -> tuple[bytes, socket.socket | None]:
    """Return the next message, and the connection that came with it; no message where the other end was closed."""
    message, descriptors, _, _ = socket.recv_fds(link, 1, 1)
    if not descriptors:
        return message, None
    for surplus in descriptors[1:]:
        os.close(surplus)
    connection = socket.socket(fileno=descriptors[0])
    connection.setblocking(False)
    return message, connection
