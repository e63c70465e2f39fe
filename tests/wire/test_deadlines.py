"""Deadlines: who keeps the server waiting is let go, after the time that is set, and told where it may still help."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from tests.wire.callers import Caller, kinds, synthesize, until
from tests.wire.conftest import Connect
from wyoming_kokoro.metrics import WIRE_DISCONNECTED, WIRE_REJECTED
from wyoming_kokoro.settings import Settings
from wyoming_kokoro.wire.frames import pack

LONG = "This sentence takes a while to be spoken, and it is one of a great many. " * 250


@pytest.fixture
def settings(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Settings with one deadline so short that it is soon over, and all others far away."""
    far = dict.fromkeys(
        ("first_request_timeout", "frame_timeout", "idle_timeout", "write_timeout", "text_stream_timeout"), 3600.0
    )
    return replace(settings, wyoming=replace(settings.wyoming, **{**far, **request.param}))


@pytest.fixture(autouse=True)
async def counted() -> AsyncGenerator[None, None]:
    """Each of these tests ends one connection for one reason."""
    before = sum(WIRE_DISCONNECTED.counts().values())
    yield
    await until(lambda: sum(WIRE_DISCONNECTED.counts().values()) > before)


def short(**deadlines: float) -> pytest.MarkDecorator:
    """The settings of a test."""
    return pytest.mark.parametrize("settings", [deadlines], indirect=True, ids=[""])


@short(first_request_timeout=0.2)
async def test_who_never_asks_is_let_go(connect: Connect) -> None:
    silent, ignored = await connect(), await connect()
    await ignored.send(pack("nothing-of-ours"))
    assert await silent.raw() == b"" and await ignored.raw() == b""


@short(idle_timeout=0.2)
async def test_who_asks_no_more_is_let_go(connect: Connect) -> None:
    caller = await connect()
    await caller.send(pack("ping"))
    assert kinds(await caller.hear_all()) == ["pong"]


@short(idle_timeout=0.2)
async def test_who_is_being_answered_is_not_idle(connect: Connect) -> None:
    caller = await connect()
    await caller.send(pack("synthesize-start"))
    await asyncio.sleep(0.5)
    await caller.send(pack("synthesize-stop"))
    assert kinds(await caller.hear_all())[-1] == "synthesize-stopped"


@short(frame_timeout=0.3)
@pytest.mark.parametrize(
    "begun", [b'{"type"', b'{"type":"x","data_length":5}\n{', b'{"type":"x","payload_length":5}\n123'], ids=str
)
async def test_an_event_that_is_never_whole_is_told(connect: Connect, begun: bytes) -> None:
    before = WIRE_REJECTED.counts()["too_slow"]
    caller = await connect()
    await caller.send(pack("ping"), begun)
    heard = await caller.hear_all()
    assert kinds(heard) == ["pong", "error"] and heard[-1].data["code"] == "too_slow"
    assert WIRE_REJECTED.counts()["too_slow"] == before + 1


@short(frame_timeout=0.3)
@pytest.mark.parametrize("pause", [0.05, 0.002])
async def test_a_byte_now_and_then_does_not_keep_an_event_going(connect: Connect, pause: float) -> None:
    caller = await connect()
    await caller.send(b'{"type":"')
    dripping = asyncio.create_task(_drip(caller, pause))
    heard = await caller.hear_all()
    dripping.cancel()
    assert [event.data["code"] for event in heard] == ["too_slow"]


async def _drip(caller: Caller, pause: float) -> None:
    while True:
        await caller.send(b"x")
        await asyncio.sleep(pause)


@short(frame_timeout=1.0)
async def test_many_events_may_take_longer_than_one(connect: Connect) -> None:
    caller = await connect()
    for _ in range(6):
        await caller.send(b'{"type":')
        await asyncio.sleep(0.2)
        await caller.send(b'"ping"}\n')
        assert kinds(await caller.hear_until("pong")) == ["pong"]
    await caller.leave()


@short(text_stream_timeout=0.5)
async def test_a_stream_that_falls_silent_is_ended(connect: Connect) -> None:
    caller = await connect()
    await caller.send(pack("synthesize-start"), pack("synthesize-chunk", {"text": "This is whole. This one is"}))
    heard = await caller.hear_all()
    assert kinds(heard) == ["audio-start", "audio-chunk", "audio-stop", "synthesize-stopped"]


@short(text_stream_timeout=0.3)
async def test_a_stream_that_never_says_anything_is_ended(connect: Connect) -> None:
    caller = await connect()
    await caller.send(pack("synthesize-start"))
    assert kinds(await caller.hear_all()) == ["audio-start", "audio-stop", "synthesize-stopped"]


@short(text_stream_timeout=1.0)
async def test_a_stream_that_speaks_now_and_then_goes_on(connect: Connect) -> None:
    caller = await connect()
    await caller.send(pack("synthesize-start"))
    for _ in range(6):
        await asyncio.sleep(0.2)
        await caller.send(pack("synthesize-chunk", {"text": "More. "}))
    await caller.send(pack("synthesize-stop"))
    assert kinds(await caller.hear_until("synthesize-stopped"))[-1] == "synthesize-stopped"
    await caller.leave()


@short(flush_after=0.1)
async def test_a_sentence_is_spoken_when_no_more_text_comes(connect: Connect) -> None:
    """As before a tool call, which may take long."""
    caller = await connect()
    await caller.send(pack("synthesize-start"), pack("synthesize-chunk", {"text": "Let me check."}))
    assert kinds(await caller.hear_until("audio-chunk")) == ["audio-start", "audio-chunk"]


@short(write_timeout=0.3)
async def test_who_does_not_read_is_let_go(connect: Connect) -> None:
    before = WIRE_DISCONNECTED.counts()["slow_reader"]
    caller = await connect()
    caller.reader._transport.pause_reading()  # type: ignore[attr-defined]
    await caller.send(synthesize(LONG))
    await until(lambda: WIRE_DISCONNECTED.counts()["slow_reader"] > before)
