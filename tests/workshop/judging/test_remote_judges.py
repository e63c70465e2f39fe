"""Remote judges: a server that speaks Wyoming, and one with OpenAI's route; also hostile ones."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from aiohttp import web
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStop
from wyoming.event import Event
from wyoming.info import AsrModel, AsrProgram, Attribution, Describe, Info
from wyoming.server import AsyncEventHandler, AsyncServer, AsyncTcpServer

from tests.workshop.judging.fake_judges import take
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.workshop.judging.judges import openai_server, wyoming_server
from wyoming_kokoro.workshop.judging.options import JudgeOptions

NOBODY = Attribution("", "")

Stop = Callable[[], Coroutine[Any, Any, None]]
Start = Callable[[], Coroutine[Any, Any, tuple[int, Stop]]]


class Recogniser(AsyncEventHandler):
    """Says how much it heard, or misbehaves."""

    def __init__(self, behaviour: str, *streams: object) -> None:
        super().__init__(*streams)  # type: ignore[arg-type] # asyncio's own
        self._behaviour = behaviour
        self._bytes = 0
        self._language: str | None = None

    async def handle_event(self, event: Event) -> bool:
        if Describe.is_type(event.type):
            model = AsrModel(
                "model", attribution=NOBODY, installed=True, description=None, version="2", languages=["en"]
            )
            program = AsrProgram(
                "stub", attribution=NOBODY, installed=True, description=None, version="1", models=[model]
            )
            await self.write_event(Info(asr=[] if self._behaviour == "deaf" else [program]).event())
        elif Transcribe.is_type(event.type):
            self._language = Transcribe.from_event(event).language
        elif AudioChunk.is_type(event.type):
            self._bytes += len(AudioChunk.from_event(event).audio)
        elif AudioStop.is_type(event.type):
            return await self._answer()
        return True

    async def _answer(self) -> bool:
        if self._behaviour == "leaves":
            return False
        if self._behaviour == "silent":
            await asyncio.sleep(60)
        if self._behaviour == "chatters":
            for _ in range(3000):
                await self.write_event(Event("noise"))
        if self._behaviour == "errs":
            await self.write_event(Event("error", {"text": "no"}))
        await self.write_event(Transcript(f"{self._bytes} {self._language}").event())
        return False


@contextmanager
def in_a_thread(start: Start) -> Iterator[int]:
    """Run a server in the loop of another thread; yields its port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    port, stop = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    try:
        yield port
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextmanager
def wyoming_stub(behaviour: str) -> Iterator[JudgeOptions]:
    async def start() -> tuple[int, Stop]:
        server = AsyncServer.from_uri("tcp://127.0.0.1:0")
        assert isinstance(server, AsyncTcpServer)
        handlers: list[asyncio.Task[None]] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            handlers.append(asyncio.current_task())  # type: ignore[arg-type] # this one
            await Recogniser(behaviour, reader, writer).run()

        opened = await asyncio.start_server(serve, "127.0.0.1", 0)

        async def stop() -> None:
            opened.close()
            for handler in handlers:
                handler.cancel()
            await asyncio.gather(*handlers, return_exceptions=True)

        return int(opened.sockets[0].getsockname()[1]), stop

    with in_a_thread(start) as port:
        yield JudgeOptions(wyoming_uri=f"tcp://127.0.0.1:{port}", timeout=2.0)


def test_a_wyoming_server_hears_the_whole_take_in_its_language() -> None:
    with wyoming_stub("good") as options:
        judge = wyoming_server.create(options)
        assert judge.version == "stub 1, model"
        german = take(language="de-DE")
        (measure,) = judge.judge(german)
        assert measure.value == f"{2 * round(german.seconds * 16_000)} de"


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [("leaves", "closed"), ("silent", "in time"), ("chatters", "without end"), ("errs", "error")],
)
def test_a_wyoming_server_that_misbehaves_is_unavailable(behaviour: str, reason: str) -> None:
    with wyoming_stub(behaviour) as options:
        judge = wyoming_server.create(options)
        with pytest.raises(Unavailable, match=reason):
            list(judge.judge(take()))


def test_a_wyoming_server_that_does_not_recognise_speech_is_no_judge() -> None:
    with wyoming_stub("deaf") as options, pytest.raises(Unavailable, match="does not recognise"):
        wyoming_server.create(options)


def test_a_wyoming_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="cannot be reached"):
        wyoming_server.create(JudgeOptions(wyoming_uri="tcp://127.0.0.1:9", timeout=2.0))


@contextmanager
def openai_stub(handler: Callable[[web.Request], object]) -> Iterator[JudgeOptions]:
    async def start() -> tuple[int, Stop]:
        app = web.Application()
        app.router.add_post("/v1/audio/transcriptions", handler)  # type: ignore[arg-type] # a handler
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return int(runner.addresses[0][1]), runner.cleanup

    with in_a_thread(start) as port:
        yield JudgeOptions(openai_url=f"http://127.0.0.1:{port}/v1", openai_model="m", openai_key="k", timeout=1.0)


async def _transcribe(request: web.Request) -> web.Response:
    form = await request.post()
    file = form["file"]
    assert isinstance(file, web.FileField) and file.file.read(4) == b"RIFF"
    said = (str(form["model"]), str(form["language"]), request.headers["Authorization"])
    return web.json_response({"text": " ".join(said)})


def test_a_server_like_openais_is_sent_a_wav_file() -> None:
    with openai_stub(_transcribe) as options:
        (measure,) = openai_server.create(options).judge(take())
    assert (measure.name, measure.value) == ("heard", "m en Bearer k")


async def _status(status: int, body: bytes, _: web.Request) -> web.Response:
    return web.Response(status=status, body=body)


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(100):
        await response.write(b" " * 100_000)
    return response


async def _slow(_: web.Request) -> web.Response:
    await asyncio.sleep(30)
    return web.Response()


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (partial(_status, 500, b"broken"), "status 500"),
        (partial(_status, 401, b""), "status 401"),
        (partial(_status, 200, b"no json"), "no transcript"),
        (partial(_status, 200, b"[1]"), "no transcript"),
        (_endless, "no transcript"),
        (_slow, "in time"),
    ],
)
def test_a_server_that_misbehaves_is_unavailable(handler: Callable[[web.Request], object], reason: str) -> None:
    with openai_stub(handler) as options, pytest.raises(Unavailable, match=reason):
        list(openai_server.create(options).judge(take()))
