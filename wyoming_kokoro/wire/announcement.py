"""Discovery by Home Assistant: announces the server on the local network, or inside the add-on to the Supervisor."""

import asyncio
import hashlib
import ipaddress
import logging
import socket
import uuid
from collections.abc import AsyncGenerator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import ifaddr
from zeroconf import DNSQuestionType
from zeroconf import Error as ZeroconfError
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from wyoming_kokoro.atomic_write import replace_file
from wyoming_kokoro.settings import LoadedSettings

SERVICE = "_wyoming._tcp.local."

SUPERVISOR = "http://supervisor"
"""Where an add-on reaches the Supervisor."""

_MAX_NAME_LENGTH = 63
"""What a label of a name on the network can hold."""

CHECK_SECONDS = 60.0
"""How often the machine's addresses are checked: networks come up after programs, and routers assign new ones."""
BROWSE_SECONDS = 1.2
"""For other servers to answer with their names: one that has just answered waits a second before it does again."""
_WITHDRAW_SECONDS = 3.0
_REQUEST_SECONDS = 10.0
FIRST_RETRY_SECONDS, MAX_RETRY_SECONDS = 1.0, 300.0
"""Between attempts to reach the Supervisor, doubling: it may start after us, or refuse messages of ours."""
_MULTICAST = ("224.0.0.251", 5353)
_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class DiscoveryStatus:
    """Whether Home Assistant knows where the server is, as one sentence."""

    now: str = "The server is not announced yet."


@asynccontextmanager
async def announce(
    listeners: Sequence[socket.socket],
    loaded: LoadedSettings,
    supervisor: str = SUPERVISOR,
    status: DiscoveryStatus | None = None,
) -> AsyncGenerator[None, None]:
    """Announce the server to Home Assistant while the context lasts; `status` says how that goes.

    The server works without it: failures are logged and tried again.
    """
    work = await _announcing(listeners, loaded, supervisor, status or DiscoveryStatus())
    if work is None:
        yield
        return
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _announcing(
    listeners: Sequence[socket.socket], loaded: LoadedSettings, supervisor: str, status: DiscoveryStatus
) -> Coroutine[object, object, None] | None:
    """Return what announces the server, None where it is not to be announced."""
    tcp = [each.getsockname() for each in listeners if each.family != socket.AF_UNIX]
    if not tcp:
        status.now = "The server is not announced: it listens on this machine's own sockets only."
        return None
    port = tcp[0][1]
    if token := loaded.sources.environment.get("SUPERVISOR_TOKEN"):
        return _register_with_supervisor(supervisor, token, port, status)
    if not loaded.settings.discovery.zeroconf:
        status.now = "The server is not announced: discovery.zeroconf is off in the settings."
        return None
    hosts = [where[0] for where in tcp if where[1] == port]
    instance = await asyncio.to_thread(instance_name, loaded.sources.paths.instance)
    return _announce_on_network(loaded.settings.discovery.name or instance, instance, hosts, port, status)


def instance_name(path: Path) -> str:
    """Return the name of this installation, by which Home Assistant recognises it; made at the first start."""
    with suppress(OSError, ValueError):
        if name := path.read_text(encoding="utf-8").strip()[:_MAX_NAME_LENGTH]:
            return name
    name = f"kokoro-{uuid.uuid4().hex[:8]}"
    try:
        replace_file(path, f"{name}\n".encode())
    except OSError:  # then the name is made from the machine's, so that it stays the same
        return f"kokoro-{hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]}"
    return name


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


async def _announce_on_network(name: str, host: str, hosts: Sequence[str], port: int, status: DiscoveryStatus) -> None:
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


async def _register_with_supervisor(supervisor: str, token: str, port: int, status: DiscoveryStatus) -> None:
    """Send the address to the Supervisor, which passes it on to Home Assistant; try again until it accepts it."""
    message = {"service": "wyoming", "config": {"uri": f"tcp://{socket.gethostname()}:{port}"}}
    delay = FIRST_RETRY_SECONDS
    async with aiohttp.ClientSession(
        headers={"Authorization": f"Bearer {token}"}, timeout=aiohttp.ClientTimeout(total=_REQUEST_SECONDS)
    ) as session:
        while problem := await _post(session, f"{supervisor}/discovery", message):
            status.now = f"The Supervisor does not pass on where the server is: {problem}."
            if delay == FIRST_RETRY_SECONDS:
                _LOG.warning("The Supervisor does not pass on where the server is: %s", problem)
            await asyncio.sleep(delay)
            delay = min(delay * 2, MAX_RETRY_SECONDS)
    status.now = "The Supervisor passes on to Home Assistant where the server is."
    _LOG.info("The Supervisor passes on where the server is")


async def _post(session: aiohttp.ClientSession, url: str, message: Mapping[str, object]) -> str | None:
    """Send a message; return what went wrong, None if nothing did."""
    try:
        async with session.post(url, json=message) as answer:
            return None if answer.ok else f"it answered {answer.status}"
    except (aiohttp.ClientError, TimeoutError) as error:
        return type(error).__name__
