"""Being found by Home Assistant: announced on the local network, or told to the Supervisor inside the add-on."""

import asyncio
import hashlib
import ipaddress
import logging
import socket
import uuid
from collections.abc import AsyncGenerator, Mapping, Sequence
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

_LOOK_SECONDS = 60.0
"""How often the machine's addresses are looked at: networks come up after programs, and routers hand out new ones."""
_HEAR_SECONDS = 1.2
"""For others to say which names they have: who has just said so waits a second before saying it again."""
_WITHDRAW_SECONDS = 3.0
_ANSWER_SECONDS = 10.0
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 300.0
"""Seconds between tries at the Supervisor, doubling: it may start after us, or be told not to listen to us."""
_MULTICAST = ("224.0.0.251", 5353)
_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class DiscoveryStatus:
    """How far Home Assistant knows where the server is, as one sentence."""

    now: str = "The server is not announced yet."


@asynccontextmanager
async def announced(
    listeners: Sequence[socket.socket],
    loaded: LoadedSettings,
    supervisor: str = SUPERVISOR,
    discovery: DiscoveryStatus | None = None,
) -> AsyncGenerator[None, None]:
    """Let Home Assistant know where the server is, for as long as this lasts; failing to stops nothing.

    How that goes is said in `discovery`.
    """
    discovery = discovery or DiscoveryStatus()
    internet = [each for each in listeners if each.family != socket.AF_UNIX]
    if not internet:
        discovery.now = "The server is not announced: it listens on this machine's own sockets only."
        yield
        return
    port = internet[0].getsockname()[1]
    if token := loaded.sources.environment.get("SUPERVISOR_TOKEN"):
        telling = _tell(supervisor, token, port, discovery)
    elif loaded.settings.discovery.zeroconf:
        hosts = [each.getsockname()[0] for each in internet if each.getsockname()[1] == port]
        kept = await asyncio.to_thread(instance_name, loaded.sources.places.instance)
        telling = _announce(loaded.settings.discovery.name or kept, kept, hosts, port, discovery)
    else:
        discovery.now = "The server is not announced: discovery.zeroconf is off in the settings."
        yield
        return
    task = asyncio.create_task(telling)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def instance_name(path: Path) -> str:
    """Give the name of this installation, made at its first start: Home Assistant knows the server by it."""
    with suppress(OSError, ValueError):
        if kept := path.read_text(encoding="utf-8").strip()[:_LONGEST_NAME]:
            return kept
    made = f"kokoro-{uuid.uuid4().hex[:8]}"
    try:
        replace_file(path, f"{made}\n".encode())
    except OSError:  # then the same machine still has the same name
        return f"kokoro-{hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]}"
    return made


_LONGEST_NAME = 63
"""What a label of a name on the network can hold."""


def reachable(hosts: Sequence[str]) -> list[str]:
    """Give the addresses of this machine that others reach these hosts by, the one of the way out first."""
    found: list[str] = []
    for host in hosts:
        address = ipaddress.ip_address(host)
        found += _everywhere(address.version) if address.is_unspecified else [host]
    return sorted(dict.fromkeys(found), key=lambda each: (":" in each, each != _way_out()))


def _everywhere(version: int) -> list[str]:
    mine = [
        ipaddress.ip_address(each.ip if isinstance(each.ip, str) else each.ip[0])
        for adapter in ifaddr.get_adapters()
        for each in adapter.ips
    ]
    return [str(each) for each in mine if each.version == version and not (each.is_loopback or each.is_link_local)]


def _way_out() -> str | None:
    """Give the address that packets to the local network leave from; nothing is sent."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.connect(_MULTICAST)
        return str(out.getsockname()[0])
    return None


async def _announce(name: str, host: str, hosts: Sequence[str], port: int, discovery: DiscoveryStatus) -> None:
    """Announce on the local network, anew whenever the addresses change; withdraw when cancelled."""
    failed = False
    while True:
        addresses = await asyncio.to_thread(reachable, hosts)
        try:
            if addresses:
                async with _announcement(name, host, addresses, port) as announced_as:
                    _LOG.info("Announced to Home Assistant as %s at %s", announced_as, ", ".join(addresses))
                    discovery.now = f"Announced on the local network as {announced_as} at {', '.join(addresses)}."
                    failed = False
                    await _changed(hosts, addresses)
                continue
            discovery.now = "The server is not announced: this machine has no address on a local network."
        except (OSError, ZeroconfError) as error:
            why = str(error) or type(error).__name__
            discovery.now = f"The server is not announced on the local network: {why}."
            if not failed:
                _LOG.warning("The server is not announced on the local network: %s", why)
            failed = True
        await asyncio.sleep(_LOOK_SECONDS)


async def _changed(hosts: Sequence[str], addresses: Sequence[str]) -> None:
    """Wait until these hosts are reached by other addresses."""
    while await asyncio.to_thread(reachable, hosts) == addresses:  # noqa: ASYNC110 -- the system sends no event for it
        await asyncio.sleep(_LOOK_SECONDS)


@asynccontextmanager
async def _announcement(name: str, host: str, addresses: Sequence[str], port: int) -> AsyncGenerator[str, None]:
    network = AsyncZeroconf(interfaces=list(addresses))
    try:
        await network.zeroconf.async_wait_for_start()
        await _hear_others(network)
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


async def _hear_others(network: AsyncZeroconf) -> None:
    """Learn which names are taken.

    Asked by multicast: of several servers on one machine an answer to a single address reaches only one, and that is
    what the library's own question asks for.
    """
    async with AsyncServiceBrowser(
        network.zeroconf, SERVICE, handlers=[lambda **_: None], question_type=DNSQuestionType.QM
    ):
        await asyncio.sleep(_HEAR_SECONDS)


async def _tell(supervisor: str, token: str, port: int, discovery: DiscoveryStatus) -> None:
    """Tell the Supervisor, which tells Home Assistant; again and again until it has heard."""
    message = {"service": "wyoming", "config": {"uri": f"tcp://{socket.gethostname()}:{port}"}}
    pause = _FIRST_PAUSE
    async with aiohttp.ClientSession(
        headers={"Authorization": f"Bearer {token}"}, timeout=aiohttp.ClientTimeout(total=_ANSWER_SECONDS)
    ) as session:
        while problem := await _told(session, f"{supervisor}/discovery", message):
            discovery.now = f"The Supervisor does not pass on where the server is: {problem}."
            if pause == _FIRST_PAUSE:
                _LOG.warning("The Supervisor does not pass on where the server is: %s", problem)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
    discovery.now = "The Supervisor passes on to Home Assistant where the server is."
    _LOG.info("The Supervisor passes on where the server is")


async def _told(session: aiohttp.ClientSession, url: str, message: Mapping[str, object]) -> str | None:
    """Give what went wrong, if anything did."""
    try:
        async with session.post(url, json=message) as answer:
            return None if answer.ok else f"it answered {answer.status}"
    except (aiohttp.ClientError, TimeoutError) as error:
        return type(error).__name__
