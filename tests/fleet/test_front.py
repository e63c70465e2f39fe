"""The front and its replicas, in one process without Ray: connections are handed over, shared out and drained."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from wyoming.audio import AudioChunk
from wyoming.client import AsyncTcpClient
from wyoming.tts import Synthesize

from wyoming_kokoro.app import Application
from wyoming_kokoro.fleet import replica as replica_module
from wyoming_kokoro.fleet.front import ConnectionFront
from wyoming_kokoro.fleet.passed_sockets import GO, ReplicaLoad, ServerName, receive_connection
from wyoming_kokoro.fleet.replica import FleetReplica, replica_settings
from wyoming_kokoro.settings import Paths, load

PATIENCE = 30.0
SETTINGS: dict[str, object] = {"engine.name": "tone", "downloads.enabled": False, "cache.precompute": False}


class Fleet:
    """A front and its replicas in this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "private" / "front.socket"
        self.front = ConnectionFront(self.path)
        self.loaded = load(Paths(folder, folder), SETTINGS, {})

    @property
    def http(self) -> str:
        return self.front.addresses["http"][0].replace("tcp://", "http://")

    @property
    def port(self) -> int:
        return int(self.front.addresses["wyoming"][0].rpartition(":")[2])

    async def find(self) -> Path:
        return self.path

    async def start(self, **settings: object) -> AsyncExitStack:
        """Start a replica; closing what is returned ends it."""
        own = await asyncio.to_thread(replica_settings, self.loaded, **settings)
        stack = AsyncExitStack()
        await stack.enter_async_context(FleetReplica(Application(own, listens=False, cores=1), self.find).running())
        return stack

    async def states(self, count: int) -> list[dict[str, Any]]:
        """Return the state of the replicas once there are so many."""
        async with asyncio.timeout(PATIENCE):
            while True:
                states: Any = self.front.status()["replicas"]
                if len(states) == count:
                    return list(states)
                await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the last replica leave at once."""
    monkeypatch.setattr(replica_module, "HAND_OVER_SECONDS", 0.01)


@pytest.fixture
async def fleet(tmp_path: Path) -> AsyncIterator[Fleet]:
    made = Fleet(tmp_path)
    await made.front.start(("127.0.0.1", 0), ("127.0.0.1", 0))
    yield made
    await made.front.stop()


async def spoken(fleet: Fleet, text: str = "Hello.") -> tuple[int, dict[str, str], int]:
    """Return the status, the headers and the bytes of a response."""
    request = {"input": text, "response_format": "pcm"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{fleet.http}/v1/audio/speech", json=request) as answer,
    ):
        return answer.status, dict(answer.headers), len(await answer.read())


async def test_both_servers_serve_connections_that_a_front_hands_over(fleet: Fleet) -> None:
    async with await fleet.start():
        await fleet.states(1)
        status, _, size = await spoken(fleet)
        assert status == 200 and size > 10_000
        async with AsyncTcpClient("127.0.0.1", fleet.port) as client:
            await client.write_event(Synthesize(text="Hello.").event())
            samples = 0
            while (event := await client.read_event()) is not None and event.type != "audio-stop":
                if AudioChunk.is_type(event.type):
                    samples += len(event.payload or b"") // 2
        assert samples > 5_000
        assert fleet.front.handed == 2


async def test_a_request_waits_while_no_replica_is_there(fleet: Fleet) -> None:
    waiting = asyncio.create_task(spoken(fleet))
    await asyncio.sleep(0.2)
    assert not waiting.done() and fleet.front.handed == 0
    async with await fleet.start():
        assert (await asyncio.wait_for(waiting, PATIENCE))[0] == 200


async def test_a_replica_leaves_only_when_another_is_there_and_no_request_fails(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replica_module, "HAND_OVER_SECONDS", PATIENCE)
    first = await fleet.start()
    await fleet.states(1)
    statuses: list[int] = []
    done = asyncio.Event()

    async def ask() -> None:
        async with aiohttp.ClientSession() as session:
            number = 0
            while not done.is_set():
                number += 1
                request = {"input": f"Request {number}.", "response_format": "pcm"}
                async with session.post(f"{fleet.http}/v1/audio/speech", json=request) as answer:
                    await answer.read()
                    statuses.append(answer.status)

    asking = [asyncio.create_task(ask()) for _ in range(3)]
    leaving = asyncio.create_task(first.aclose())
    await asyncio.sleep(0.3)
    assert not leaving.done(), "there is no other replica yet"
    async with await fleet.start():
        await asyncio.wait_for(leaving, PATIENCE)
        count = len(statuses)
        async with asyncio.timeout(PATIENCE):
            while len(statuses) < count + 5:  # noqa: ASYNC110 -- the clients ask on
                await asyncio.sleep(0.01)
        done.set()
        await asyncio.gather(*asking)
        assert set(statuses) == {200}
        await fleet.states(1)
        monkeypatch.setattr(replica_module, "HAND_OVER_SECONDS", 0.01)


async def test_a_response_of_a_replica_that_leaves_is_the_last_of_its_connection(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await fleet.start()
    await fleet.states(1)
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{fleet.http}/health") as answer:
            assert answer.headers.get("Connection") != "close"
        monkeypatch.setattr(replica_module, "HAND_OVER_SECONDS", PATIENCE)
        async with await fleet.start():
            await fleet.states(2)
            leaving = asyncio.create_task(first.aclose())
            async with asyncio.timeout(PATIENCE):
                while True:
                    async with session.get(f"{fleet.http}/health") as answer:
                        assert answer.status == 200
                        if answer.headers.get("Connection") == "close":
                            break
            async with session.get(f"{fleet.http}/health") as answer:
                assert answer.status == 200 and answer.headers.get("Connection") != "close"
            await asyncio.wait_for(leaving, PATIENCE)
            monkeypatch.setattr(replica_module, "HAND_OVER_SECONDS", 0.01)


async def test_more_listeners_than_admitted_are_refused_with_the_time_to_come_again(fleet: Fleet) -> None:
    text = " ".join(f"This is sentence {number} of a long text." for number in range(60))
    async with await fleet.start(**{"limits.listeners": 2, "limits.queue": 2}), aiohttp.ClientSession() as session:
        await fleet.states(1)
        request = {"input": text, "response_format": "pcm"}
        async with (
            session.post(f"{fleet.http}/v1/audio/speech", json=request) as one,
            session.post(f"{fleet.http}/v1/audio/speech", json={**request, "input": f"Also {text}"}) as two,
        ):
            assert one.status == two.status == 200, "both play, and have more to come than was made"
            status, headers, _ = await spoken(fleet, f"More: {text}")
            assert status == 503 and int(headers["Retry-After"]) >= 1


async def test_a_front_that_starts_again_finds_its_replicas(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replica_module, "CONNECT_SECONDS", 0.01)
    async with await fleet.start():
        await fleet.states(1)
        await fleet.front.stop()
        fleet.front = ConnectionFront(fleet.path)
        await fleet.front.start(("127.0.0.1", 0), ("127.0.0.1", 0))
        await fleet.states(1)
        assert (await spoken(fleet))[0] == 200


class Puppet:
    """The replica's end of a link, moved by a test."""

    def __init__(self, path: Path, **load: int) -> None:
        self.link = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.link.connect(str(path))
        self.link.settimeout(0)
        self._connections: list[socket.socket] = []
        self.tell(**load)

    def close(self) -> None:
        for each in (self.link, *self._connections):
            each.close()

    def tell(self, **load: int) -> None:
        self.link.send(ReplicaLoad(load.pop("places", 4), leaving=bool(load.pop("leaving", 0)), **load).pack())

    def taken(self) -> list[bytes]:
        """Return the messages that have arrived; connections are kept until the end."""
        messages: list[bytes] = []
        while True:
            try:
                message, connection = receive_connection(self.link)
            except BlockingIOError:
                return messages
            if not message:
                return messages
            messages.append(message)
            if connection is not None:
                self._connections.append(connection)


