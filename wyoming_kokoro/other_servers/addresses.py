"""Which addresses belong to this machine or its network: texts go nowhere else unless that is allowed."""

import asyncio
import ipaddress
import socket
from urllib.parse import urlsplit

from wyoming_kokoro.other_servers.failure import LONG_REST, RemoteFailure


class OutsideNetwork(RemoteFailure):
    """The server is outside the local network, and nothing was sent."""

    def __init__(self, who: str) -> None:
        super().__init__(
            f"{who} is outside the local network, and no text may leave it: `allowed` is false.", rest=LONG_REST
        )


def is_local_address(text: str) -> bool:
    """Return whether an address is this machine's or one of a private network; False for what is no address."""
    try:
        address = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return not address.is_global and not address.is_multicast


def is_surely_local(url: str) -> bool:
    """Return whether the host of an address is local without a name server being asked."""
    if url.startswith("unix:"):
        return True
    host = urlsplit(url).hostname or ""
    return host == "localhost" or is_local_address(host)


def check_literal(url: str, who: str) -> None:
    """Raise OutsideNetwork where the host is a numeric address outside the local network."""
    host = urlsplit(url).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return  # a name: it is checked when it is resolved
    if not is_local_address(host):
        raise OutsideNetwork(who)


async def resolved(host: str, port: int, who: str, *, outside: bool) -> str:
    """Return the numeric address of a host; OutsideNetwork where it is not local and `outside` is false.

    The address that was checked is the one to connect to: a name could mean another one the next time.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not outside and not all(map(is_local_address, addresses)):
        raise OutsideNetwork(who)
    return addresses[0]
