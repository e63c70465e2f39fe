"""The server: where it listens, how many connections there may be, and how it stops."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.wire.client import PATIENCE, WyomingClient, event_types, sound, stream, synthesize, until
from tests.wire.conftest import ApplySettings
from wyoming_kokoro.engines.tone import ToneEngine
from wyoming_kokoro.errors import ListenFailed
from wyoming_kokoro.frames import pack
from wyoming_kokoro.metrics import WIRE_DISCONNECTED
from wyoming_kokoro.settings import Settings
from wyoming_kokoro.speech import Audio, Phrase, Piece
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.wire import WyomingServer

SENTENCES = 250
LONG = "This sentence takes a while to be spoken, and it is one of a great many. " * SENTENCES
ONE_SHOT = ["audio-start", "audio-chunk", "audio-stop"]


@asynccontextmanager
async def serving(studio: Studio, *uris: str) -> AsyncGenerator[WyomingServer, None]:
    """A server at these addresses."""
    server = WyomingServer(studio, uris or ["tcp://127.0.0.1:0"])
    await server.start()
    try:
        yield server
    finally:
        await server.stop(0)


@asynccontextmanager
async def connected(server: WyomingServer, which: int = 0) -> AsyncGenerator[WyomingClient, None]:
    """A connection to it."""
    listener = server.sockets[which]
    where = listener.getsockname()
    if listener.family == socket.AF_UNIX:
        opened = await asyncio.open_unix_connection(where)
    else:
        opened = await asyncio.open_connection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(where[0], where[0]), where[1])  # noqa: S104
    client = WyomingClient(*opened)
    try:
        yield client
    finally:
        await client.leave()


@asynccontextmanager
async def client_that_does_not_read(server: WyomingServer, request: bytes) -> AsyncGenerator[None, None]:
    """Connect a client that sends a request and does not read, so that no last event arrives either."""
    loop = asyncio.get_running_loop()
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.setblocking(False)
        await loop.sock_connect(client, server.sockets[0].getsockname())
        await loop.sock_sendall(client, request)
        await until(lambda: server.unsent_bytes)
        yield


async def is_closed(client: WyomingClient) -> bool:
    """Return whether the connection has ended without an event."""
    with contextlib.suppress(ConnectionError):
        return await client.raw() == b""
    return True


def count(reason: str) -> int:
    """Return how many connections have ended for a reason."""
    return WIRE_DISCONNECTED.counts()[reason]


async def test_several_addresses_are_served_at_once(studio: Studio, tmp_path: Path) -> None:
    async with serving(studio, "tcp://127.0.0.1:0", f"unix://{tmp_path}/socket", "tcp://127.0.0.1:0") as server:
        assert len(set(server.addresses)) == 3
        assert server.addresses[1] == f"unix://{tmp_path}/socket"
        for which in range(3):
            async with connected(server, which) as client:
                await client.send(synthesize("One."))
                assert event_types(await client.receive_until("audio-stop")) == ONE_SHOT


async def test_without_a_host_all_addresses_are_served_and_the_log_names_the_port(
    studio: Studio, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    async with serving(studio, "tcp://:0") as server:
        ports = {each.getsockname()[1] for each in server.sockets}
        assert len(ports) == 1
        for which, where in enumerate(server.addresses):
            assert where in caplog.text and where.endswith(f":{min(ports)}")
            async with connected(server, which) as client:
                await client.send(pack("describe"))
                assert event_types(await client.receive_until("info")) == ["info"]


async def test_a_port_in_use_is_an_error_and_leaves_no_socket_open(studio: Studio, tmp_path: Path) -> None:
    async with serving(studio) as server:
        port = server.sockets[0].getsockname()[1]
        second = WyomingServer(studio, [f"unix://{tmp_path}/socket", f"tcp://127.0.0.1:{port}"])
        with pytest.raises(ListenFailed, match=f"^Port {port} is taken"):
            await second.start()
        assert second.addresses == ()
        async with serving(studio, f"unix://{tmp_path}/socket"):
            pass


async def test_a_unix_socket_is_removed_at_the_end(studio: Studio, tmp_path: Path) -> None:
    async with serving(studio, f"unix://{tmp_path}/socket"):
        assert (tmp_path / "socket").is_socket()
    assert not (tmp_path / "socket").exists()


@pytest.fixture
def two_connections(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings with room for two connections, where a stream that has brought text may think without end."""
    monkeypatch.setattr("wyoming_kokoro.wire.connection.SILENT_SECONDS", 1e9)
    return replace(settings, wyoming=replace(settings.wyoming, connections=2, address_share=1.0))


