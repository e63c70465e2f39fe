"""Many requests, one after the other and at once, leave nothing behind."""

import asyncio
import contextlib
import resource
from dataclasses import replace

import aiohttp
import pytest

from tests.api.client import PATIENCE, Api, until
from tests.api.engines import SteppedEngine, SwitchableEngine
from tests.programs import Program
from wyoming_kokoro.audio.formats import FORMATS, Encoder
from wyoming_kokoro.audio.formats.encoded import FLAC
from wyoming_kokoro.audio.formats.labels import SoundLabel
from wyoming_kokoro.speech import Samples

VOICES = ("af_heart", "am_adam", "bf_emma", "bm_george")
LIMIT = 64 * 1024 * 1024
"""Bytes of growth that are no leak: what the allocator keeps after a burst."""


STORY = " ".join(f"This is sentence number {number} of a longer story." for number in range(12))


class RecordingEncoder:
    """An encoder that knows whether it was closed."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.closed = False

    def feed(self, samples: Samples) -> bytes:
        return self._encoder.feed(samples)

    def finish(self) -> bytes:
        return self._encoder.finish()

    def close(self) -> None:
        self._encoder.close()
        self.closed = True


@pytest.mark.slow
async def test_a_hundred_requests_leave_nothing_behind(program: Program) -> None:
    async with aiohttp.ClientSession(program.web) as session:

        async def say(number: int) -> None:
            body = {
                "input": f"Number {number}.",
                "voice": VOICES[number % 4],
                "response_format": ("mp3", "pcm")[number % 2],
            }
            async with session.post("/v1/audio/speech", json=body) as answer:
                assert answer.status == 200 and await answer.read()

        for number in range(20):  # what is loaded with the first answers is no leak
            await say(number)
        files, memory = program.open_files, program.memory
        for number in range(20, 120):
            await say(number)
        assert program.open_files <= files + 4
        assert program.memory - memory < LIMIT


async def test_as_many_requests_as_the_queue_holds_are_all_served_and_not_mixed_up(api: Api) -> None:
    most = api.state.studio.settings.limits.queue
    texts = [(f"This is text number {number}.", VOICES[number % 4]) for number in range(most)]
    together = await asyncio.gather(*(api.say(text, voice=voice, response_format="pcm") for text, voice in texts))
    alone = [await api.say(text, voice=voice, response_format="pcm") for text, voice in texts]
    assert together == alone and len(set(alone)) == most


async def test_requests_above_the_limit_get_503_with_retry_after(api: Api, engine: SwitchableEngine) -> None:
    engine.current = stepped = SteppedEngine()
    limit = api.state.studio.settings.limits.queue
    requests = [
        asyncio.create_task(api.ask("POST", "/v1/audio/speech", json={"input": f"Text number {number}."}))
        for number in range(limit + 8)
    ]
    await until(lambda: sum(task.done() for task in requests) >= 8)
    assert (await api.ask("GET", "/health"))[0] == 200
    stepped.allow(10_000)
    answers = await asyncio.gather(*requests)
    refused = [headers for status, headers, body in answers if status == 503 and b"queue_full" in body]
    assert len(refused) == 8 and all(int(headers["Retry-After"]) > 0 for headers in refused)
    assert sum(status == 200 for status, _, _ in answers) == limit


@pytest.mark.slow
@pytest.mark.parametrize("form", ["mp3", "opus", "aac", "flac"])
async def test_responses_that_clients_break_off_leave_no_memory_behind(program: Program, form: str) -> None:
    body = {"input": STORY, "response_format": form}
    async with aiohttp.ClientSession(program.web) as session:

        async def leave() -> None:
            async with session.post("/v1/audio/speech", json=body) as answer:
                await answer.content.readany()
                answer.close()

        for _ in range(20):  # what is loaded with the first answers is no leak
            await leave()
        files, memory = program.open_files, program.memory
        for _ in range(80):
            await leave()
        assert program.open_files <= files + 6
        assert program.memory - memory < LIMIT


@pytest.mark.parametrize("way", ["whole", "broken off", "subtitles", "web socket"])
async def test_every_encoder_is_closed_when_its_response_ends(
    api: Api, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    encoders: list[RecordingEncoder] = []

    def open_encoder(rate: int, *label: SoundLabel) -> Encoder:
        encoders.append(RecordingEncoder(FLAC.open(rate, *label)))
        return encoders[-1]

    monkeypatch.setitem(FORMATS, "flac", replace(FLAC, open=open_encoder))
    body = {"input": STORY, "response_format": "flac", "captions": "srt", "end": True}
    path = {"subtitles": "/v1/audio/captions", "web socket": "/v1/audio/speech/ws"}.get(way, "/v1/audio/speech")
    if way == "web socket":
        async with api.session.ws_connect(api.base + path) as socket:
            await socket.send_json(body)
            await socket.receive()
    else:
        async with api.session.post(api.base + path, json=body) as answer:
            await answer.content.readany()
            if way != "broken off":
                await answer.read()
            answer.close()
    await until(lambda: encoders and all(encoder.closed for encoder in encoders))


@pytest.mark.slow
async def test_running_out_of_descriptors_is_logged_a_few_times_and_passes(program: Program) -> None:
    most = program.open_files + 12
    resource.prlimit(program.process.pid, resource.RLIMIT_NOFILE, (most, 4096))
    ports = [program.port, int(program.web.rpartition(":")[2])] * 40
    open_connections = [await asyncio.open_connection("127.0.0.1", port) for port in ports]
    await asyncio.sleep(3)
    for _, writer in open_connections:
        writer.close()
    await until_healthy(program)
    await asyncio.sleep(1.5)  # asyncio accepts again a second after the last failure
    program.process.terminate()
    assert program.process.stderr is not None
    log = (await program.process.stderr.read()).decode()
    assert log.count("out of system resource") in range(1, 20)
    assert "Traceback" not in log
    assert len(log.splitlines()) < 60


async def until_healthy(program: Program) -> None:
    """Wait until the program answers."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with contextlib.suppress(OSError, aiohttp.ClientError):
                if (await program.health())["status"] == "ok":
                    return
            await asyncio.sleep(0.1)
