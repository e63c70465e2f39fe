"""Timeouts: a client that makes the server wait is disconnected after the time in the settings."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from tests.wire.client import WyomingClient, event_types, synthesize, until
from tests.wire.conftest import Connect
from wyoming_kokoro.frames import pack
from wyoming_kokoro.metrics import WIRE_DISCONNECTED, WIRE_REJECTED
from wyoming_kokoro.settings import Settings

LONG = "This sentence takes a while to be spoken, and it is one of a great many. " * 250


@pytest.fixture
def settings(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Settings with one short timeout, and all others long."""
    far = dict.fromkeys(
        ("first_request_timeout", "frame_timeout", "idle_timeout", "write_timeout", "text_stream_timeout"), 3600.0
    )
    return replace(settings, wyoming=replace(settings.wyoming, **{**far, **request.param}))


@pytest.fixture(autouse=True)
async def wait_for_disconnect() -> AsyncGenerator[None, None]:
    """Each of these tests ends one connection for one reason."""
    before = sum(WIRE_DISCONNECTED.counts().values())
    yield
    await until(lambda: sum(WIRE_DISCONNECTED.counts().values()) > before)


def with_deadlines(**deadlines: float) -> pytest.MarkDecorator:
    """The settings of a test."""
    return pytest.mark.parametrize("settings", [deadlines], indirect=True, ids=[""])


@with_deadlines(first_request_timeout=0.2)
async def test_a_connection_without_a_request_is_closed(connect: Connect) -> None:
    silent, ignored = await connect(), await connect()
    await ignored.send(pack("nothing-of-ours"))
    assert await silent.raw() == b"" and await ignored.raw() == b""


@with_deadlines(idle_timeout=0.2)
async def test_a_connection_without_further_requests_is_closed(connect: Connect) -> None:
    client = await connect()
    await client.send(pack("ping"))
    assert event_types(await client.receive_all()) == ["pong"]


@with_deadlines(idle_timeout=0.2)
async def test_a_connection_that_is_being_answered_is_not_idle(connect: Connect) -> None:
    client = await connect()
    await client.send(pack("synthesize-start"))
    await asyncio.sleep(0.5)
    await client.send(pack("synthesize-stop"))
    assert event_types(await client.receive_all())[-1] == "synthesize-stopped"


@with_deadlines(frame_timeout=0.3)
@pytest.mark.parametrize(
    "begun", [b'{"type"', b'{"type":"x","data_length":5}\n{', b'{"type":"x","payload_length":5}\n123'], ids=str
)
async def test_an_event_that_is_never_complete_is_an_error(connect: Connect, begun: bytes) -> None:
    before = WIRE_REJECTED.counts()["too_slow"]
    client = await connect()
    await client.send(pack("ping"), begun)
    events = await client.receive_all()
    assert event_types(events) == ["pong", "error"] and events[-1].data["code"] == "too_slow"
    assert WIRE_REJECTED.counts()["too_slow"] == before + 1


@with_deadlines(frame_timeout=0.3)
@pytest.mark.parametrize("pause", [0.05, 0.002])
async def test_single_bytes_do_not_extend_the_deadline_of_an_event(connect: Connect, pause: float) -> None:
    client = await connect()
    await client.send(b'{"type":"')
    dripping = asyncio.create_task(_drip(client, pause))
    events = await client.receive_all()
    dripping.cancel()
    assert [event.data["code"] for event in events] == ["too_slow"]


async def _drip(client: WyomingClient, pause: float) -> None:
    while True:
        await client.send(b"x")
        await asyncio.sleep(pause)


@pytest.mark.slow
@with_deadlines(frame_timeout=1.0)
async def test_each_event_has_its_own_deadline(connect: Connect) -> None:
    client = await connect()
    for _ in range(6):
        await client.send(b'{"type":')
        await asyncio.sleep(0.2)
        await client.send(b'"ping"}\n')
        assert event_types(await client.receive_until("pong")) == ["pong"]
    await client.leave()


@with_deadlines(text_stream_timeout=0.5)
async def test_a_stream_that_sends_no_more_text_is_ended(connect: Connect) -> None:
    client = await connect()
    await client.send(pack("synthesize-start"), pack("synthesize-chunk", {"text": "This is whole. This one is"}))
    events = await client.receive_all()
    assert event_types(events) == ["audio-start", "audio-chunk", "audio-stop", "synthesize-stopped"]


@with_deadlines(text_stream_timeout=0.3)
async def test_a_stream_without_any_text_is_ended(connect: Connect) -> None:
    client = await connect()
    await client.send(pack("synthesize-start"))
    assert event_types(await client.receive_all()) == ["audio-start", "audio-stop", "synthesize-stopped"]


@pytest.mark.slow
@with_deadlines(text_stream_timeout=1.0)
async def test_a_stream_that_sends_text_slowly_continues(connect: Connect) -> None:
    client = await connect()
    await client.send(pack("synthesize-start"))
    for _ in range(6):
        await asyncio.sleep(0.2)
        await client.send(pack("synthesize-chunk", {"text": "More. "}))
    await client.send(pack("synthesize-stop"))
    assert event_types(await client.receive_until("synthesize-stopped"))[-1] == "synthesize-stopped"
    await client.leave()


@with_deadlines(flush_after=0.1)
async def test_a_sentence_is_spoken_when_no_more_text_comes(connect: Connect) -> None:
    """As before a tool call, which may take long."""
    client = await connect()
    await client.send(pack("synthesize-start"), pack("synthesize-chunk", {"text": "Let me check."}))
    assert event_types(await client.receive_until("audio-chunk")) == ["audio-start", "audio-chunk"]


@with_deadlines(write_timeout=0.3)
async def test_a_client_that_does_not_read_is_disconnected(connect: Connect) -> None:
    before = WIRE_DISCONNECTED.counts()["slow_reader"]
    client = await connect()
    client.reader._transport.pause_reading()  # type: ignore[attr-defined]
    await client.send(synthesize(LONG))
    await until(lambda: WIRE_DISCONNECTED.counts()["slow_reader"] > before)