def connected(address: str, count: int) -> list[socket.socket]:
    host, port = address.removeprefix("tcp://").rsplit(":", 1)
    return [socket.create_connection((host, int(port))) for _ in range(count)]


async def settled() -> None:
    """Let the front see what happened."""
    for _ in range(20):
        await asyncio.sleep(0.005)


async def test_connections_go_to_the_least_busy_and_wait_when_all_are_full(fleet: Fleet) -> None:
    busy, free = Puppet(fleet.path, busy=3), Puppet(fleet.path)
    await settled()
    clients = connected(fleet.front.addresses["http"][0], 8)
    await settled()
    to_busy, to_free = busy.taken(), free.taken()
    assert len(to_busy) == 1 and len(to_free) == 4, "each has four places"
    assert {*to_busy, *to_free} == {ServerName.HTTP.value}
    free.tell(received=4, busy=2)
    await settled()
    assert len(free.taken()) == 2, "two are served, so two that wait are handed over"
    busy.close()
    await settled()
    assert not free.taken(), "a replica that has ended is replaced by nobody"
    free.tell(received=6, busy=0)
    await settled()
    assert len(free.taken()) == 1
    free.close()
    for each in clients:
        each.close()


async def test_what_a_replica_says_is_checked_and_garbage_ends_the_link(fleet: Fleet) -> None:
    puppet = Puppet(fleet.path)
    assert len(await fleet.states(1)) == 1
    puppet.link.send(b"garbage")
    assert await fleet.states(0) == []
    with pytest.raises(ValueError, match="no message"):
        ReplicaLoad.unpack(b"")
    puppet.close()


async def test_the_last_replica_is_not_told_to_go(fleet: Fleet) -> None:
    only = Puppet(fleet.path, leaving=True)
    await settled()
    assert only.taken() == []
    other = Puppet(fleet.path)
    await settled()
    assert only.taken() == [GO] and other.taken() == []
    assert json.dumps(fleet.front.status())
    only.close()
    other.close()


@pytest.mark.parametrize("steps", range(6))
async def test_a_replica_ends_whatever_happens_at_the_same_moment(tmp_path: Path, steps: int) -> None:
    """A load that changes while its link ends, so many steps of the event loop before that."""

    async def find() -> Path:
        return tmp_path / "front.socket"

    settings = await asyncio.to_thread(load, Paths(tmp_path, tmp_path), SETTINGS, {})
    application = Application(settings, listens=False, cores=1)
    replica = FleetReplica(application, find)
    link, front = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    link.setblocking(False)
    async with application.running():
        telling = asyncio.create_task(replica._tell_load(link))
        await settled()
        replica._changed.set()
        for _ in range(steps):
            await asyncio.sleep(0)
        telling.cancel()
        await asyncio.wait((telling,), timeout=PATIENCE / 10)
        assert telling.cancelled(), "it goes on, and what waits for it waits forever"
    link.close()
    front.close()
