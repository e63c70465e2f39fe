"""Sockets that listen where a door was told to, on every address when it was told none."""

import asyncio
import contextlib
import errno
import socket
import stat
from collections.abc import Sequence
from pathlib import Path

from wyoming_kokoro.errors import ListenFailed

_BACKLOG = 128
_TRIES = 20
"""For a free port that both IPv4 and IPv6 have: the first is chosen by the system, which looks at one of them."""
_NOT_HERE = frozenset({errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL})
"""What a machine says that has no IPv6, or has it switched off."""

_Address = tuple[socket.AddressFamily, str, tuple[int, ...]]
"""The family, the host, and what IPv6 has beside the port: flow and scope."""


async def listen(host: str, port: int) -> tuple[socket.socket, ...]:
    """Listen at a host and port; no host is every IPv4 and IPv6 address, port 0 one free port for all of them."""
    addresses = await _addresses(host, port)
    for _ in range(_TRIES if port == 0 else 1):
        with contextlib.suppress(_PortInUse):
            return _bound(addresses, port)
    raise ListenFailed(f"Port {port} is taken: another program listens there already.")


def listen_unix(path: Path) -> socket.socket:
    """Listen at a Unix socket, in place of one that nobody listens at any more."""
    _clear(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise ListenFailed(f"Cannot listen at {path}: {error.strerror or error}.") from error
    listener.setblocking(False)
    return listener


def address(listener: socket.socket) -> str:
    """Where a socket listens, as it is written in settings and logs."""
    if listener.family == socket.AF_UNIX:
        return f"unix://{listener.getsockname()}"
    host, port = listener.getsockname()[:2]
    return f"tcp://[{host}]:{port}" if ":" in host else f"tcp://{host}:{port}"


class _PortInUse(Exception):
    """Another program has this port."""


async def _addresses(host: str, port: int) -> list[_Address]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except OSError as error:
        raise ListenFailed(f"Cannot listen at {host}: {error.strerror}.") from error
    addresses = ((family, str(where[0]), tuple(map(int, where[2:]))) for family, _, _, _, where in found)
    return sorted(dict.fromkeys(addresses))


def _bound(addresses: Sequence[_Address], port: int) -> tuple[socket.socket, ...]:
    """Listen at every address this machine has, or at none."""
    listeners: list[socket.socket] = []
    missing: OSError | None = None
    with contextlib.ExitStack() as undo:
        for family, host, rest in addresses:
            try:
                listener = undo.enter_context(_listener(family, (host, port, *rest)))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    raise _PortInUse from error
                if error.errno not in _NOT_HERE:
                    raise ListenFailed(f"Cannot listen at {host}, port {port}: {error.strerror}.") from error
                missing = error
            else:
                listeners.append(listener)
                port = listener.getsockname()[1]
        if missing and not listeners:
            raise ListenFailed(f"Cannot listen at {addresses[0][1]}: {missing.strerror}.") from missing
        undo.pop_all()
    return tuple(listeners)


def _listener(family: socket.AddressFamily, where: tuple[object, ...]) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)  # IPv4 has a socket of its own
        listener.bind(where)
        listener.listen(_BACKLOG)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def _clear(path: Path) -> None:
    """Remove a socket that was left behind, and nothing else."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return
    if not stat.S_ISSOCK(mode):
        raise ListenFailed(f"Cannot listen at {path}: something that is no socket is there.")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        caller.setblocking(False)  # a full backlog answers at once too
        try:
            caller.connect(str(path))
        except ConnectionRefusedError:
            with contextlib.suppress(OSError):
                path.unlink()
            return
        except OSError:
            pass
    raise ListenFailed(f"Cannot listen at {path}: another program does.")
