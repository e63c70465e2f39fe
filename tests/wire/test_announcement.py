"""Discovery: by a real zeroconf browser, and through a Supervisor, which is a server of the tests."""

import asyncio
import socket
import uuid
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from zeroconf import ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from tests.wire.client import PATIENCE, until
from wyoming_kokoro.listening import listen, listen_unix
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.settings.table import DiscoverySettings
from wyoming_kokoro.wire import DiscoveryStatus, announce, announcement, network_announcement
from wyoming_kokoro.wire.announcement import SERVICE, instance_name
from wyoming_kokoro.wire.network_announcement import reachable

LOOPBACK = "127.0.0.1"
TOKEN = "a secret"  # noqa: S105 -- of nobody


MakeSettings = Callable[..., LoadedSettings]


@pytest.fixture
def discovery_settings(loaded: LoadedSettings) -> MakeSettings:
    """Gives settings for being found, as inside the add-on where there is a token."""

    def with_discovery(token: str | None = None, **discovery: object) -> LoadedSettings:
        settings = replace(loaded.settings, discovery=DiscoverySettings(**discovery))  # type: ignore[arg-type]
        environment = {"SUPERVISOR_TOKEN": token} if token else {}
        return replace(loaded, settings=settings, sources=replace(loaded.sources, environment=environment))

    return with_discovery


@pytest.fixture
async def listeners() -> AsyncGenerator[Sequence[socket.socket], None]:
    """Where a server listens."""
    sockets = await listen(LOOPBACK, 0)
    yield sockets
    for each in sockets:
        each.close()


@pytest.fixture
def alone() -> str:
    """A name that no other run of the tests on this machine uses."""
    return f"The kitchen, {uuid.uuid4().hex[:8]}"


