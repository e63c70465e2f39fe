"""Announces the server on the local network by zeroconf, at the addresses by which others reach it."""

import asyncio
import ipaddress
import logging
import socket
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress

import ifaddr
from zeroconf import DNSQuestionType
from zeroconf import Error as ZeroconfError
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from wyoming_kokoro.wire.announcement import SERVICE, DiscoveryStatus

CHECK_SECONDS = 60.0
"""How often the machine's addresses are checked: networks come up after programs, and routers assign new ones."""
BROWSE_SECONDS = 1.2
"""For other servers to answer with their names: one that has just answered waits a second before it does again."""
_WITHDRAW_SECONDS = 3.0
_MULTICAST = ("224.0.0.251", 5353)
_LOG = logging.getLogger(__name__)


async def announce_on_network(name: str, host: str, hosts: Sequence[str], port: int, status: DiscoveryStatus) -> None:
    """Announce on the local network, again whenever the addresses change; withdraw when cancelled."""
    failed = False
    while True:
        addresses = await asyncio.to_thread(reachable, hosts)
        try:
            if addresses:
                async with _service(name, host, addresses, port) as unique_name:
                    _LOG.info("Announced to Home Assistant as %s at %s", unique_name, ", ".join(addresses))
                    status.now = f"Announced on the local network as {unique_name} at {', '.join(addresses)}."
                    failed = False
                    await _wait_for_change(hosts, addresses)
                continue
            status.now = "The server is not announced: this machine has no address on a local network."
        except (OSError, ZeroconfError) as error:
            why = str(error) or type(error).__name__
            status.now = f"The server is not announced on the local network: {why}."
            if not failed:
                _LOG.warning("The server is not announced on the local network: %s", why)
            failed = True
        await asyncio.sleep(CHECK_SECONDS)


async def _wait_for_change(hosts: Sequence[str], addresses: Sequence[str]) -> None:
    """Wait until these hosts have other addresses."""
    while await asyncio.to_thread(reachable, hosts) == addresses:  # noqa: ASYNC110 -- the system sends no event for it
        await asyncio.sleep(CHECK_SECONDS)


@asynccontextmanager
async def _service(name: str, host: str, addresses: Sequence[str], port: int) -> AsyncGenerator[str, None]:
    """Register the service by zeroconf while the context lasts; gives the name, with a number if it was taken."""
    network = AsyncZeroconf(interfaces=list(addresses))
    try:
        await network.zeroconf.async_wait_for_start()
        await _learn_names(network)
        service = AsyncServiceInfo(
            SERVICE, f"{name}.{SERVICE}", port=port, server=f"{host}.local.", parsed_addresses=list(addresses)
        )
        await (await network.async_register_service(service, allow_name_change=True))
        yield service.name.removesuffix(f".{SERVICE}")
    finally:
        with suppress(OSError, ZeroconfError, TimeoutError):
            async with asyncio.timeout(_WITHDRAW_SECONDS):
                await network.async_unregister_all_services()
        await network.async_close()


async def _learn_names(network: AsyncZeroconf) -> None:
    """Learn which names are taken.

    The question is sent by multicast: an answer to a single address reaches only one of several servers on a machine,
    and that is what the library's own question asks for.
    """
    async with AsyncServiceBrowser(
        network.zeroconf, SERVICE, handlers=[lambda **_: None], question_type=DNSQuestionType.QM
    ):
        await asyncio.sleep(BROWSE_SECONDS)


def reachable(hosts: Sequence[str]) -> list[str]:
    """Return the addresses by which other machines reach these hosts, the one of the default network first."""
    addresses: list[str] = []
    for host in hosts:
        address = ipaddress.ip_address(host)
        addresses += _all_addresses(address.version) if address.is_unspecified else [host]
    return sorted(dict.fromkeys(addresses), key=lambda each: (":" in each, each != _default_address()))


def _all_addresses(version: int) -> list[str]:
    addresses = [
        ipaddress.ip_address(each.ip if isinstance(each.ip, str) else each.ip[0])
        for adapter in ifaddr.get_adapters()
        for each in adapter.ips
    ]
    return [str(each) for each in addresses if each.version == version and not (each.is_loopback or each.is_link_local)]


def _default_address() -> str | None:
    """Return the address from which packets to the local network are sent; nothing is sent to learn it."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(_MULTICAST)
        return str(probe.getsockname()[0])
    return None
