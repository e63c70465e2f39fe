"""Both servers of a started program, with the published int8 model and the clients that people use."""

import asyncio
import io
import wave
from pathlib import Path

import aiohttp
import numpy as np
import openai
import pytest
from wyoming.audio import AudioChunk, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.info import Describe, Info
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeStop, SynthesizeVoice

from tests.conftest import REAL_MODEL
from tests.programs import Program, started
from wyoming_kokoro.speech import RATE

pytestmark = pytest.mark.model

TEXT = "The kitchen light is on, and the front door is locked."
LOADING = 120.0
"""Seconds until a test gives up waiting for the model on a busy machine; no test measures this."""


async def kokoro_speaks(program: Program) -> dict[str, object]:
    """Wait until the program says that Kokoro speaks, and return its health."""
    await program.log_until("is ready")
    async with asyncio.timeout(LOADING):
        while (health := await program.health()).get("engine") != "kokoro":  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.2)
    return health


def assert_a_sentence(pcm: bytes) -> None:
    samples = np.frombuffer(pcm, "<i2") / 32_768
    assert 2.0 <= len(samples) / RATE <= 6.0
    assert np.abs(samples).max() > 0.1


async def test_both_servers_speak_with_the_published_model(real_data: Path) -> None:
    async with started(real_data, WYOMING_KOKORO_ENGINE_MODEL=Path(REAL_MODEL).name) as program:
        health = await kokoro_speaks(program)
        assert health["model"] == Path(REAL_MODEL).name
        assert_a_sentence(await over_wyoming(program.port))
        assert_a_sentence(await over_wyoming_in_parts(program.port))
        assert_a_sentence(await over_http(program.web))
        assert_a_sentence(await asyncio.to_thread(with_openai, program.web))


async def over_wyoming(port: int) -> bytes:
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(Describe().event())
        event = await client.read_event()
        assert event is not None
        (program,) = Info.from_event(event).tts
        assert "af_heart" in {voice.name for voice in program.voices}
        await client.write_event(Synthesize(TEXT, SynthesizeVoice(name="am_michael")).event())
        return await audio_of(client)


async def over_wyoming_in_parts(port: int) -> bytes:
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(SynthesizeStart(SynthesizeVoice(name="af_heart")).event())
        for word in TEXT.split(" "):
            await client.write_event(SynthesizeChunk(f"{word} ").event())
        await client.write_event(SynthesizeStop().event())
        return await audio_of(client)


async def audio_of(client: AsyncTcpClient) -> bytes:
    pcm = b""
    async with asyncio.timeout(LOADING):
        while (event := await client.read_event()) and not AudioStop.is_type(event.type):
            if AudioChunk.is_type(event.type):
                chunk = AudioChunk.from_event(event)
                assert (chunk.rate, chunk.width, chunk.channels) == (RATE, 2, 1)
                pcm += chunk.audio
    return pcm


async def over_http(web: str) -> bytes:
    body = {"input": TEXT, "voice": "bf_emma", "response_format": "wav"}
    async with aiohttp.ClientSession() as session, session.post(f"{web}/v1/audio/speech", json=body) as answer:
        assert answer.status == 200
        with wave.open(io.BytesIO(await answer.read())) as file:
            assert file.getframerate() == RATE
            return bytes(file.readframes(file.getnframes()))


def with_openai(web: str) -> bytes:
    """Ask with OpenAI's client, in a thread: its first use imports for a second."""
    with openai.OpenAI(base_url=f"{web}/v1", api_key="none") as client:
        answer = client.audio.speech.create(model="kokoro", voice="af_heart", input=TEXT, response_format="pcm")
        return bytes(answer.content)
