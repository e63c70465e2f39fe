"""Creates listening sockets for the servers: at one host, at every address, or at a Unix socket."""

import asyncio
import contextlib
import errno
import socket
import stat
from collections.abc import Sequence
from pathlib import Path

from wyoming_kokoro.errors import ListenFailed

_BACKLOG = 128
_MAX_ATTEMPTS = 20
"""To find a port that is free for both IPv4 and IPv6: the system chooses it for one of them."""
_NO_SUCH_ADDRESS = frozenset({errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL})
"""What a machine without IPv6 answers."""

_Address = tuple[socket.AddressFamily, str, tuple[int, ...]]
"""The family, the host, and what IPv6 has after the port: flow and scope."""


async def listen(host: str, port: int) -> tuple[socket.socket, ...]:
    """Listen at a host and port; no host is every IPv4 and IPv6 address, port 0 one free port for all of them.

    Raises ListenFailed.
    """
    addresses = await _addresses(host, port)
    for _ in range(_MAX_ATTEMPTS if port == 0 else 1):
        with contextlib.suppress(_PortInUse):
            return _bind_all(addresses, port)
    raise ListenFailed(f"Port {port} is taken: another program listens there already.")


def listen_unix(path: Path) -> socket.socket:
    """Listen at a Unix socket, replacing one that no program uses any more; raises ListenFailed."""
    _remove_unused(path)
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
    """Return the address of a listening socket, as it is written in settings and logs."""
    if listener.family == socket.AF_UNIX:
        return f"unix://{listener.getsockname()}"
    host, port = listener.getsockname()[:2]
    return f"tcp://[{host}]:{port}" if ":" in host else f"tcp://{host}:{port}"


class _PortInUse(Exception):
    """Another program has this port."""


async def _addresses(host: str, port: int) -> list[_Address]:
    try:
        infos = await asyncio.get_running_loop().getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except OSError as error:
        raise ListenFailed(f"Cannot listen at {host}: {error.strerror}.") from error
    resolved = ((family, str(where[0]), tuple(map(int, where[2:]))) for family, _, _, _, where in infos)
    return sorted(dict.fromkeys(resolved))


def _bind_all(addresses: Sequence[_Address], port: int) -> tuple[socket.socket, ...]:
    """Listen at every address that this machine has, or at none."""
    listeners: list[socket.socket] = []
    missing: OSError | None = None
    with contextlib.ExitStack() as on_failure:
        for family, host, rest in addresses:
            try:
                listener = on_failure.enter_context(_bind(family, (host, port, *rest)))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    raise _PortInUse from error
                if error.errno not in _NO_SUCH_ADDRESS:
                    raise ListenFailed(f"Cannot listen at {host}, port {port}: {error.strerror}.") from error
                missing = error
            else:
                listeners.append(listener)
                port = listener.getsockname()[1]
        if missing and not listeners:
            raise ListenFailed(f"Cannot listen at {addresses[0][1]}: {missing.strerror}.") from missing
        on_failure.pop_all()
    return tuple(listeners)


def _bind(family: socket.AddressFamily, where: tuple[object, ...]) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)  # IPv4 has its own socket
        listener.bind(where)
        listener.listen(_BACKLOG)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def _remove_unused(path: Path) -> None:
    """Remove a socket that no program listens at; raises ListenFailed for anything else at the path."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return
    if not stat.S_ISSOCK(mode):
        raise ListenFailed(f"Cannot listen at {path}: there is something other than a socket.")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.setblocking(False)  # so that a full backlog does not block
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            with contextlib.suppress(OSError):
                path.unlink()
            return
        except OSError:
            pass
    raise ListenFailed(f"Cannot listen at {path}: another program listens there.")