async def test_the_connection_idle_for_longest_is_closed_for_a_new_one(
    two_connections: Settings, apply_settings: ApplySettings
) -> None:
    async with (
        serving(await apply_settings(two_connections)) as server,
        connected(server) as oldest,
        connected(server) as second,
    ):
        for client in (oldest, second, oldest):
            await client.send(pack("ping"))
            assert event_types(await client.receive_until("pong")) == ["pong"]
        before = count("made_room")
        async with connected(server) as third:
            await third.send(synthesize("One."))
            assert await is_closed(second)
            assert event_types(await third.receive_until("audio-stop")) == ONE_SHOT
            await oldest.send(pack("ping"))
            assert event_types(await oldest.receive_until("pong")) == ["pong"]
        assert count("made_room") == before + 1


async def test_the_newest_connection_is_refused_when_all_are_busy(
    two_connections: Settings, apply_settings: ApplySettings
) -> None:
    async with (
        serving(await apply_settings(two_connections)) as server,
        connected(server) as first,
        connected(server) as second,
    ):
        for client in (first, second):
            await client.send(pack("synthesize-start"), pack("synthesize-chunk", {"text": "One. "}))
            await client.receive_until("audio-start")
        async with connected(server) as third:
            events = await third.receive_all()
            assert [event.data["code"] for event in events] == ["too_many_connections"]
        for client in (first, second):
            await client.send(pack("synthesize-chunk", {"text": "One."}), pack("synthesize-stop"))
            assert event_types(await client.receive_until("synthesize-stopped"))[-1] == "synthesize-stopped"


async def test_of_many_refused_connections_only_a_few_receive_the_error(
    two_connections: Settings, apply_settings: ApplySettings
) -> None:
    async with serving(await apply_settings(two_connections)) as server, contextlib.AsyncExitStack() as stack:
        at_work = [await stack.enter_async_context(connected(server)) for _ in range(2)]
        for client in at_work:
            await client.send(pack("synthesize-start"), pack("synthesize-chunk", {"text": "One. "}))
            await client.receive_until("audio-start")
        clients = [await stack.enter_async_context(connected(server)) for _ in range(12)]
        answers = [await client.receive_all() for client in clients]
        codes = [[event.data["code"] for event in answer] for answer in answers]
        assert codes[-1] == ["too_many_connections"] and all(each in ([], codes[-1]) for each in codes)
        await until(lambda: server.connections == 2)


@pytest.mark.parametrize("leaving", [True, False], ids=["left", "stayed"])
async def test_a_client_after_many_others_is_served(
    two_connections: Settings, apply_settings: ApplySettings, *, leaving: bool
) -> None:
    async with serving(await apply_settings(two_connections)) as server, contextlib.AsyncExitStack() as stack:
        where = server.sockets[0].getsockname()
        # all before the server accepts the first
        clients = [stack.enter_context(socket.create_connection(where)) for _ in range(60)]
        for each in clients if leaving else ():
            each.close()
        client = await stack.enter_async_context(connected(server))
        await client.send(synthesize("One."))
        assert event_types(await client.receive_until("audio-stop")) == ONE_SHOT
        await until(lambda: server.connections <= 2)


