"""Sound is sent as soon as there is some, while more is made, and only to clients that are still there."""

import asyncio

import aiohttp
import pytest

from tests.api.client import Api, until
from tests.api.decoding import decoded, events
from tests.api.engines import FailingEngine, SteppedEngine, SwitchableEngine
from wyoming_kokoro.api.http import whole_responses
from wyoming_kokoro.metrics import HTTP_DISCONNECTED

STORY = " ".join(f"This is sentence number {number} of a longer story." for number in range(12))
PATIENCE = 20


@pytest.fixture
def stepped(engine: SwitchableEngine) -> SteppedEngine:
    """An engine that makes a piece when the test allows it."""
    engine.current = stepped = SteppedEngine()
    return stepped


async def test_audio_is_sent_before_the_whole_text_is_rendered(api: Api, stepped: SteppedEngine) -> None:
    stepped.allow(4)
    body = {"input": STORY, "response_format": "pcm"}
    async with asyncio.timeout(PATIENCE), api.session.post(f"{api.base}/v1/audio/speech", json=body) as answer:
        assert answer.status == 200 and await answer.content.readany()
        assert stepped.begun < 10
        stepped.allow(1000)
        assert len(await answer.read()) > 24_000 * 2 * 10


async def test_the_response_starts_only_when_there_is_audio(api: Api, stepped: SteppedEngine) -> None:
    asking = asyncio.create_task(api.ask("POST", "/v1/audio/speech", json={"input": STORY}))
    await until(lambda: stepped.begun)
    assert not asking.done()
    stepped.allow(1000)
    assert (await asking)[0] == 200


async def test_a_failure_before_the_first_audio_is_an_error_response(api: Api, engine: SwitchableEngine) -> None:
    engine.current = FailingEngine(0)
    status, _, body = await api.ask("POST", "/v1/audio/speech", json={"input": STORY})
    assert status == 500 and b'"no_sound"' in body


async def test_a_failure_after_the_first_audio_breaks_the_response_off(api: Api, engine: SwitchableEngine) -> None:
    engine.current = FailingEngine(2)
    body = {"input": STORY, "response_format": "pcm"}
    async with api.session.post(f"{api.base}/v1/audio/speech", json=body) as answer:
        assert answer.status == 200
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.read()


async def test_a_failure_after_the_first_audio_is_an_error_event(api: Api, engine: SwitchableEngine) -> None:
    engine.current = FailingEngine(2)
    body = {"input": STORY, "response_format": "pcm", "stream_format": "sse"}
    status, _, content = await api.ask("POST", "/v1/audio/speech", json=body)
    first, *_, last = events(content)
    assert status == 200 and first["type"] == "speech.audio.delta"
    assert last["error"]["code"] == "no_sound"


@pytest.mark.parametrize("before", [True, False], ids=["before the first sound", "later"])
async def test_rendering_stops_when_the_client_disconnects(api: Api, stepped: SteppedEngine, before: bool) -> None:  # noqa: FBT001
    stepped.allow(0 if before else 3)
    request = b'{"input": "%s", "response_format": "pcm"}' % STORY.encode()
    head = b"POST /v1/audio/speech HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", api.port)
    writer.write(head + b"Content-Length: %d\r\n\r\n" % len(request) + request)
    await until(lambda: stepped.begun)
    if not before:
        await reader.read(10)
    writer.transport.abort()
    await until(lambda: not api.server.working)
    begun = stepped.begun
    stepped.allow(1000)
    await until(lambda: stepped.ended)
    assert stepped.begun <= begun + 1  # what a thread was inside of


async def test_a_client_that_does_not_read_is_disconnected(api: Api) -> None:
    api.state.set(**{"http.write_timeout": 0.2})
    before = HTTP_DISCONNECTED.counts()["slow_reader"]
    request = b'{"input": "%s", "response_format": "pcm", "sample_rate": 48000, "speed": 0.25}' % (STORY * 4).encode()
    head = b"POST /v1/audio/speech HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    _, writer = await asyncio.open_connection("127.0.0.1", api.port, limit=1024)
    writer.write(head + b"Content-Length: %d\r\n\r\n" % len(request) + request)
    await until(lambda: HTTP_DISCONNECTED.counts()["slow_reader"] > before)
    await until(lambda: not api.server.working)
    writer.close()


async def test_a_response_too_long_to_be_buffered_is_streamed(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_responses, "WHOLE_BYTES", 100_000)
    whole = await api.say(STORY, response_format="pcm")
    status, headers, body = await api.ask(
        "POST", "/v1/audio/speech", json={"input": STORY, "response_format": "pcm", "stream": False}
    )
    assert status == 200 and "Content-Length" not in headers and body == whole


async def test_parallel_requests_get_the_same_audio_as_single_ones(api: Api) -> None:
    texts = [f"This is text number {number}, and no other one. Good bye!" for number in range(32)]
    voices = ["af_heart", "am_adam", "bf_emma", "onyx"] * 8
    alone = [await api.say(text, voice=voice, response_format="pcm") for text, voice in zip(texts, voices, strict=True)]
    together = await asyncio.gather(
        *(api.say(text, voice=voice, response_format="pcm") for text, voice in zip(texts, voices, strict=True))
    )
    assert together == alone
    assert decoded(alone[0], "pcm").seconds > 1
