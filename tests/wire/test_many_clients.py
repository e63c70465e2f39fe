"""Many clients at once: none waits until another is finished, nothing is mixed up, `describe` is answered meanwhile."""

import asyncio

import pytest
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncClient, AsyncTcpClient
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeStopped,
    SynthesizeVoice,
)

from tests.wire.client import PATIENCE, WyomingClient, event_types, sound, stream, synthesize
from tests.wire.conftest import Connect
from wyoming_kokoro.frames import pack
from wyoming_kokoro.wire import WyomingServer
from wyoming_kokoro.wire.peer import EVENTS_PER_TURN

LONG = "This sentence takes a while to be spoken, and it is one of a great many. " * 250
SHORT = "The light is on."
OPENING = "Well, this is number {}. "


def client(server: WyomingServer) -> AsyncTcpClient:
    """The client that Home Assistant uses."""
    host, port = server.sockets[0].getsockname()
    return AsyncTcpClient(host, port, connect_timeout=PATIENCE, read_timeout=PATIENCE)


async def events(from_server: AsyncClient) -> Event:
    """The next event, which must come."""
    event = await from_server.read_event()
    assert event is not None
    return event


async def streamed(client: WyomingClient, *pieces: str) -> bytes:
    """The sound of a streamed text, each piece sent when the one before has gone."""
    await client.send(pack("synthesize-start"))
    for piece in pieces:
        await client.send(pack("synthesize-chunk", {"text": piece}))
    await client.send(pack("synthesize-stop"))
    events = await client.receive_until("synthesize-stopped", "error")
    assert events[-1].type == "synthesize-stopped"
    return sound(events)


async def test_describe_is_answered_before_streams_end(connect: Connect) -> None:
    clients = [await connect() for _ in range(8)]
    for client in clients:
        await client.send(stream(LONG))
    for client in clients:
        await client.receive_until("audio-chunk")
    speaking = [asyncio.create_task(client.receive_until("synthesize-stopped")) for client in clients[1:]]
    asking = await connect()
    for _ in range(20):
        await asking.send(pack("describe"))
        assert event_types(await asking.receive_until("info")) == ["info"]
    await clients[0].send(pack("describe"))
    events = await clients[0].receive_until("info", "audio-stop")
    assert events[-1].type == "info"
    assert not any(task.done() for task in speaking)
    for task in speaking:
        task.cancel()
    await asyncio.gather(*speaking, return_exceptions=True)


async def test_sixteen_parallel_streams_sound_the_same_as_single_ones(connect: Connect) -> None:
    texts = [[OPENING.format(number), "It is one ", "of sixteen."] for number in range(16)]
    alone = [await streamed(await connect(), *text) for text in texts]
    together = await asyncio.gather(*[streamed(await connect(), *text) for text in texts])
    assert [len(each) for each in together] == [len(each) for each in alone]
    assert together == alone


@pytest.mark.parametrize("busy", [pack("x") * 4_000, pack("ping") * 4_000], ids=["taking", "sending"])
async def test_other_connections_are_answered_while_one_connection_is_busy(client: WyomingClient, busy: bytes) -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    await client.send(busy, pack("describe"))  # before the count begins
    counting = asyncio.create_task(others())
    assert (await client.receive_until("info"))[-1].type == "info"
    counting.cancel()
    await asyncio.gather(counting, return_exceptions=True)
    assert turns >= 4_000 // EVENTS_PER_TURN


async def test_a_short_text_does_not_wait_for_a_long_one(connect: Connect) -> None:
    long, short = await connect(), await connect()
    await long.send(synthesize(LONG))
    await long.receive_until("audio-chunk")
    ending = asyncio.create_task(long.receive_until("audio-stop"))
    await short.send(synthesize(SHORT))
    assert (await short.receive_until("audio-stop"))[-1].type == "audio-stop"
    assert not ending.done()
    ending.cancel()
    await asyncio.gather(ending, return_exceptions=True)


async def test_home_assistants_client_is_answered_in_one_piece(server: WyomingServer) -> None:
    async with client(server) as to_server:
        await to_server.write_event(Describe().event())
        program = Info.from_event(await events(to_server)).tts[0]
        voice = SynthesizeVoice(name=program.voices[0].name)
        await to_server.write_event(Synthesize(SHORT, voice=voice).event())
        start = AudioStart.from_event(await events(to_server))
        assert (start.rate, start.width, start.channels) == (24_000, 2, 1)
        chunks = []
        while AudioChunk.is_type((event := await events(to_server)).type):
            chunks.append(AudioChunk.from_event(event))
        assert AudioStop.is_type(event.type)
        assert {(chunk.rate, chunk.width, chunk.channels) for chunk in chunks} == {(24_000, 2, 1)}
        assert sum(chunk.seconds for chunk in chunks) > 0.3
        await to_server.write_event(Ping("are you there").event())
        assert Pong.from_event(await events(to_server)).text == "are you there"


async def test_home_assistants_client_is_answered_while_its_text_arrives(server: WyomingServer) -> None:
    """As Home Assistant does it: chunks, then the whole text for old servers, then the end."""
    pieces = ["The light", " is on", ". The door", " is shut."]
    async with client(server) as to_server:
        await to_server.write_event(SynthesizeStart().event())
        assert AudioStart.is_type((await events(to_server)).type)
        for piece in pieces:
            await to_server.write_event(SynthesizeChunk(piece).event())
        await to_server.write_event(Synthesize("".join(pieces)).event())
        await to_server.write_event(SynthesizeStop().event())
        types = []
        while not SynthesizeStopped.is_type((event := await events(to_server)).type):
            types.append(event.type)
        assert types == ["audio-chunk"] * (len(types) - 1) + ["audio-stop"]
