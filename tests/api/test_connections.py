"""No connection keeps the door waiting for long, nor others out."""

import asyncio
import contextlib
import json
import socket
from collections.abc import Callable

import pytest

from tests.api.doors import Api, opened
from tests.api.held import Held, spoken_by
from wyoming_kokoro.metrics import HTTP_DISCONNECTED
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio import Studio

PATIENCE = 20
SPEECH = b"POST /v1/audio/speech HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
HEALTH = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"

Wire = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def connected(api: Api, content: bytes = b"") -> Wire:
    """A connection on which this has been sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", api.port)
    writer.write(content)
    return reader, writer


async def answered(wire: Wire) -> tuple[int, bytes]:
    """Status and body of the next answer, which tells its length."""
    head = await wire[0].readuntil(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    return int(head.split()[1]), await wire[0].readexactly(length)


async def ended(wire: Wire) -> None:
    """The server ends it."""
    async with asyncio.timeout(PATIENCE):
        try:
            while await wire[0].read(65536):
                pass
        except ConnectionError:
            pass
    wire[1].close()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 -- threads and sockets tell nobody
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("sent", [b"", b"POST /v1/aud", SPEECH, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc"[:3]])
async def test_a_connection_that_never_asks_is_ended(api: Api, sent: bytes) -> None:
    api.stage.set(**{"http.header_timeout": 0.2})
    before = HTTP_DISCONNECTED.counts()["slow_head"]
    await ended(await connected(api, sent))
    assert HTTP_DISCONNECTED.counts()["slow_head"] >= before


async def test_a_head_that_comes_a_byte_at_a_time_is_late_too(api: Api) -> None:
    api.stage.set(**{"http.header_timeout": 0.5})
    reader, writer = await connected(api)

    async def trickle() -> None:
        for byte in b"GET /health HTTP/1.1\r\nX-Slow: " + b"x" * 10_000:
            writer.write(bytes([byte]))
            await asyncio.sleep(0.02)

    trickling = asyncio.create_task(trickle())
    await ended((reader, writer))
    trickling.cancel()


async def test_a_connection_without_a_further_request_is_ended(api: Api) -> None:
    api.stage.set(**{"http.idle_timeout": 1.0})
    wire = await connected(api, HEALTH)
    assert (await answered(wire))[0] == 200
    wire[1].write(HEALTH)
    assert (await answered(wire))[0] == 200
    await ended(wire)


async def test_a_further_request_that_stays_unfinished_is_ended(api: Api) -> None:
    api.stage.set(**{"http.header_timeout": 0.3})
    wire = await connected(api, HEALTH)
    assert (await answered(wire))[0] == 200
    wire[1].write(b"GET /hea")
    await ended(wire)


async def test_a_body_that_does_not_come_is_told_so(api: Api) -> None:
    api.stage.set(**{"http.body_timeout": 0.2})
    wire = await connected(api, SPEECH + b"Content-Length: 1000\r\n\r\n{")
    status, body = await answered(wire)
    assert status == 408 and json.loads(body)["error"]["code"] == "body_too_slow"
    wire[1].close()


async def test_a_body_in_broken_pieces_is_told_so(api: Api) -> None:
    wire = await connected(api, SPEECH + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n")
    status, body = await answered(wire)
    assert status == 400 and json.loads(body)["error"]["code"] in ("broken_body", "bad_http")
    wire[1].close()


async def test_a_body_in_pieces_is_counted(api: Api) -> None:
    pieces = b"ffff\r\n" + b" " * 0xFFFF + b"\r\n"
    wire = await connected(api, SPEECH + b"Transfer-Encoding: chunked\r\n\r\n" + pieces * 5)
    status, body = await answered(wire)
    assert status == 413 and json.loads(body)["error"]["code"] == "body_too_large"
    wire[1].close()


async def test_who_asks_whether_to_send_is_told_before_sending(api: Api) -> None:
    wanted = b'{"input": "Yes.", "stream": false}'
    asking = SPEECH + b"Expect: 100-continue\r\n"
    wire = await connected(api, asking + b"Content-Length: %d\r\n\r\n" % len(wanted))
    assert await wire[0].readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    wire[1].write(wanted)
    assert (await answered(wire))[0] == 200
    wire[1].close()
    wire = await connected(api, asking + b"Content-Length: 100000000\r\n\r\n")
    assert (await answered(wire))[0] == 413
    wire[1].close()


async def test_the_one_longest_without_a_request_makes_room(api: Api) -> None:
    api.stage.set(**{"http.connections": 4})
    idle = [await connected(api, HEALTH) for _ in range(4)]
    assert [(await answered(wire))[0] for wire in idle] == [200] * 4
    newest = await connected(api, HEALTH)
    assert (await answered(newest))[0] == 200
    await ended(idle[0])
    for wire in (*idle[1:], newest):
        wire[1].write(HEALTH)
        assert (await answered(wire))[0] == 200
        wire[1].close()


async def test_those_being_served_make_no_room(api: Api) -> None:
    api.stage.set(**{"http.connections": 2})
    engine = Held()
    spoken_by(api.stage.studio, engine)
    wanted = b'{"input": "Yes, I am here.", "stream": false}'
    served = [await connected(api, SPEECH + b"Content-Length: %d\r\n\r\n" % len(wanted) + wanted) for _ in range(2)]
    await until(lambda: api.server.working == 2)
    await ended(await connected(api, HEALTH))
    engine.allow(100)
    for wire in served:
        assert (await answered(wire))[0] == 200
        wire[1].close()


async def test_a_flood_of_connections_leaves_the_door_open(api: Api) -> None:
    api.stage.set(**{"http.connections": 8})
    flood = [await connected(api) for _ in range(64)]
    assert (await api.ask("GET", "/health"))[0] == 200
    for _, writer in flood:
        writer.close()


@pytest.mark.parametrize("leaving", [True, False], ids=["left", "stayed"])
async def test_whoever_comes_after_a_crowd_is_let_in(api: Api, *, leaving: bool) -> None:
    api.stage.set(**{"http.connections": 2})
    with contextlib.ExitStack() as stack:
        where = ("127.0.0.1", api.port)
        crowd = [stack.enter_context(socket.create_connection(where)) for _ in range(60)]  # all before the server looks
        for each in crowd if leaving else ():
            each.close()
        wire = await connected(api, HEALTH)
        assert (await answered(wire))[0] == 200
        wire[1].close()


async def test_what_is_no_http_is_refused_in_the_same_form(api: Api) -> None:
    for sent in (b"HELO there\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"):
        answer = await api.raw(sent)
        assert answer.split()[1] == b"400" and b'"error"' in answer and b"aiohttp" not in answer


async def test_stopping_lets_what_is_served_finish(studio: Studio, loaded: LoadedSettings) -> None:
    engine = Held()
    spoken_by(studio, engine)
    async with opened(studio, loaded) as api:
        speaking = asyncio.create_task(api.say("One sentence. And another one.", response_format="pcm"))
        await until(lambda: engine.begun)
        stopping = asyncio.create_task(api.server.stop(PATIENCE))
        await asyncio.sleep(0.1)
        assert not stopping.done()
        engine.allow(1000)
        assert len(await speaking) > 1000
        await stopping


async def test_stopping_ends_what_takes_too_long(studio: Studio, loaded: LoadedSettings) -> None:
    engine = Held()
    spoken_by(studio, engine)
    async with opened(studio, loaded) as api:
        wire = await connected(api, SPEECH + b"Content-Length: 17\r\n\r\n" + b'{"input": "Yes."}')
        await until(lambda: engine.begun)
        await api.server.stop(0.1)
        await ended(wire)
        engine.allow(1000)
