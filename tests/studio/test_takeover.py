"""Kokoro takes over from eSpeak NG between utterances, while others are being spoken, and no request fails."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from aiohttp import web

from tests.data.make_tiny_model import FRAME, TINY
from tests.downloads.origin import Origin, fine, voice_bytes
from wyoming_kokoro.downloads import FileList
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.speech import Audio, Utterance
from wyoming_kokoro.studio import Studio

STORY = "The lights are on. Outside it is raining, and the windows are closed."


@pytest.fixture
async def gate() -> asyncio.Event:
    """Lets the model arrive."""
    return asyncio.Event()


@pytest.fixture
async def waiting_studio(
    tmp_path: Path, gate: asyncio.Event, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Studio]:
    """A studio whose model is on its way."""
    origin = Origin()
    origin.files = {"onnx/model_small.onnx": TINY.read_bytes(), "voices/af_heart.bin": voice_bytes(rng)}

    async def serve_after_gate(origin: Origin, request: web.Request, data: bytes) -> web.StreamResponse:
        if request.path.endswith(".onnx"):
            await gate.wait()
        return await fine(origin, request, data)

    origin.always = serve_after_gate
    await origin.start()
    monkeypatch.setattr(FileList, "load", origin.published)
    wanted = {"engine.model": "model_small.onnx", "cache.precompute": "false", "cache.memory_megabytes": "0"}
    studio = await Studio.open(load(Paths(tmp_path, tmp_path), wanted, {}))
    yield studio
    await studio.close()
    await origin.stop()


async def spoken(studio: Studio, arriving: AsyncIterator[str] | None = None) -> Audio:
    text = STORY if arriving is None else ""
    blocks = [block async for block in studio.speak(Utterance(text), arriving)]
    words = tuple(word for block in blocks for word in block.words)
    return Audio(np.concatenate([block.samples for block in blocks]), words)


async def kokoro_speaks(studio: Studio) -> None:
    """Wait until it does."""
    async with asyncio.timeout(20):
        while studio.status().engine != "kokoro":  # noqa: ASYNC110 - a studio has no event for it
            await asyncio.sleep(0.01)
    assert studio.status().model == "model_small.onnx"
    assert studio.status().problems == ()


@pytest.mark.slow
async def test_kokoro_takes_over_while_other_utterances_are_spoken(waiting_studio: Studio, gate: asyncio.Event) -> None:
    taken_over = asyncio.Event()

    async def arriving_story() -> AsyncIterator[str]:
        first, _, rest = STORY.partition(". ")
        yield f"{first}. "
        await taken_over.wait()
        yield rest

    async def speak_repeatedly() -> list[Audio]:
        heard = [await spoken(waiting_studio)]
        while not taken_over.is_set():
            heard.append(await spoken(waiting_studio))
        return heard

    assert waiting_studio.status().engine == "espeak"
    streaming = asyncio.create_task(spoken(waiting_studio, arriving_story()))
    others = [asyncio.create_task(speak_repeatedly()) for _ in range(3)]
    gate.set()
    await kokoro_speaks(waiting_studio)
    taken_over.set()
    after = await spoken(waiting_studio)
    heard = [audio for each in await asyncio.gather(*others) for audio in each]
    for audio in [await streaming, *heard, after]:
        assert [STORY[word.start : word.end] for word in audio.words] == [word.strip(",.") for word in STORY.split()]
        assert np.abs(audio.samples).max() > 0.01
    assert len(after.samples) != len(heard[0].samples)


@pytest.mark.slow
async def test_an_utterance_ends_with_the_engine_it_started_with(waiting_studio: Studio, gate: asyncio.Event) -> None:
    begun = waiting_studio.speak(Utterance(STORY))
    blocks = [await anext(begun)]
    gate.set()
    await kokoro_speaks(waiting_studio)
    blocks += [block async for block in begun]
    alone = await spoken(waiting_studio)
    assert sum(len(block.samples) for block in blocks) != len(alone.samples)


async def test_words_have_kokoros_own_times(waiting_studio: Studio, gate: asyncio.Event) -> None:
    gate.set()
    await kokoro_speaks(waiting_studio)
    audio = await spoken(waiting_studio)
    inner = [word for word in audio.words if word.spoken in ("lights", "it", "windows")]  # no mark follows them
    assert len(inner) == 3
    for word in inner:
        assert (word.end_sample - word.start_sample) % FRAME == 0
