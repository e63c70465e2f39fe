"""Providers on this machine, which hum and count every byte of text, and can be told to misbehave."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from aiohttp import web

from wyoming_kokoro.audio.formats import FORMATS
from wyoming_kokoro.audio.pcm import pcm16
from wyoming_kokoro.frames import FrameReader, pack
from wyoming_kokoro.speech import RATE, Samples

KEY = "sk-a-secret-that-is-in-no-log"
HERTZ = 440.0
SECONDS = 1.0


def hum(rate: int = RATE, seconds: float = SECONDS) -> Samples:
    """Return a hum, by which a provider's sound is recognised."""
    return np.asarray(0.3 * np.sin(2 * np.pi * HERTZ * np.arange(round(rate * seconds)) / rate), np.float32)


def pitch_of(samples: Samples) -> float:
    """Return the strongest frequency of a sound."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * RATE / len(samples))


def encoded(name: str, rate: int = RATE, seconds: float = SECONDS) -> bytes:
    """Return the hum in a format."""
    encoder = FORMATS[name].open(rate)
    try:
        return encoder.feed(hum(seconds=seconds)) + encoder.finish()
    finally:
        encoder.close()


@dataclass
class HttpStub:
    """A server with OpenAI's route; `fault` says what it does wrong."""

    fault: str = ""
    sound: bytes = b""
    content_type: str = "audio/wav"
    voices: object = field(default_factory=lambda: {"voices": [{"id": "nova", "language": "en-US"}, "onyx"]})
    bodies: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    text_bytes: int = 0
    base: str = ""
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def speech(self, request: web.Request) -> web.StreamResponse:
        """Answer a request for speech."""
        content = await request.read()
        self.text_bytes += len(content)
        self.bodies.append(json.loads(content))
        self.asked.set()
        self.keys.append(request.headers.get("Authorization"))
        if self.fault.isdigit():
            headers = {"Retry-After": "120"} if self.fault == "429" else {}
            return web.json_response({"error": {"message": f"bad key {KEY}"}}, status=int(self.fault), headers=headers)
        if self.fault == "moved":
            return web.Response(status=302, headers={"Location": f"{self.base}/elsewhere"})
        if self.fault == "page":
            return web.Response(text="<html>no sound</html>", content_type="text/html")
        if self.fault == "hangs":
            await asyncio.sleep(60)
        sound = self.sound or encoded("wav")
        response = web.StreamResponse(headers={"Content-Type": self.content_type})
        if self.fault == "half":
            response.content_length = len(sound)
        await response.prepare(request)
        with suppress(ConnectionError, asyncio.CancelledError):
            await self._send(response, sound)
        return response

    async def _send(self, response: web.StreamResponse, sound: bytes) -> None:
        if self.fault == "half":
            await response.write(sound[: len(sound) // 4])
            assert response._req is not None and response._req.transport is not None
            response._req.transport.close()
        elif self.fault == "drip":
            for start in range(0, len(sound), 100):
                await response.write(sound[start : start + 100])
                await asyncio.sleep(0.05)
        elif self.fault == "endless":
            await response.write(sound[:44])
            while True:
                await response.write(sound[44:])
        else:
            await response.write(sound)

    async def list_voices(self, _: web.Request) -> web.Response:
        """Answer a request for the voices."""
        return web.json_response(self.voices)


@asynccontextmanager
async def http_stub(stub: HttpStub) -> AsyncIterator[HttpStub]:
    """Run a server; its address is in `base`."""
    app = web.Application()
    app.router.add_post("/v1/audio/speech", stub.speech)
    app.router.add_post("/elsewhere", stub.speech)
    app.router.add_get("/v1/audio/voices", stub.list_voices)
    runner = web.AppRunner(app, shutdown_timeout=0.05)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stub.base = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield stub
    finally:
        await runner.cleanup()


@dataclass
class WyomingStub:
    """A server that speaks Wyoming."""

    fault: str = ""
    rate: int = 22_050
    voices: tuple[Mapping[str, object], ...] = (
        {"name": "de_DE-thorsten-medium", "languages": ["de_DE"], "description": "Thorsten", "installed": True},
        {"name": "fr_FR-siwis-low", "languages": ["fr_FR"], "installed": True},
        {"name": "not-here", "languages": ["en_US"], "installed": False},
    )
    requests: list[Mapping[str, Any]] = field(default_factory=list)
    uri: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer what arrives on a connection."""
        frames = FrameReader()
        with suppress(ConnectionError, asyncio.CancelledError):
            while piece := await reader.read(65_536):
                for frame in frames.feed(piece):
                    await self._answer(frame.type, frame.data, writer)
        writer.close()

    async def _answer(self, kind: str, data: Mapping[str, Any], writer: asyncio.StreamWriter) -> None:
        if kind == "describe":
            writer.write(pack("info", {"tts": [{"name": "piper", "voices": list(self.voices)}]}))
        elif kind == "synthesize":
            self.requests.append(data)
            await self._speak(writer)

    async def _speak(self, writer: asyncio.StreamWriter) -> None:
        if self.fault == "error":
            writer.write(pack("error", {"text": "no such voice"}))
            return
        if self.fault == "not wyoming":
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return
        form = {"rate": self.rate, "width": 2, "channels": 1}
        pcm = pcm16(hum(self.rate))
        writer.write(pack("audio-start", form))
        for start in range(0, len(pcm), 2_048):
            writer.write(pack("audio-chunk", form, pcm[start : start + 2_048]))
            if self.fault == "leaves" and start:
                writer.close()
                return
        writer.write(pack("audio-stop"))
        await writer.drain()


@asynccontextmanager
async def wyoming_stub(stub: WyomingStub) -> AsyncIterator[WyomingStub]:
    """Run a server; its address is in `uri`."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        await stub.serve(reader, writer)
        tasks.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    stub.uri = f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield stub
    finally:
        server.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
