"""Text in pieces in, sound in pieces out, over a WebSocket."""

import asyncio
import json
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest
from aiohttp import WSMsgType

from tests.api.client import PATIENCE, Api, until
from tests.api.decoding import decoded
from tests.api.engines import FailingEngine, SteppedEngine, SwitchableEngine

PATH = "/v1/audio/speech/ws"
STORY = "The lights are on. Outside it is raining, and the windows are closed. Good night!"


async def _conversation(api: Api, *messages: object) -> tuple[bytes, dict[str, Any], int | None]:
    """The sound, the last message, and the code the connection was closed with."""
    sound, last = b"", dict[str, Any]()
    async with asyncio.timeout(PATIENCE), api.session.ws_connect(api.base + PATH) as socket:
        for message in messages:
            await (socket.send_bytes(message) if isinstance(message, bytes) else socket.send_str(_as_text(message)))
        async for answer in socket:
            if answer.type is WSMsgType.BINARY:
                assert not last
                sound += answer.data
            else:
                assert not last
                last = json.loads(answer.data)
    return sound, last, socket.close_code


def _as_text(message: object) -> str:
    return message if isinstance(message, str) else json.dumps(message)


async def test_text_in_pieces_gives_the_same_audio_as_whole_text(api: Api) -> None:
    pieces = [{"text": STORY[at : at + 7]} for at in range(0, len(STORY), 7)]
    opening = {"voice": "nova", "response_format": "pcm"}
    sound, last, code = await _conversation(api, opening, *pieces, {"end": True})
    whole = await api.say(STORY, voice="nova", response_format="pcm")
    assert decoded(sound, "pcm").seconds == pytest.approx(decoded(whole, "pcm").seconds, rel=0.02)
    assert last["type"] == "done" and last["voice"] == "af_nova" and code == 1000
    assert last["seconds"] == pytest.approx(decoded(sound, "pcm").seconds, abs=0.01)
    assert last["usage"]["input_tokens"] == pytest.approx(len(STORY) / 4, abs=1)


async def test_one_message_may_hold_the_whole_request(api: Api) -> None:
    sound, last, _ = await _conversation(api, {"input": STORY, "end": True})
    assert decoded(sound).seconds > 1 and last["type"] == "done"


async def test_sound_comes_before_the_text_is_complete(api: Api) -> None:
    async with asyncio.timeout(PATIENCE), api.session.ws_connect(api.base + PATH) as socket:
        await socket.send_json({"response_format": "pcm"})
        await socket.send_json({"text": "The lights are on. Outside it is "})
        assert (await socket.receive()).type is WSMsgType.BINARY
        await socket.send_json({"text": "raining.", "end": True})
        *_, last = [message async for message in socket]
        assert json.loads(last.data)["type"] == "done"


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        (["nonsense"], "invalid_json"),
        (["[]"], "invalid_json"),
        ([b"bytes"], "invalid_json"),
        ([{"voice": "nobody"}], "voice_not_found"),
        ([{"speed": 99}], "invalid_value"),
        ([{"model": "gpt-99"}], "model_not_found"),
        ([{}, {"text": 5}], "invalid_value"),
        ([{}, "nonsense"], "invalid_json"),
        ([{}, {"text": "word " * 5_000}], "text_too_long"),
        ([{"input": "word " * 5_000}], "text_too_long"),
        ([{"input": STORY * 20, "end": True}, {"text": "More."}], "out_of_order"),
    ],
    ids=str,
)
async def test_a_mistake_is_answered_with_its_code_and_a_close(api: Api, messages: list[object], code: str) -> None:
    _, last, closed = await _conversation(api, *messages)
    assert last["type"] == "error" and last["error"]["code"] == code and closed == 1008
    assert (await api.ask("GET", "/health"))[0] == 200


async def test_a_message_that_is_too_large_closes_the_connection(api: Api) -> None:
    _, _, closed = await _conversation(api, {"input": "x" * 300_000})
    assert closed == 1009


async def test_a_fault_of_the_server_has_its_own_close_code(api: Api, engine: SwitchableEngine) -> None:
    engine.current = FailingEngine(0)
    _, last, closed = await _conversation(api, {"input": STORY, "end": True})
    assert last["error"]["code"] == "no_sound" and closed == 1011


async def test_a_connection_before_the_studio_is_ready_is_closed_with_try_again_later(api: Api) -> None:
    api.state.current_studio = None
    _, last, closed = await _conversation(api, {"input": STORY, "end": True})
    assert last["error"]["code"] == "starting" and closed == 1013


async def test_a_client_that_sends_nothing_is_disconnected(api: Api) -> None:
    api.state.set(**{"http.body_timeout": 0.2, "wyoming.text_stream_timeout": 0.2})
    assert (await _conversation(api))[1]["error"]["code"] == "too_quiet"
    assert (await _conversation(api, {}))[1]["error"]["code"] == "too_quiet"


async def test_rendering_stops_when_the_client_disconnects(api: Api, engine: SwitchableEngine) -> None:
    engine.current = stepped = SteppedEngine()
    async with api.session.ws_connect(api.base + PATH) as socket:
        await socket.send_json({"input": STORY, "end": True})
        await until(lambda: stepped.begun)
    await until(lambda: not api.server.working)
    begun = stepped.begun
    stepped.allow(1000)
    await until(lambda: stepped.ended)
    assert stepped.begun <= begun + 1


@pytest.mark.parametrize("kind", ["ping", "text"])
async def test_other_tasks_run_while_a_client_sends_thousands_of_messages(api: Api, kind: str) -> None:
    turns = 0

    async def other_task() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with asyncio.timeout(PATIENCE), api.session.ws_connect(api.base + PATH, autoping=False) as socket:
        await socket.send_json({})
        counting = asyncio.create_task(other_task())
        for _ in range(1_000):
            await (socket.ping(b"") if kind == "ping" else socket.send_str("{}"))
        await socket.ping(b"last")
        while (await socket.receive()).data != b"last":
            pass
        assert turns >= 1_000
        counting.cancel()
        await asyncio.gather(counting, return_exceptions=True)


async def test_an_ordinary_request_is_refused(api: Api) -> None:
    status, _, body = await api.ask("GET", PATH)
    assert status == 400 and json.loads(body)["error"]["code"] == "no_websocket"


async def test_a_page_of_another_server_cannot_open_a_websocket(api: Api) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await api.session.ws_connect(api.base + PATH, origin="https://evil.example")
    assert refused.value.status == 403
    async with api.session.ws_connect(api.base + PATH, origin=api.base):
        pass


async def test_a_websocket_needs_the_key(api: Api) -> None:
    api.state.set(**{"http.key": "open-sesame"})
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await api.session.ws_connect(api.base + PATH)
    assert refused.value.status == 401


@pytest.mark.parametrize("first", [None, {"voice": "af_heart"}])
async def test_sockets_without_text_make_room_for_a_new_connection(api: Api, first: object) -> None:
    """As many of them as there may be connections kept everybody out until they had waited for long."""
    api.state.set(**{"http.connections": 4, "http.address_share": 1.0})
    async with AsyncExitStack() as stack:
        silent = [await stack.enter_async_context(api.session.ws_connect(api.base + PATH)) for _ in range(4)]
        for socket in silent:
            if first is not None:
                await socket.send_json(first)
        async with asyncio.timeout(PATIENCE):
            assert (await api.ask("GET", "/health"))[0] == 200
            await silent[0].receive()
        assert silent[0].closed
