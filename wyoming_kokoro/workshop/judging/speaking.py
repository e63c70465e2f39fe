"""Speaks texts to be judged: with this program, or with any server that has OpenAI's route for speech."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from functools import partial

import aiohttp
import numpy as np

from wyoming_kokoro.audio.formats.decoding import MAX_BYTES, decode
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import NOTHING, RATE, Delivery, Utterance, WordTime
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.workshop.judging.prompts import Prompt
from wyoming_kokoro.workshop.judging.take import Take
from wyoming_kokoro.workshop.own_studio import own_studio

ROUTE = "/v1/audio/speech"

SpeakPrompt = Callable[[Prompt, str], Awaitable[Take]]
"""Speaks a prompt in a voice."""


@asynccontextmanager
async def own_speaker(loaded: LoadedSettings, model: str | None) -> AsyncIterator[tuple[SpeakPrompt, str]]:
    """Yield what speaks with this program as it is set, and what it is."""
    async with own_studio(loaded, {"engine.model": model} if model else {}) as studio:
        status = studio.status()
        yield partial(_through_studio, studio), " ".join(filter(None, (status.engine, status.model)))


@asynccontextmanager
async def server_speaker(url: str, key: str, model: str | None) -> AsyncIterator[tuple[SpeakPrompt, str]]:
    """Yield what speaks with a server, and what it is."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    limit = aiohttp.ClientTimeout(total=600)
    base = url.rstrip("/").removesuffix("/v1")
    async with aiohttp.ClientSession(timeout=limit, headers=headers) as session:
        yield partial(_through_server, session, f"{base}{ROUTE}", model or "tts-1"), f"{base} {model or ''}".strip()


async def _through_studio(studio: Studio, prompt: Prompt, voice: str) -> Take:
    sounds, words = [NOTHING], list[WordTime]()
    language = studio.voices.find(voice).language
    async with aclosing(studio.speak(Utterance(prompt.text, Delivery(voice=voice)))) as blocks:
        async for block in blocks:
            sounds.append(block.samples)
            words += block.words
    sent = " ".join(word.phonemes for word in words if word.phonemes)
    return Take(prompt.key, np.concatenate(sounds), RATE, prompt.text, language, voice, prompt.kind, sent)


async def _through_server(session: aiohttp.ClientSession, url: str, model: str, prompt: Prompt, voice: str) -> Take:
    request = {"input": prompt.text, "voice": voice, "model": model, "response_format": "wav"}
    try:
        async with session.post(url, json=request) as response:
            if response.status != 200:  # noqa: PLR2004 -- HTTP's "OK"
                raise Unavailable(f"The server answers with status {response.status}.")
            content = bytearray()
            async for chunk in response.content.iter_any():
                content += chunk
                if len(content) > MAX_BYTES:
                    raise BadRequest("The server's sound is too long.")
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Unavailable(f"The server cannot be asked: {type(error).__name__}.") from error
    samples, rate = await asyncio.to_thread(decode, bytes(content))
    return Take(prompt.key, samples, rate, prompt.text, "en-US", voice, prompt.kind)