async def test_stopping_ends_idle_connections_at_once(studio: Studio) -> None:
    async with serving(studio) as server, connected(server) as silent, connected(server) as asked:
        await asked.send(pack("describe"))
        await asked.receive_until("info")
        await until(lambda: server.connections == 2)
        await asyncio.wait_for(server.stop(PATIENCE * 10), PATIENCE)
        assert await is_closed(silent) and await is_closed(asked)


async def test_stopping_waits_for_open_requests(studio: Studio) -> None:
    text = "This is said to its end. " * 8
    async with serving(studio) as server, connected(server) as one, connected(server) as other:
        await one.send(synthesize(text))
        await other.send(pack("synthesize-start"), pack("synthesize-chunk", {"text": text}))
        await one.receive_until("audio-start")
        await other.receive_until("audio-chunk")
        stopping = asyncio.create_task(server.stop(PATIENCE))
        await asyncio.sleep(0)
        await other.send(pack("synthesize-stop"))
        assert (await one.receive_all())[-1].type == "audio-stop"
        assert (await other.receive_all())[-1].type == "synthesize-stopped"
        await stopping


async def test_stopping_refuses_new_requests(studio: Studio) -> None:
    async with serving(studio) as server, connected(server) as client:
        await client.send(pack("synthesize-start"))
        await client.receive_until("audio-start")
        where = server.sockets[0].getsockname()
        stopping = asyncio.create_task(server.stop(PATIENCE))
        await asyncio.sleep(0)
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(*where)
        await client.send(pack("synthesize-stop"), synthesize("One more."))
        events = await client.receive_all()
        assert events[-1].data.get("code") == "stopping" or events[-1].type == "synthesize-stopped"
        await stopping


@pytest.mark.slow
async def test_stopping_ends_slow_requests_with_an_error(studio: Studio) -> None:
    async with (
        serving(studio) as server,
        connected(server) as client,
        client_that_does_not_read(server, synthesize(LONG)),
    ):
        await client.send(synthesize(LONG))
        await client.receive_until("audio-chunk")
        hearing = asyncio.create_task(client.receive_all())
        await asyncio.wait_for(server.stop(0), PATIENCE)
        assert not server.connections
        assert (await hearing)[-1].data["code"] == "stopping"


@pytest.mark.slow
@pytest.mark.parametrize("where", ["tcp", "unix"])
async def test_a_listener_that_reads_slowly_still_learns_that_the_server_stops(
    studio: Studio, tmp_path: Path, where: str
) -> None:
    uri = "tcp://127.0.0.1:0" if where == "tcp" else f"unix://{tmp_path}/speech"
    async with serving(studio, uri) as server, connected(server) as client:
        await client.send(synthesize(LONG))
        await client.receive_until("audio-chunk")
        client.reader._transport.pause_reading()  # type: ignore[attr-defined]
        await until(lambda: server.unsent_bytes)
        await asyncio.wait_for(server.stop(0), PATIENCE)
        assert not server.connections
        client.reader._transport.resume_reading()  # type: ignore[attr-defined]
        assert (await client.receive_all())[-1].data.get("code") == "stopping"


