"""Discovery by Home Assistant: announces the server on the local network, or inside the add-on to the Supervisor."""

import asyncio
import hashlib
import logging
import socket
import uuid
from collections.abc import AsyncGenerator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import aiohttp

from wyoming_kokoro.atomic_write import replace_file
from wyoming_kokoro.settings import LoadedSettings

SERVICE = "_wyoming._tcp.local."

SUPERVISOR = "http://supervisor"
"""Where an add-on reaches the Supervisor."""

_MAX_NAME_LENGTH = 63
"""What a label of a name on the network can hold."""

_REQUEST_SECONDS = 10.0
FIRST_RETRY_SECONDS, MAX_RETRY_SECONDS = 1.0, 300.0
"""Between attempts to reach the Supervisor, doubling: it may start after us, or refuse messages of ours."""
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


async def _announce_on_network(name: str, host: str, hosts: Sequence[str], port: int, status: DiscoveryStatus) -> None:
    """Announce on the local network; what that needs is imported here, so that the server starts sooner."""
    network = await asyncio.to_thread(import_module, "wyoming_kokoro.wire.network_announcement")
    await network.announce_on_network(name, host, hosts, port, status)


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
