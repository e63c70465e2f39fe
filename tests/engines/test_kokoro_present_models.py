"""A published model file that is here speaks while the one that is set is not."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from aiohttp import web

from tests.data.make_tiny_model import ModelVariant, make
from tests.downloads.origin import QUICK, Origin, fine, voice_bytes
from tests.engines.selecting import OpenSelector, engine_settings, until
from wyoming_kokoro.downloads import FileList
from wyoming_kokoro.engines.kokoro.model_choice import BY_EXACTNESS

MODELS = ("model.onnx", "model_q4.onnx", "kokoro-v1.0.int8.onnx", "model_quantized.onnx")
CHOSEN, PRESENT, LESS_EXACT = "model_q4.onnx", "kokoro-v1.0.int8.onnx", "model_quantized.onnx"


@pytest.fixture
async def origin(rng: np.random.Generator) -> AsyncIterator[Origin]:
    """Publishes several models and two voices."""
    origin = Origin()
    origin.files = {f"onnx/{name}": model_bytes(name) for name in MODELS}
    origin.files |= {f"voices/{name}.bin": voice_bytes(rng) for name in ("af_heart", "af_bella")}
    await origin.start()
    yield origin
    await origin.stop()


def model_bytes(note: str) -> bytes:
    """A model of these bytes alone."""
    model = make()
    model.doc_string = note
    return bytes(model.SerializeToString())


def put(origin: Origin, folder: Path, *names: str) -> None:
    """Put published files into the models folder, and the voices into theirs."""
    (folder.parent / "voices").mkdir(exist_ok=True)
    for name in names:
        is_model = name.endswith(".onnx")
        place = folder / name if is_model else folder.parent / "voices" / f"{name}.bin"
        place.write_bytes(origin.files[f"onnx/{name}" if is_model else f"voices/{name}.bin"])


async def test_another_model_speaks_until_the_one_that_is_set_arrives(
    folder: Path, opened: OpenSelector, origin: Origin, caplog: pytest.LogCaptureFixture
) -> None:
    gate = asyncio.Event()

    async def after_gate(origin: Origin, request: web.Request, data: bytes) -> web.StreamResponse:
        await gate.wait()
        return await fine(origin, request, data)

    origin.always = after_gate
    put(origin, folder, PRESENT, LESS_EXACT, "af_heart")
    patient = replace(QUICK, timeout=10.0)
    with caplog.at_level(logging.INFO):
        async with opened(engine_settings(CHOSEN, patient), ("af_heart",), files=origin.published()) as selector:
            now = selector.now
            assert (now.engine.name, now.model, now.problems, now.standing_in) == ("kokoro", PRESENT, (), False)
            assert f"{PRESENT} until {CHOSEN} is there" in now.why and f"{PRESENT} until {CHOSEN}" in caplog.text
            await until(lambda: selector.now.progress)
            assert f"{CHOSEN} is being downloaded" in selector.now.why
            gate.set()
            await until(lambda: selector.now.model == CHOSEN)
            assert "until" not in selector.now.why and selector.now.problems == ()
    assert len(origin.asked) == 1


async def test_another_model_speaks_on_with_the_reason_if_the_one_that_is_set_cannot_be_fetched(
    folder: Path, opened: OpenSelector, origin: Origin
) -> None:
    put(origin, folder, PRESENT, "af_heart")
    async with opened(engine_settings(CHOSEN), ("af_heart",), files=origin.published()) as selector:
        assert selector.now.model == PRESENT
        await until(lambda: selector.now.problems)
        assert selector.now.model == PRESENT and CHOSEN in selector.now.problems[0]
        put(origin, folder, CHOSEN)
        await until(lambda: selector.now.model == CHOSEN)
        assert selector.now.problems == ()


async def test_another_model_speaks_if_the_one_that_is_set_has_a_wrong_digest(
    folder: Path, opened: OpenSelector, origin: Origin
) -> None:
    put(origin, folder, PRESENT, "af_heart")
    (folder / CHOSEN).write_bytes(model_bytes("changed"))
    files = origin.published(sizes=False)
    async with opened(engine_settings(CHOSEN), ("af_heart",), files=files) as selector:
        await until(lambda: selector.now.problems)
        await until(lambda: selector.now.model == PRESENT)
        assert CHOSEN in selector.now.problems[0]


async def test_the_most_exact_intact_published_model_is_preferred(
    folder: Path, opened: OpenSelector, origin: Origin
) -> None:
    put(origin, folder, PRESENT, LESS_EXACT, "af_heart")
    changed = model_bytes("changed")
    (folder / "model.onnx").write_bytes(changed)
    (folder / "own.onnx").write_bytes(changed)
    files = origin.published(sizes=False)
    async with opened(engine_settings(CHOSEN), ("af_heart",), files=files) as selector:
        assert selector.now.model == PRESENT
    (folder / PRESENT).unlink()
    (folder / LESS_EXACT).unlink()
    async with opened(engine_settings(CHOSEN), ("af_heart",), files=files) as selector:
        await until(lambda: selector.now.problems)
        assert selector.now.engine.name == "espeak"


async def test_a_published_model_that_is_put_there_by_hand_speaks_soon(
    folder: Path, opened: OpenSelector, origin: Origin
) -> None:
    put(origin, folder, "af_heart")
    origin.always = _never
    patient = replace(QUICK, timeout=10.0)
    async with opened(engine_settings(CHOSEN, patient), ("af_heart",), files=origin.published()) as selector:
        await until(lambda: selector.now.progress)
        assert selector.now.standing_in
        put(origin, folder, LESS_EXACT)
        await until(lambda: selector.now.model == LESS_EXACT)


async def test_the_next_model_speaks_if_the_most_exact_one_cannot_be_loaded(
    folder: Path, opened: OpenSelector, origin: Origin
) -> None:
    origin.files[f"onnx/{PRESENT}"] = make(ModelVariant(damage=np.nan)).SerializeToString()
    put(origin, folder, PRESENT, LESS_EXACT, "af_heart")
    async with opened(engine_settings(CHOSEN), ("af_heart",), files=origin.published()) as selector:
        assert selector.now.model == LESS_EXACT


async def test_kokoro_speaks_with_another_voice_than_the_one_that_is_set_and_says_why(
    folder: Path, opened: OpenSelector, origin: Origin
) -> None:
    put(origin, folder, CHOSEN, "af_bella")
    async with opened(engine_settings(CHOSEN), ("af_heart",), files=origin.published()) as selector:
        await until(lambda: selector.now.problems)
        assert selector.now.model == CHOSEN and "af_heart" in selector.now.problems[0]
        first = selector.now.engine
        put(origin, folder, "af_heart")
        await until(lambda: not selector.now.problems)
        assert selector.now.engine is first


def test_every_published_model_has_a_place_in_the_order() -> None:
    assert {file.name for file in FileList.load().models} == set(BY_EXACTNESS)


async def _never(origin: Origin, _request: web.Request, _data: bytes) -> web.StreamResponse:
    await origin.free.wait()
    return web.Response()