class Browser:
    """What Home Assistant learns of Wyoming servers."""

    def __init__(self) -> None:
        self.known: list[str] = []
        self._changed = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()

    def events(self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:  # noqa: ARG002
        instance = name.removesuffix(f".{SERVICE}")
        if state_change is ServiceStateChange.Added:
            self.known.append(instance)
        elif state_change is ServiceStateChange.Removed:
            self.known.remove(instance)
        task = asyncio.get_running_loop().create_task(self._tell())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def until(self, instance: str, *, known: bool = True) -> None:
        """Wait until one is known, or no longer is; others may come and go."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: (instance in self.known) is known)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


@asynccontextmanager
async def browsing() -> AsyncGenerator[tuple[Browser, AsyncZeroconf], None]:
    """A browser on the loopback interface."""
    network = AsyncZeroconf(interfaces=[LOOPBACK])
    browser = Browser()
    async with AsyncServiceBrowser(network.zeroconf, SERVICE, handlers=[browser.events]):
        yield browser, network
    await network.async_close()


@pytest.mark.slow
async def test_a_server_is_found_under_its_name_and_withdrawn_at_the_end(
    listeners: Sequence[socket.socket], monkeypatch: pytest.MonkeyPatch, discovery_settings: MakeSettings, alone: str
) -> None:
    monkeypatch.setattr(network_announcement, "BROWSE_SECONDS", 0.0)
    port = listeners[0].getsockname()[1]
    async with browsing() as (browser, network):
        status = DiscoveryStatus()
        async with announce(listeners, discovery_settings(name=alone), status=status):
            await browser.until(alone)
            await until(lambda: alone in status.now and LOOPBACK in status.now)
            found = AsyncServiceInfo(SERVICE, f"{alone}.{SERVICE}")
            assert await found.async_request(network.zeroconf, PATIENCE * 1000)
            assert (found.parsed_addresses(), found.port) == ([LOOPBACK], port)
        await browser.until(alone, known=False)


@pytest.mark.slow
async def test_a_name_in_use_gets_a_number(
    listeners: Sequence[socket.socket], tmp_path: Path, discovery_settings: MakeSettings
) -> None:
    async with browsing() as (browser, _), announce(listeners, discovery_settings()):
        name = await asyncio.to_thread(instance_name, tmp_path / "instance")
        await browser.until(name)
        async with announce(listeners, discovery_settings()):
            await browser.until(f"{name}-2")
            assert name in browser.known


async def test_a_network_error_is_logged_once_and_the_announcement_is_tried_again(
    listeners: Sequence[socket.socket],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    discovery_settings: MakeSettings,
) -> None:
    tries = asyncio.Semaphore(0)

    def fails(**_: object) -> None:
        tries.release()
        raise OSError(19, "No such device")

    monkeypatch.setattr(network_announcement, "AsyncZeroconf", fails)
    monkeypatch.setattr(network_announcement, "CHECK_SECONDS", 0.01)
    status = DiscoveryStatus()
    async with announce(listeners, discovery_settings(), status=status), asyncio.timeout(PATIENCE):
        for _ in range(3):
            await tries.acquire()
        assert "not announced" in status.now and "No such device" in status.now
    assert caplog.text.count("not announced") == 1
    assert "No such device" in caplog.text


@pytest.mark.slow
async def test_a_machine_without_addresses_waits_for_some(
    listeners: Sequence[socket.socket], monkeypatch: pytest.MonkeyPatch, discovery_settings: MakeSettings, alone: str
) -> None:
    looks = [[], [], [LOOPBACK]]
    monkeypatch.setattr(network_announcement, "reachable", lambda _: looks.pop(0) if len(looks) > 1 else looks[0])
    monkeypatch.setattr(network_announcement, "CHECK_SECONDS", 0.01)
    monkeypatch.setattr(network_announcement, "BROWSE_SECONDS", 0.0)
    status = DiscoveryStatus()
    async with browsing() as (browser, _), announce(listeners, discovery_settings(name=alone), status=status):
        await until(lambda: "no address" in status.now)
        await browser.until(alone)


@pytest.mark.slow
async def test_addresses_that_change_are_announced_again(
    listeners: Sequence[socket.socket], monkeypatch: pytest.MonkeyPatch, discovery_settings: MakeSettings
) -> None:
    addresses = [[LOOPBACK], [LOOPBACK], ["127.0.0.2"]]
    monkeypatch.setattr(
        network_announcement, "reachable", lambda _: addresses.pop(0) if len(addresses) > 1 else addresses[0]
    )
    monkeypatch.setattr(network_announcement, "CHECK_SECONDS", 0.01)
    monkeypatch.setattr(network_announcement, "BROWSE_SECONDS", 0.0)
    status = DiscoveryStatus()
    async with announce(listeners, discovery_settings(), status=status):
        await until(lambda: status.now.endswith(f"at {LOOPBACK}."))
        await until(lambda: status.now.endswith("at 127.0.0.2."))


async def test_nothing_is_announced_when_discovery_is_switched_off(
    listeners: Sequence[socket.socket],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    discovery_settings: MakeSettings,
) -> None:
    monkeypatch.setattr(network_announcement, "AsyncZeroconf", pytest.fail)
    async with announce(listeners, discovery_settings(zeroconf=False), status=(status := DiscoveryStatus())):
        assert "off in the settings" in status.now
    assert not (tmp_path / "instance").exists()


async def test_a_unix_socket_alone_is_not_announced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, discovery_settings: MakeSettings
) -> None:
    monkeypatch.setattr(network_announcement, "AsyncZeroconf", pytest.fail)
    listener = await asyncio.to_thread(listen_unix, tmp_path / "socket")
    async with announce([listener], discovery_settings(), status=(status := DiscoveryStatus())):
        assert "own sockets only" in status.now
    listener.close()


def test_an_installation_keeps_its_name(tmp_path: Path) -> None:
    name = instance_name(tmp_path / "instance")
    assert name.startswith("kokoro-") and name == instance_name(tmp_path / "instance")
    assert name != instance_name(tmp_path / "another")


def test_a_name_chosen_by_hand_is_kept(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("Küche\n", encoding="utf-8")
    assert instance_name(tmp_path / "instance") == "Küche"


@pytest.mark.parametrize("damaged", [b"", b"\n", b"\xff\xfe"])
def test_a_damaged_name_is_replaced(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / "instance").write_bytes(damaged)
    assert instance_name(tmp_path / "instance") == instance_name(tmp_path / "instance")


def test_a_data_folder_that_cannot_be_written_still_gives_the_same_name(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "instance"
    assert instance_name(nowhere) == instance_name(nowhere)
    assert instance_name(nowhere).startswith("kokoro-")


def test_the_addresses_listened_on_are_announced() -> None:
    assert reachable([LOOPBACK]) == [LOOPBACK]
    assert reachable(["::1", "192.0.2.7", "192.0.2.7"]) == ["192.0.2.7", "::1"]


def test_listening_on_every_address_does_not_announce_loopback() -> None:
    everywhere = reachable(["0.0.0.0", "::"])  # noqa: S104 -- that is what is asked for
    assert not [each for each in everywhere if each.startswith(("127.", "fe80:", "169.254.")) or each == "::1"]
    assert everywhere == sorted(everywhere, key=lambda each: ":" in each)


class Supervisor:
    """Accepts discovery messages after refusing some."""

    def __init__(self, *refusals: int) -> None:
        self.refusals = list(refusals)
        self.events: list[tuple[str | None, object]] = []
        self.done = asyncio.Event()

    async def discovery(self, request: web.Request) -> web.Response:
        self.events.append((request.headers.get("Authorization"), await request.json()))
        if self.refusals:
            return web.json_response({"result": "error"}, status=self.refusals.pop(0))
        self.done.set()
        return web.json_response({"result": "ok", "data": {"uuid": "1"}})

    @asynccontextmanager
    async def at(self) -> AsyncGenerator[str, None]:
        """Where it is reached."""
        app = web.Application()
        app.router.add_post("/discovery", self.discovery)
        async with TestServer(app, host=LOOPBACK) as server:
            yield str(server.make_url("")).rstrip("/")


async def test_inside_the_add_on_the_supervisor_gets_one_discovery_message(
    listeners: Sequence[socket.socket], monkeypatch: pytest.MonkeyPatch, discovery_settings: MakeSettings
) -> None:
    monkeypatch.setattr(network_announcement, "AsyncZeroconf", pytest.fail)
    supervisor = Supervisor()
    status = DiscoveryStatus()
    async with supervisor.at() as where, announce(listeners, discovery_settings(TOKEN), where, status):
        await asyncio.wait_for(supervisor.done.wait(), PATIENCE)
        await until(lambda: "passes on to Home Assistant" in status.now)
    uri = f"tcp://{socket.gethostname()}:{listeners[0].getsockname()[1]}"
    assert supervisor.events == [(f"Bearer {TOKEN}", {"service": "wyoming", "config": {"uri": uri}})]


async def test_a_supervisor_that_is_not_ready_gets_the_message_again(
    listeners: Sequence[socket.socket],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    discovery_settings: MakeSettings,
) -> None:
    monkeypatch.setattr(announcement, "FIRST_RETRY_SECONDS", 0.01)
    supervisor = Supervisor(502, 403, 400)
    async with supervisor.at() as where, announce(listeners, discovery_settings(TOKEN), where):
        await asyncio.wait_for(supervisor.done.wait(), PATIENCE)
    assert len(supervisor.events) == 4 and len(set(map(str, supervisor.events))) == 1
    assert caplog.text.count("Supervisor does not pass on") == 1 and "it answered 502" in caplog.text
    assert TOKEN not in caplog.text


async def test_an_unreachable_supervisor_does_not_stop_the_server(
    listeners: Sequence[socket.socket],
    caplog: pytest.LogCaptureFixture,
    discovery_settings: MakeSettings,
) -> None:
    (nobody,) = await listen(LOOPBACK, 0)
    where = f"http://{LOOPBACK}:{nobody.getsockname()[1]}"
    nobody.close()
    async with announce(listeners, discovery_settings(TOKEN), where, status := DiscoveryStatus()):
        await until(lambda: "Supervisor does not pass on" in caplog.text)
        assert status.now.startswith("The Supervisor does not pass on where the server is: ")
