"""Gemini and ElevenLabs, as their references describe them, and providers of other packages."""

import asyncio
import base64
import json
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.providers.speaking import TEXT, spoken, studio_with
from tests.providers.stubs import HERTZ, KEY, hum, pitch_of
from wyoming_kokoro.audio.pcm import pcm16
from wyoming_kokoro.providers import PROVIDERS, ProviderContext, ProviderKind, RemoteVoice, SoundBytes
from wyoming_kokoro.providers import registry as provider_registry
from wyoming_kokoro.samples import RawSound
from wyoming_kokoro.speech import RATE


@asynccontextmanager
async def cloud(*routes: web.RouteDef) -> AsyncIterator[str]:
    """Run a cloud on this machine."""
    app = web.Application()
    app.add_routes(routes)
    runner = web.AppRunner(app, shutdown_timeout=0.05)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_gemini_speaks_samples_in_json(tmp_path: Path) -> None:
    asked: list[tuple[Any, str | None]] = []

    async def generate(request: web.Request) -> web.Response:
        asked.append((await request.json(), request.headers.get("x-goog-api-key")))
        sound = {"mimeType": "audio/L16;codec=pcm;rate=16000", "data": base64.b64encode(pcm16(hum(16_000))).decode()}
        return web.json_response({"candidates": [{"content": {"parts": [{"text": ""}, {"inlineData": sound}]}}]})

    route = web.post("/v1beta/models/gemini-3.8-flash-tts:generateContent", generate)
    async with (
        cloud(route) as address,
        studio_with(tmp_path, {"gemini": {"kind": "gemini", "address": address, "key": KEY}}) as studio,
    ):
        heard = await spoken(studio, "gemini/Kore")
    ((body, key),) = asked
    assert heard.speaker.voice == "gemini/Kore" and abs(pitch_of(heard.samples) - HERTZ) < 10 and key == KEY
    assert body["contents"] == [{"parts": [{"text": TEXT}]}]
    speech = body["generationConfig"]["speechConfig"]
    assert speech["voiceConfig"]["prebuiltVoiceConfig"]["voiceName"] == "Kore" and speech["languageCode"] == "en-US"


@pytest.mark.parametrize("answer", [{}, [], {"candidates": []}, {"candidates": [{"content": {"parts": [3]}}]}, "text"])
async def test_gemini_without_sound_is_replaced(tmp_path: Path, answer: object) -> None:
    async def generate(_: web.Request) -> web.Response:
        return web.json_response(answer)

    route = web.post("/v1beta/models/{model}", generate)
    async with (
        cloud(route) as address,
        studio_with(tmp_path, {"gemini": {"kind": "gemini", "address": address, "key": KEY}}) as studio,
    ):
        assert (await spoken(studio, "gemini/Kore")).speaker.voice == "af_heart"


async def test_elevenlabs_speaks_and_lists_all_pages_of_voices(tmp_path: Path) -> None:
    asked: list[dict[str, Any]] = []

    async def voices(request: web.Request) -> web.Response:
        first = "next_page_token" not in request.query
        row = {"voice_id": "id1" if first else "id2", "name": "Rachel" if first else "Antoine"}
        row |= {"labels": {"language": "en" if first else "fr", "gender": "female"}}  # type: ignore[dict-item]
        return web.json_response({"voices": [row, {"odd": 1}], "has_more": first, "next_page_token": "more"})

    async def speech(request: web.Request) -> web.Response:
        headers = {"path": request.path, "key": request.headers["xi-api-key"], **request.query}
        asked.append({**headers, **await request.json()})
        return web.Response(body=pcm16(hum(RATE)), content_type="audio/pcm")

    routes = web.get("/v2/voices", voices), web.post("/v1/text-to-speech/{voice}/stream", speech)
    async with (
        cloud(*routes) as address,
        studio_with(tmp_path, {"eleven": {"kind": "elevenlabs", "address": address, "key": KEY}}) as studio,
    ):
        listed = {voice.name: voice for voice in studio.voices.listed() if voice.remote}
        heard = await spoken(studio, "eleven/Antoine", "Bonjour, la porte est ouverte.")
    assert {name: voice.language for name, voice in listed.items()} == {"eleven/Rachel": "en", "eleven/Antoine": "fr"}
    assert listed["eleven/Rachel"].gender == "female" and heard.speaker.voice == "eleven/Antoine"
    (request,) = asked
    assert request["path"] == "/v1/text-to-speech/id2/stream" and request["output_format"] == "pcm_24000"
    assert (request["key"], request["language_code"]) == (KEY, "fr") and abs(pitch_of(heard.samples) - HERTZ) < 10


class PackageProvider:
    """What another package could offer."""

    def __init__(self, context: ProviderContext) -> None:
        self._context = context

    async def voices(self) -> Sequence[RemoteVoice]:
        return [RemoteVoice("hum", "1", ("en-US",))]

    async def speak(self, text: str, voice: RemoteVoice, language: str) -> AsyncGenerator[SoundBytes, None]:
        assert (text, voice.id, language) == (TEXT, "1", "en-US")
        yield SoundBytes(pcm16(hum(8_000)), RawSound(8_000))
        await asyncio.sleep(0)

    async def close(self) -> None:
        """Do nothing."""


class PackageEntry:
    """An entry point of another package."""

    def __init__(self, name: str, kind: object) -> None:
        self.name, self._kind = name, kind

    def load(self) -> object:
        if self._kind is None:
            raise ImportError(self.name)
        return self._kind


@pytest.mark.parametrize(("model", "language"), [("eleven_multilingual_v2", None), ("eleven_v3", "en")])
async def test_models_of_elevenlabs_that_find_the_language_are_not_told_it(
    tmp_path: Path, model: str, language: str | None
) -> None:
    asked: list[dict[str, Any]] = []

    async def voices(_: web.Request) -> web.Response:
        return web.Response(status=401)  # the key may speak, and not list

    async def speech(request: web.Request) -> web.Response:
        asked.append(await request.json())
        return web.Response(body=pcm16(hum(RATE)), content_type="audio/pcm")

    routes = web.get("/v2/voices", voices), web.post("/v1/text-to-speech/id7/stream", speech)
    async with cloud(*routes) as address:
        eleven = {"kind": "elevenlabs", "address": address, "voices": ["Anna=id7"], "model": model}
        async with studio_with(tmp_path, {"eleven": eleven}) as studio:
            assert (await spoken(studio, "eleven/Anna")).speaker.voice == "eleven/Anna"
    assert asked[0].get("language_code") == language


async def test_another_package_may_offer_a_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = [
        PackageEntry("broken", None),
        PackageEntry("humming", ProviderKind("humming", "A hum.", PackageProvider)),
    ]
    monkeypatch.setattr(provider_registry, "entry_points", lambda group: offered if "kokoro.providers" in group else [])
    try:
        async with studio_with(tmp_path, {"mine": {"kind": "humming", "address": "http://127.0.0.1:1"}}) as studio:
            heard = await spoken(studio, "mine/hum")
    finally:
        PROVIDERS.unregister("humming")
    assert heard.speaker.voice == "mine/hum" and abs(pitch_of(heard.samples) - HERTZ) < 10


async def test_a_kind_that_nobody_offers_is_a_problem_that_names_the_kinds(tmp_path: Path) -> None:
    async with studio_with(tmp_path, {"odd": {"kind": "telepathy", "address": "http://127.0.0.1:1"}}) as studio:
        (problem,) = (each for each in studio.status().problems if "odd" in each)
    assert "wyoming, openai, gemini, elevenlabs" in problem and json.dumps(problem)
