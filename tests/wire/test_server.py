"""The server: where it listens, who may come in, and how it stops."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.wire.callers import PATIENCE, Caller, kinds, sound, stream, synthesize, until
from tests.wire.conftest import Equipped
from wyoming_kokoro.engines.tone import ToneEngine
from wyoming_kokoro.errors import ListenFailed
from wyoming_kokoro.metrics import WIRE_DISCONNECTED
from wyoming_kokoro.settings import Settings
from wyoming_kokoro.speech import Audio, Phrase, Piece
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.wire import WyomingServer
from wyoming_kokoro.wire.frames import pack

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
async def calling(server: WyomingServer, which: int = 0) -> AsyncGenerator[Caller, None]:
    """A connection to it."""
    listener = server.sockets[which]
    where = listener.getsockname()
    if listener.family == socket.AF_UNIX:
        opened = await asyncio.open_unix_connection(where)
    else:
        opened = await asyncio.open_connection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(where[0], where[0]), where[1])  # noqa: S104
    caller = Caller(*opened)
    try:
        yield caller
    finally:
        await caller.leave()


@asynccontextmanager
async def unreading(server: WyomingServer, request: bytes) -> AsyncGenerator[None, None]:
    """A caller who asks and does not read, so that no last word gets through either."""
    loop = asyncio.get_running_loop()
    with socket.socket() as caller:
        caller.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        caller.setblocking(False)
        await loop.sock_connect(caller, server.sockets[0].getsockname())
        await loop.sock_sendall(caller, request)
        await until(lambda: server.unsent_bytes)
        yield


async def ends(caller: Caller) -> bool:
    """Whether the connection has ended without a word."""
    with contextlib.suppress(ConnectionError):
        return await caller.raw() == b""
    return True


def count(reason: str) -> int:
    """How many connections have ended for a reason."""
    return WIRE_DISCONNECTED.counts()[reason]


async def test_several_addresses_are_served_at_once(studio: Studio, tmp_path: Path) -> None:
    async with serving(studio, "tcp://127.0.0.1:0", f"unix://{tmp_path}/door", "tcp://127.0.0.1:0") as server:
        assert len(set(server.addresses)) == 3
        assert server.addresses[1] == f"unix://{tmp_path}/door"
        for which in range(3):
            async with calling(server, which) as caller:
                await caller.send(synthesize("One."))
                assert kinds(await caller.hear_until("audio-stop")) == ONE_SHOT


async def test_no_host_is_every_address_and_the_log_names_the_port(
    studio: Studio, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    async with serving(studio, "tcp://:0") as server:
        ports = {each.getsockname()[1] for each in server.sockets}
        assert len(ports) == 1
        for which, where in enumerate(server.addresses):
            assert where in caplog.text and where.endswith(f":{min(ports)}")
            async with calling(server, which) as caller:
                await caller.send(pack("describe"))
                assert kinds(await caller.hear_until("info")) == ["info"]


async def test_a_taken_port_is_one_line_and_leaves_nothing_open(studio: Studio, tmp_path: Path) -> None:
    async with serving(studio) as server:
        port = server.sockets[0].getsockname()[1]
        second = WyomingServer(studio, [f"unix://{tmp_path}/door", f"tcp://127.0.0.1:{port}"])
        with pytest.raises(ListenFailed, match=f"^Port {port} is taken"):
            await second.start()
        assert second.addresses == ()
        async with serving(studio, f"unix://{tmp_path}/door"):
            pass


async def test_a_unix_socket_is_removed_at_the_end(studio: Studio, tmp_path: Path) -> None:
    async with serving(studio, f"unix://{tmp_path}/door"):
        assert (tmp_path / "door").is_socket()
    assert not (tmp_path / "door").exists()


@pytest.fixture
def few(settings: Settings) -> Settings:
    """Settings with room for two connections."""
    return replace(settings, wyoming=replace(settings.wyoming, connections=2))


async def test_the_connection_longest_without_a_request_makes_room(few: Settings, equipped: Equipped) -> None:
    async with serving(await equipped(few)) as server, calling(server) as oldest, calling(server) as second:
        for caller in (oldest, second, oldest):
            await caller.send(pack("ping"))
            assert kinds(await caller.hear_until("pong")) == ["pong"]
        before = count("made_room")
        async with calling(server) as third:
            await third.send(synthesize("One."))
            assert await ends(second)
            assert kinds(await third.hear_until("audio-stop")) == ONE_SHOT
            await oldest.send(pack("ping"))
            assert kinds(await oldest.hear_until("pong")) == ["pong"]
        assert count("made_room") == before + 1


async def test_the_newest_is_refused_when_all_are_at_work(few: Settings, equipped: Equipped) -> None:
    async with serving(await equipped(few)) as server, calling(server) as first, calling(server) as second:
        for caller in (first, second):
            await caller.send(pack("synthesize-start"))
            await caller.hear_until("audio-start")
        async with calling(server) as third:
            heard = await third.hear_all()
            assert [event.data["code"] for event in heard] == ["too_many_connections"]
        for caller in (first, second):
            await caller.send(pack("synthesize-chunk", {"text": "One."}), pack("synthesize-stop"))
            assert kinds(await caller.hear_until("synthesize-stopped"))[-1] == "synthesize-stopped"


async def test_of_a_crowd_that_is_refused_only_a_few_are_kept_to_hear_why(few: Settings, equipped: Equipped) -> None:
    async with serving(await equipped(few)) as server, contextlib.AsyncExitStack() as stack:
        at_work = [await stack.enter_async_context(calling(server)) for _ in range(2)]
        for caller in at_work:
            await caller.send(pack("synthesize-start"))
            await caller.hear_until("audio-start")
        crowd = [await stack.enter_async_context(calling(server)) for _ in range(12)]
        answers = [await caller.hear_all() for caller in crowd]
        codes = [[event.data["code"] for event in answer] for answer in answers]
        assert codes[-1] == ["too_many_connections"] and all(each in ([], codes[-1]) for each in codes)
        await until(lambda: server.connections == 2)


@pytest.mark.parametrize("leaving", [True, False], ids=["left", "stayed"])
async def test_whoever_comes_after_a_crowd_is_let_in(few: Settings, equipped: Equipped, *, leaving: bool) -> None:
    async with serving(await equipped(few)) as server, contextlib.AsyncExitStack() as stack:
        where = server.sockets[0].getsockname()
        crowd = [stack.enter_context(socket.create_connection(where)) for _ in range(60)]  # all before the server looks
        for each in crowd if leaving else ():
            each.close()
        caller = await stack.enter_async_context(calling(server))
        await caller.send(synthesize("One."))
        assert kinds(await caller.hear_until("audio-stop")) == ONE_SHOT
        await until(lambda: server.connections <= 2)


async def test_stopping_ends_idle_connections_at_once(studio: Studio) -> None:
    async with serving(studio) as server, calling(server) as silent, calling(server) as asked:
        await asked.send(pack("describe"))
        await asked.hear_until("info")
        await until(lambda: server.connections == 2)
        await asyncio.wait_for(server.stop(PATIENCE * 10), PATIENCE)
        assert await ends(silent) and await ends(asked)


async def test_stopping_lets_what_was_asked_be_said(studio: Studio) -> None:
    text = "This is said to its end. " * 8
    async with serving(studio) as server, calling(server) as one, calling(server) as other:
        await one.send(synthesize(text))
        await other.send(pack("synthesize-start"), pack("synthesize-chunk", {"text": text}))
        await one.hear_until("audio-start")
        await other.hear_until("audio-chunk")
        stopping = asyncio.create_task(server.stop(PATIENCE))
        await asyncio.sleep(0)
        await other.send(pack("synthesize-stop"))
        assert (await one.hear_all())[-1].type == "audio-stop"
        assert (await other.hear_all())[-1].type == "synthesize-stopped"
        await stopping


async def test_stopping_takes_no_new_requests(studio: Studio) -> None:
    async with serving(studio) as server, calling(server) as caller:
        await caller.send(pack("synthesize-start"))
        await caller.hear_until("audio-start")
        where = server.sockets[0].getsockname()
        stopping = asyncio.create_task(server.stop(PATIENCE))
        await asyncio.sleep(0)
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(*where)
        await caller.send(pack("synthesize-stop"), synthesize("One more."))
        heard = await caller.hear_all()
        assert heard[-1].data.get("code") == "stopping" or heard[-1].type == "synthesize-stopped"
        await stopping


async def test_stopping_ends_what_takes_too_long_and_says_so(studio: Studio) -> None:
    async with serving(studio) as server, calling(server) as caller, unreading(server, synthesize(LONG)):
        await caller.send(synthesize(LONG))
        await caller.hear_until("audio-chunk")
        hearing = asyncio.create_task(caller.hear_all())
        await asyncio.wait_for(server.stop(0), PATIENCE)
        assert not server.connections
        assert (await hearing)[-1].data["code"] == "stopping"


async def test_nothing_more_is_made_for_a_listener_who_left(
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
        async with calling(server) as caller:
            await caller.send(synthesize(LONG))
            await caller.hear_until("audio-chunk")
        await until(lambda: idle() and not server.connections)
        assert count("left_at_work") == before + 1
    assert 1 <= len(made) < SENTENCES  # each is a phrase or more


async def test_a_stream_that_left_is_noticed_while_nothing_is_said(studio: Studio, idle: Callable[[], bool]) -> None:
    async with serving(studio) as server:
        async with calling(server) as caller:
            await caller.send(pack("synthesize-start"))
            await caller.hear_until("audio-start")
        await until(lambda: idle() and not server.connections)


async def test_a_listener_who_does_not_read_holds_up_nobody(studio: Studio) -> None:
    async with serving(studio) as server, calling(server) as stuck, calling(server) as caller:
        await stuck.send(synthesize(LONG))
        for _ in range(3):
            await caller.send(stream("One."))
            assert (await caller.hear_until("synthesize-stopped"))[-1].type == "synthesize-stopped"


async def test_a_connection_that_is_reset_leaves_nothing_behind(
    studio: Studio, caplog: pytest.LogCaptureFixture, idle: Callable[[], bool]
) -> None:
    async with serving(studio) as server, calling(server) as caller:
        await caller.send(synthesize(LONG))
        await caller.hear_until("audio-chunk")
        caller.writer.transport.abort()
        await until(lambda: idle() and not server.connections)
    assert "Traceback" not in caplog.text


async def test_describe_then_nothing_more_is_answered(studio: Studio) -> None:
    """A health check that closes its side behind its question, as netcat does."""
    async with serving(studio) as server, calling(server) as caller:
        await caller.send(b'{"type": "describe"}\n')
        caller.writer.write_eof()
        assert kinds(await caller.hear_all()) == ["info"]


def failing(error: BaseException) -> Callable[..., AsyncGenerator[Audio, None]]:
    """Speech that fails at once."""

    async def fails() -> Audio:
        raise error

    async def speak(*_: object, interface: str) -> AsyncGenerator[Audio, None]:  # noqa: ARG001 -- as the studio is asked
        yield await fails()

    return speak


async def test_a_fault_of_ours_is_told_in_one_sentence_and_logged_whole(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Studio, "speak", failing(ZeroDivisionError()))
    async with serving(studio) as server, calling(server) as caller:
        await caller.send(synthesize("One."))
        heard = await caller.hear_all()
        assert heard[-1].type == "error" and heard[-1].data["code"] == "broken"
        assert "ZeroDivisionError" not in str(heard) and "ZeroDivisionError" in caplog.text


async def test_a_studio_that_closes_under_a_request_is_told_as_stopping(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Studio, "speak", failing(asyncio.CancelledError()))
    async with serving(studio) as server, calling(server) as caller:
        await caller.send(synthesize("One."))
        assert (await caller.hear_all())[-1].data["code"] == "stopping"


async def test_both_request_forms_give_the_same_sound(studio: Studio) -> None:
    async with serving(studio) as server, calling(server) as caller:
        await caller.send(synthesize("The same."), stream("The ", "same."))
        one = sound(await caller.hear_until("audio-stop"))
        assert one == sound(await caller.hear_until("synthesize-stopped"))
