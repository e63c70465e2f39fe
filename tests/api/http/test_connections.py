"""No connection makes the server wait for long, nor keeps other clients out."""

import asyncio
import contextlib
import json
import socket

import pytest

from tests.api.client import PATIENCE, Api, opened, until
from tests.api.engines import SteppedEngine, SwitchableEngine
from wyoming_kokoro.metrics import HTTP_DISCONNECTED
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio import Studio

SPEECH = b"POST /v1/audio/speech HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
HEALTH = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def connect(api: Api, content: bytes = b"") -> Connection:
    """Open a connection and send this content."""
    reader, writer = await asyncio.open_connection("127.0.0.1", api.port)
    writer.write(content)
    return reader, writer


async def read_response(connection: Connection) -> tuple[int, bytes]:
    """Return the status and the body of the next response, which has a Content-Length."""
    head = await connection[0].readuntil(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    return int(head.split()[1]), await connection[0].readexactly(length)


async def wait_until_closed(connection: Connection) -> None:
    """Wait until the server closes the connection."""
    async with asyncio.timeout(PATIENCE):
        try:
            while await connection[0].read(65536):
                pass
        except ConnectionError:
            pass
    connection[1].close()


def disconnects(reason: str) -> int:
    """How many connections the server has closed for a reason."""
    return HTTP_DISCONNECTED.counts()[reason]


@pytest.mark.parametrize("sent", [b"", b"POST /v1/aud", SPEECH], ids=["nothing", "half a line", "half a head"])
async def test_a_connection_with_an_incomplete_request_head_is_closed(api: Api, sent: bytes) -> None:
    api.state.set(**{"http.header_timeout": 0.2})
    before = disconnects("slow_head")
    await wait_until_closed(await connect(api, sent))
    assert disconnects("slow_head") == before + 1


async def test_a_request_head_sent_byte_by_byte_times_out_too(api: Api) -> None:
    api.state.set(**{"http.header_timeout": 0.5})
    before = disconnects("slow_head")
    reader, writer = await connect(api)

    async def trickle() -> None:
        for byte in b"GET /health HTTP/1.1\r\nX-Slow: " + b"x" * 10_000:
            writer.write(bytes([byte]))
            await asyncio.sleep(0.02)

    trickling = asyncio.create_task(trickle())
    await wait_until_closed((reader, writer))
    trickling.cancel()
    assert disconnects("slow_head") == before + 1


async def test_a_connection_without_a_further_request_is_closed(api: Api) -> None:
    api.state.set(**{"http.idle_timeout": 1.0})
    connection = await connect(api, HEALTH)
    assert (await read_response(connection))[0] == 200
    connection[1].write(HEALTH)
    assert (await read_response(connection))[0] == 200
    await wait_until_closed(connection)


async def test_a_further_request_that_stays_unfinished_is_closed(api: Api) -> None:
    api.state.set(**{"http.header_timeout": 0.3})
    before = disconnects("slow_head")
    connection = await connect(api, HEALTH)
    assert (await read_response(connection))[0] == 200
    connection[1].write(b"GET /hea")
    await wait_until_closed(connection)
    assert disconnects("slow_head") == before + 1


async def test_a_body_that_does_not_arrive_is_an_error(api: Api) -> None:
    api.state.set(**{"http.body_timeout": 0.2})
    connection = await connect(api, SPEECH + b"Content-Length: 1000\r\n\r\n{")
    status, body = await read_response(connection)
    assert status == 408 and json.loads(body)["error"]["code"] == "body_too_slow"
    connection[1].close()


async def test_a_body_in_damaged_chunks_is_an_error(api: Api) -> None:
    connection = await connect(api, SPEECH + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n")
    status, body = await read_response(connection)
    assert status == 400 and json.loads(body)["error"]["code"] in ("broken_body", "bad_http")
    connection[1].close()


async def test_the_size_of_a_body_in_chunks_is_counted(api: Api) -> None:
    chunk = b"ffff\r\n" + b" " * 0xFFFF + b"\r\n"
    connection = await connect(api, SPEECH + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 5)
    status, body = await read_response(connection)
    assert status == 413 and json.loads(body)["error"]["code"] == "body_too_large"
    connection[1].close()


async def test_a_client_that_expects_100_continue_is_answered_before_it_sends_the_body(api: Api) -> None:
    body = b'{"input": "Yes.", "stream": false}'
    head = SPEECH + b"Expect: 100-continue\r\n"
    connection = await connect(api, head + b"Content-Length: %d\r\n\r\n" % len(body))
    assert await connection[0].readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    connection[1].write(body)
    assert (await read_response(connection))[0] == 200
    connection[1].close()
    connection = await connect(api, head + b"Content-Length: 100000000\r\n\r\n")
    assert (await read_response(connection))[0] == 413
    connection[1].close()


async def test_above_the_limit_the_connection_that_was_idle_longest_is_closed(api: Api) -> None:
    api.state.set(**{"http.connections": 4, "http.address_share": 1.0})
    idle = [await connect(api, HEALTH) for _ in range(4)]
    assert [(await read_response(connection))[0] for connection in idle] == [200] * 4
    before = disconnects("made_room")
    newest = await connect(api, HEALTH)
    assert (await read_response(newest))[0] == 200
    await wait_until_closed(idle[0])
    assert disconnects("made_room") == before + 1
    for connection in (*idle[1:], newest):
        connection[1].write(HEALTH)
        assert (await read_response(connection))[0] == 200
        connection[1].close()


async def test_a_connection_with_a_request_is_not_closed_for_a_new_one(api: Api, engine: SwitchableEngine) -> None:
    api.state.set(**{"http.connections": 2, "http.address_share": 1.0})
    engine.current = stepped = SteppedEngine()
    body = b'{"input": "Yes, I am here.", "stream": false}'
    served = [await connect(api, SPEECH + b"Content-Length: %d\r\n\r\n" % len(body) + body) for _ in range(2)]
    await until(lambda: api.server.working == 2)
    await wait_until_closed(await connect(api, HEALTH))
    stepped.allow(100)
    for connection in served:
        assert (await read_response(connection))[0] == 200
        connection[1].close()


async def test_the_server_answers_during_a_flood_of_connections(api: Api) -> None:
    api.state.set(**{"http.connections": 8})
    flood = [await connect(api) for _ in range(64)]
    assert (await api.ask("GET", "/health"))[0] == 200
    for _, writer in flood:
        writer.close()


@pytest.mark.parametrize("leaving", [True, False], ids=["left", "stayed"])
async def test_a_client_that_comes_after_many_others_is_served(api: Api, *, leaving: bool) -> None:
    api.state.set(**{"http.connections": 2, "http.address_share": 1.0})
    with contextlib.ExitStack() as stack:
        server = ("127.0.0.1", api.port)
        others = [stack.enter_context(socket.create_connection(server)) for _ in range(60)]  # before the server looks
        for each in others if leaving else ():
            each.close()
        connection = await connect(api, HEALTH)
        assert (await read_response(connection))[0] == 200
        connection[1].close()


@pytest.mark.parametrize(
    "sent",
    [
        b"HELO there\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
    ],
    ids=["mail", "a zero byte", "an unknown version", "TLS"],
)
async def test_bytes_that_are_not_http_are_refused_like_every_other_error(api: Api, sent: bytes) -> None:
    head, _, body = (await api.raw(sent)).partition(b"\r\n\r\n")
    assert head.split()[1] == b"400" and json.loads(body)["error"]["code"] == "bad_http" and b"aiohttp" not in head


async def test_stopping_waits_for_requests_that_have_begun(
    studio: Studio, loaded: LoadedSettings, engine: SwitchableEngine
) -> None:
    engine.current = stepped = SteppedEngine()
    async with opened(studio, loaded) as api:
        speaking = asyncio.create_task(api.say("One sentence. And another one.", response_format="pcm"))
        await until(lambda: stepped.begun)
        stopping = asyncio.create_task(api.server.stop(PATIENCE))
        await asyncio.sleep(0.1)
        assert not stopping.done()
        stepped.allow(1000)
        assert len(await speaking) > 1000
        await stopping


@pytest.mark.slow
async def test_stopping_ends_requests_that_take_too_long(
    studio: Studio, loaded: LoadedSettings, engine: SwitchableEngine
) -> None:
    engine.current = stepped = SteppedEngine()
    async with opened(studio, loaded) as api:
        connection = await connect(api, SPEECH + b"Content-Length: 17\r\n\r\n" + b'{"input": "Yes."}')
        await until(lambda: stepped.begun)
        await api.server.stop(0.1)
        await wait_until_closed(connection)
        stepped.allow(1000)