async def test_nothing_more_is_rendered_for_a_client_that_left(
    studio: Studio, idle: Callable[[], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Phrase] = []
    render = ToneEngine.render

    def counted(self: ToneEngine, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
        made.append(phrase)
        return render(self, phrase, again=again)

    monkeypatch.setattr(ToneEngine, "render", counted)
    async with serving(studio) as server:
        before = count("left_at_work")
        async with connected(server) as client:
            await client.send(synthesize(LONG))
            await client.receive_until("audio-chunk")
        await until(lambda: idle() and not server.connections)
        assert count("left_at_work") == before + 1
    assert 1 <= len(made) < SENTENCES  # each is a phrase or more


async def test_a_client_that_disconnects_during_a_stream_is_noticed(studio: Studio, idle: Callable[[], bool]) -> None:
    async with serving(studio) as server:
        async with connected(server) as client:
            await client.send(pack("synthesize-start"))
            await client.receive_until("audio-start")
        await until(lambda: idle() and not server.connections)


async def test_a_client_that_does_not_read_does_not_delay_others(studio: Studio) -> None:
    async with serving(studio) as server, connected(server) as stuck, connected(server) as client:
        await stuck.send(synthesize(LONG))
        for _ in range(3):
            await client.send(stream("One."))
            assert (await client.receive_until("synthesize-stopped"))[-1].type == "synthesize-stopped"


async def test_a_connection_that_is_reset_leaves_nothing_behind(
    studio: Studio, caplog: pytest.LogCaptureFixture, idle: Callable[[], bool]
) -> None:
    async with serving(studio) as server, connected(server) as client:
        await client.send(synthesize(LONG))
        await client.receive_until("audio-chunk")
        client.writer.transport.abort()
        await until(lambda: idle() and not server.connections)
    assert "Traceback" not in caplog.text


async def test_describe_is_answered_when_the_client_closes_its_side(studio: Studio) -> None:
    """A health check that closes its side behind its question, as netcat does."""
    async with serving(studio) as server, connected(server) as client:
        await client.send(b'{"type": "describe"}\n')
        client.writer.write_eof()
        assert event_types(await client.receive_all()) == ["info"]


def failing_speech(error: BaseException) -> Callable[..., AsyncGenerator[Audio, None]]:
    """Speech that fails at once."""

    async def raise_error() -> Audio:
        raise error

    async def speak(*_: object, interface: str) -> AsyncGenerator[Audio, None]:  # noqa: ARG001 -- as the studio is asked
        yield await raise_error()

    return speak


async def test_an_internal_error_is_one_sentence_for_the_client_and_a_traceback_in_the_log(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Studio, "speak", failing_speech(ZeroDivisionError()))
    async with serving(studio) as server, connected(server) as client:
        await client.send(synthesize("One."))
        events = await client.receive_all()
        assert events[-1].type == "error" and events[-1].data["code"] == "broken"
        assert "ZeroDivisionError" not in str(events) and "ZeroDivisionError" in caplog.text


async def test_a_studio_that_closes_during_a_request_gives_the_stopping_error(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Studio, "speak", failing_speech(asyncio.CancelledError()))
    async with serving(studio) as server, connected(server) as client:
        await client.send(synthesize("One."))
        assert (await client.receive_all())[-1].data["code"] == "stopping"


async def test_both_request_forms_give_the_same_sound(studio: Studio) -> None:
    async with serving(studio) as server, connected(server) as client:
        await client.send(synthesize("The same."), stream("The ", "same."))
        one = sound(await client.receive_until("audio-stop"))
        assert one == sound(await client.receive_until("synthesize-stopped"))


async def test_streams_without_text_make_room_for_a_new_connection(
    settings: Settings, apply_settings: ApplySettings
) -> None:
    """As many of them as there may be connections kept everybody out for two minutes."""
    few = replace(settings, wyoming=replace(settings.wyoming, connections=4, address_share=1.0))
    async with serving(await apply_settings(few)) as server, AsyncExitStack() as stack:
        silent = [await stack.enter_async_context(connected(server)) for _ in range(4)]
        for client in silent:
            await client.send(pack("synthesize-start"), pack("ping"))
            await client.receive_until("pong")
        newcomer = await stack.enter_async_context(connected(server))
        await newcomer.send(synthesize("One."))
        assert event_types(await newcomer.receive_until("audio-stop")) == ONE_SHOT
        await silent[0].receive_all()  # its connection has ended


async def test_one_address_leaves_places_for_the_others(settings: Settings, apply_settings: ApplySettings) -> None:
    few = replace(settings, wyoming=replace(settings.wyoming, connections=4, address_share=0.5))
    async with serving(await apply_settings(few)) as server, AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(connected(server)) for _ in range(3)]
        assert await is_closed(clients[0])
        for client in clients[1:]:
            await client.send(pack("ping"))
            assert event_types(await client.receive_until("pong")) == ["pong"]
        assert server.connections == 2
