"""What is done while there are no requests: Kokoro's voices are measured, and sentences prepared."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from tests.data.make_tiny_model import TINY
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.speech import Utterance
from wyoming_kokoro.studio import Studio, idle_work

OWN = "The dishwasher is done."


@pytest.fixture
def folder(tmp_path: Path, rng: np.random.Generator) -> Path:
    """A data folder with a model and a voice of the user's own."""
    for name in ("models", "voices"):
        (tmp_path / name).mkdir()
    (tmp_path / "models" / "own.onnx").write_bytes(TINY.read_bytes())
    style = rng.normal(size=(510, 256)).astype("<f4")
    (tmp_path / "voices" / "af_own.bin").write_bytes(style.tobytes())
    return tmp_path


async def _open_studio(folder: Path, **settings: object) -> Studio:
    wanted = {"engine.model": "own.onnx", "speech.voice": "af_own", **settings}
    studio = await Studio.open(load(Paths(folder, folder), wanted, {}))
    async with asyncio.timeout(30):
        while studio.status().engine != "kokoro":  # noqa: ASYNC110 -- a studio has no event for it
            await asyncio.sleep(0.01)
    return studio


@pytest.fixture
async def studio(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Studio]:
    """A studio that begins idle work after a very short time."""
    monkeypatch.setattr(idle_work, "QUIET_SECONDS", 0.01)
    opened = await _open_studio(folder, **{"cache.sentences": [OWN]})
    yield opened
    await opened.close()


async def _spoken(studio: Studio, text: str) -> np.ndarray:
    return np.concatenate([block.samples async for block in studio.speak(Utterance(text))])


async def test_sentences_are_rendered_into_the_cache_before_a_request(studio: Studio) -> None:
    async with asyncio.timeout(60):
        while studio.cache_counts().entries < 3:  # noqa: ASYNC110 -- the user's own comes first
            await asyncio.sleep(0.01)
    before = studio.cache_counts()
    assert len(await _spoken(studio, OWN))
    assert studio.cache_counts().found_in_memory > before.found_in_memory


async def test_the_measured_level_of_a_voice_is_saved(studio: Studio, folder: Path) -> None:
    measures = folder / "cache" / "loudness.json"
    await _spoken(studio, "This voice has never been heard before.")
    async with asyncio.timeout(60):
        while not measures.is_file():  # noqa: ASYNC110 -- a file has no event
            await asyncio.sleep(0.01)
    assert len(json.loads(await asyncio.to_thread(measures.read_text))["voices"]) == 1


async def test_the_voice_of_a_streamed_text_is_measured_too(studio: Studio, folder: Path) -> None:
    async def arriving() -> AsyncIterator[str]:
        yield "This text arrives "
        yield "in two parts."

    async for _ in studio.speak(Utterance(""), arriving()):
        pass
    async with asyncio.timeout(60):
        while not (folder / "cache" / "loudness.json").is_file():  # noqa: ASYNC110 -- the same
            await asyncio.sleep(0.01)


async def test_every_voice_of_a_text_is_measured(studio: Studio, folder: Path) -> None:
    measures = folder / "cache" / "loudness.json"
    style = np.frombuffer((folder / "voices" / "af_own.bin").read_bytes(), "<f4")
    (folder / "voices" / "am_other.bin").write_bytes(style[::-1].tobytes())
    await studio.follow(studio.loaded)
    text = "<speak>One. <voice name='am_other'>Two.</voice></speak>"
    assert len(np.concatenate([block.samples async for block in studio.speak(Utterance(text, markup="auto"))]))
    async with asyncio.timeout(60):
        while not measures.is_file() or len(json.loads(measures.read_text())["voices"]) < 2:  # noqa: ASYNC110 -- the same
            await asyncio.sleep(0.01)


async def test_idle_work_does_nothing_when_it_is_switched_off(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idle_work, "QUIET_SECONDS", 0.01)
    studio = await _open_studio(folder, **{"cache.precompute": False, "speech.normalize_loudness": False})
    await _spoken(studio, "Good evening.")
    made = studio.cache_counts().entries
    await asyncio.sleep(0.2)
    assert studio.cache_counts().entries == made
    assert not (folder / "cache" / "loudness.json").exists()
    await studio.close()
