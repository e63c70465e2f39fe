"""Kokoro speaks as soon as it can, and with what the settings and the files on the disk say."""

import asyncio
import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from shutil import copy
from typing import Any

import numpy as np
import pytest
from aiohttp import web

from tests.data.make_small_decoder import make_decoder
from tests.data.make_tiny_model import TINY, ModelVariant, make
from tests.downloads.origin import QUICK, Origin, fine, voice_bytes
from tests.engines.conftest import HEART, phrase
from tests.engines.selecting import MEASUREMENTS, OFFLINE, SENTENCE, OpenSelector, engine_settings, kokoro_of, until
from wyoming_kokoro.downloads import Disk, Downloads, FileList
from wyoming_kokoro.engines import Engine
from wyoming_kokoro.engines.kokoro import KokoroEngine, ModelMeasurements, lifecycle
from wyoming_kokoro.engines.kokoro import engine as engine_module
from wyoming_kokoro.engines.kokoro.measurements import ModelMeasurement
from wyoming_kokoro.engines.lifecycle import Preparation
from wyoming_kokoro.errors import Unavailable


async def test_kokoro_speaks_at_once_if_its_model_file_exists(folder: Path, opened: OpenSelector) -> None:
    copy(TINY, folder / "own.onnx")
    async with opened(engine_settings()) as selector:
        assert kokoro_of(selector).info.model == "own.onnx"
        assert selector.now.model == "own.onnx" and "own.onnx" in selector.now.why
        assert selector.now.problems == () and not selector.now.standing_in


async def test_a_missing_model_is_reported_with_the_models_that_exist(
    folder: Path, opened: OpenSelector, stand_in: Engine
) -> None:
    copy(TINY, folder / "other.onnx")
    async with opened(engine_settings("ownn.onnx")) as selector:
        assert selector.now.engine is stand_in
        await until(lambda: selector.now.problems)
        (problem,) = selector.now.problems
        assert "'ownn.onnx'" in problem and "other.onnx" in problem
        assert problem in selector.now.why and selector.now.standing_in
        await asyncio.sleep(0.1)
        assert len(selector.now.problems) == 1


@pytest.mark.parametrize("name", ["../own.onnx", "own", "/etc/passwd", ".onnx"])
async def test_a_model_name_cannot_leave_the_models_folder(folder: Path, opened: OpenSelector, name: str) -> None:
    copy(TINY, folder.parent / "own.onnx")
    async with opened(engine_settings(name)) as selector:
        await until(lambda: selector.now.problems)
        assert repr(name) in selector.now.problems[0] and selector.now.standing_in


async def test_kokoro_takes_over_when_the_model_file_appears(
    folder: Path, opened: OpenSelector, stand_in: Engine
) -> None:
    async with opened(engine_settings()) as selector:
        assert selector.now.engine is stand_in
        copy(TINY, folder.parent / "arriving")
        (folder.parent / "arriving").rename(folder / "own.onnx")
        await until(lambda: selector.now.engine is not stand_in)
        assert selector.now.problems == ()
        assert len(next(kokoro_of(selector).render(phrase(SENTENCE))).samples)


async def test_a_damaged_model_is_named_and_tried_again_only_when_it_changed(
    folder: Path, opened: OpenSelector, stand_in: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[Path] = []

    class Counted(KokoroEngine):
        def __init__(self, model: Path, *rest: Any, **options: Any) -> None:  # noqa: ANN401
            loads.append(model)
            super().__init__(model, *rest, **options)

    monkeypatch.setattr(engine_module, "KokoroEngine", Counted)
    (folder / "own.onnx").write_bytes(b"<html>")
    async with opened(engine_settings()) as selector:
        assert selector.now.engine is stand_in
        assert "own.onnx is damaged" in selector.now.problems[0]
        await asyncio.sleep(0.1)
        assert len(loads) == 1
        copy(TINY, folder / "own.onnx")
        await until(lambda: selector.now.engine is not stand_in)
        assert len(loads) == 2


async def test_the_old_model_speaks_while_another_model_is_loaded(folder: Path, opened: OpenSelector) -> None:
    copy(TINY, folder / "own.onnx")
    (folder / "other.onnx").write_bytes(make(ModelVariant(audio="audio")).SerializeToString())
    async with opened(engine_settings()) as selector:
        first = kokoro_of(selector)
        speaking = first.render(phrase(SENTENCE))
        selector.use(engine_settings("other.onnx"))
        assert selector.now.engine is first
        await until(lambda: selector.now.engine is not first)
        assert kokoro_of(selector).info.model == "other.onnx"
        assert len(next(speaking).samples)
        assert len(next(first.render(phrase(SENTENCE))).samples)


async def test_the_old_model_stays_in_use_if_the_new_model_is_damaged(folder: Path, opened: OpenSelector) -> None:
    copy(TINY, folder / "own.onnx")
    (folder / "other.onnx").write_bytes(make(ModelVariant(damage=np.nan)).SerializeToString())
    async with opened(engine_settings()) as selector:
        first = selector.now.engine
        selector.use(engine_settings("other.onnx"))
        await until(lambda: selector.now.problems)
        assert selector.now.engine is first
        assert selector.now.model == "own.onnx"
        assert "other.onnx is damaged" in selector.now.problems[0]


async def test_a_missing_execution_provider_is_a_problem_and_speech_goes_on(
    folder: Path, opened: OpenSelector, stand_in: Engine
) -> None:
    copy(TINY, folder / "own.onnx")
    absent = engine_settings(providers=("CUDAExecutionProvider",))
    async with opened(absent) as selector:
        assert selector.now.engine is stand_in and selector.now.standing_in
        assert "onnxruntime-gpu" in selector.now.why
        selector.use(engine_settings())
        await until(lambda: not selector.now.standing_in)
        assert selector.now.execution_provider == "CPUExecutionProvider" and not selector.now.problems
        speaking = selector.now.engine
        selector.use(absent)
        await until(lambda: selector.now.problems)
        assert selector.now.engine is speaking and "CUDAExecutionProvider is not here" in selector.now.problems[0]


async def test_a_new_number_of_threads_needs_a_new_engine_and_other_settings_do_not(
    folder: Path, opened: OpenSelector
) -> None:
    copy(TINY, folder / "own.onnx")
    async with opened(engine_settings()) as selector:
        first = selector.now.engine
        selector.use(engine_settings(attempts=5))
        selector.use(engine_settings(downloads=QUICK))
        await asyncio.sleep(0.1)
        assert selector.now.engine is first
        selector.use(engine_settings(threads=3))
        await until(lambda: selector.now.engine is not first)
        assert kokoro_of(selector).info.threads == 3


async def test_auto_chooses_a_model_and_gives_the_reason(folder: Path, opened: OpenSelector) -> None:
    copy(TINY, folder / "model_q4.onnx")
    digest = Downloads(folder.parent, OFFLINE, files=FileList.of([])).models.digest("model_q4.onnx")
    ModelMeasurements(folder.parent / MEASUREMENTS).save({"model_q4.onnx": ModelMeasurement(digest, 0.25)})
    async with opened(engine_settings("auto")) as selector:
        assert selector.now.model == "model_q4.onnx" and "0.25 s" in selector.now.why


async def test_auto_chooses_a_model_also_if_the_folder_cannot_be_read(
    opened: OpenSelector, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object) -> tuple[str, ...]:
        raise PermissionError

    monkeypatch.setattr(Disk, "names", closed)
    async with opened(engine_settings("auto")) as selector:
        await until(lambda: selector.now.problems)
        assert selector.now.engine.name == "espeak"


async def test_a_model_is_downloaded_with_progress_and_takes_over(
    folder: Path, opened: OpenSelector, stand_in: Engine, rng: np.random.Generator
) -> None:
    origin = Origin()
    large = make()
    large.doc_string = "long " * 1_000_000
    origin.files = {"onnx/model_small.onnx": large.SerializeToString(), "voices/af_heart.bin": voice_bytes(rng)}
    go = asyncio.Event()

    async def halting(origin: Origin, request: web.Request, data: bytes) -> web.StreamResponse:
        if request.path.endswith(".bin"):
            return await fine(origin, request, data)
        response = web.StreamResponse()
        response.content_length = len(data)
        await response.prepare(request)
        await response.write(data[: len(data) // 2])
        await go.wait()
        await response.write(data[len(data) // 2 :])
        return response

    origin.always = halting
    await origin.start()
    patient = replace(QUICK, timeout=10.0)
    async with opened(
        engine_settings("model_small.onnx", patient), ("af_heart",), files=origin.published()
    ) as selector:
        assert selector.now.engine is stand_in
        await until(
            lambda: (
                selector.now.progress
                and selector.now.progress.name == "model_small.onnx"
                and selector.now.progress.percent
            )
        )
        assert re.search(r"model_small\.onnx .*\d+ %", selector.now.why)
        under_way = selector.now.preparation
        assert under_way is not None and under_way.step == "download" and under_way.download == selector.now.progress
        assert under_way.share is not None and 0 < under_way.share < 1
        assert await selector.engine_for(HEART) == (stand_in, selector.now.why)
        go.set()
        await until(lambda: selector.now.engine is not stand_in)
        assert selector.now.progress is None and selector.now.problems == ()
        assert (folder.parent / "voices" / "af_heart.bin").exists()
    await origin.stop()


async def test_a_download_of_unknown_length_is_reported_as_running(
    opened: OpenSelector,
) -> None:
    origin = Origin()
    origin.files = {"onnx/model_small.onnx": TINY.read_bytes()}
    go = asyncio.Event()

    async def halting(origin: Origin, request: web.Request, data: bytes) -> web.StreamResponse:
        await go.wait()
        return await fine(origin, request, data)

    origin.always = halting
    await origin.start()
    patient = replace(QUICK, timeout=10.0)
    async with opened(engine_settings("model_small.onnx", patient), files=origin.published(sizes=False)) as selector:
        await until(lambda: selector.now.progress)
        assert "model_small.onnx" in selector.now.why and "%" not in selector.now.why
        go.set()
        await until(lambda: selector.now.engine.name == "kokoro")
    await origin.stop()


async def test_an_unavailable_source_is_tried_again(opened: OpenSelector, stand_in: Engine) -> None:
    origin = Origin()
    origin.files = {"onnx/model_small.onnx": TINY.read_bytes()}
    broken = web.HTTPServiceUnavailable

    async def away(_origin: Origin, _request: web.Request, _data: bytes) -> web.StreamResponse:
        raise broken

    origin.answers = [away] * QUICK.attempts
    await origin.start()
    async with opened(engine_settings("model_small.onnx", QUICK), files=origin.published()) as selector:
        await until(lambda: selector.now.problems)
        assert selector.now.engine is stand_in
        await until(lambda: selector.now.engine is not stand_in)
        assert selector.now.problems == ()
    await origin.stop()


async def test_kokoro_waits_for_the_file_of_its_voice(
    folder: Path, opened: OpenSelector, rng: np.random.Generator
) -> None:
    copy(TINY, folder / "own.onnx")
    async with opened(engine_settings(), ("af_heart",)) as selector:
        await until(lambda: selector.now.problems)
        assert selector.now.engine.name == "espeak"
        assert "af_heart" in selector.now.problems[0]
        (folder.parent / "voices").mkdir(exist_ok=True)
        (folder.parent / "voices" / "af_heart.bin").write_bytes(voice_bytes(rng))
        await until(lambda: selector.now.engine.name == "kokoro")


async def test_kokoro_is_not_reported_as_loaded_while_the_voice_download_fails(
    folder: Path, opened: OpenSelector, rng: np.random.Generator
) -> None:
    copy(TINY, folder / "own.onnx")
    origin = Origin()
    origin.files = {"voices/af_heart.bin": voice_bytes(rng)}

    async def away(_origin: Origin, _request: web.Request, _data: bytes) -> web.StreamResponse:
        raise web.HTTPServiceUnavailable

    origin.always = away
    await origin.start()
    patient = replace(QUICK, retry_delay=10.0)
    async with opened(engine_settings(downloads=patient), ("af_heart",), files=origin.published()) as selector:
        await until(lambda: selector.now.progress and selector.now.progress.trouble)
        assert "af_heart" in selector.now.why and "503" in selector.now.why
    await origin.stop()


async def test_a_voice_that_takes_long_to_arrive_is_not_waited_for(
    folder: Path, opened: OpenSelector, stand_in: Engine, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy(TINY, folder / "own.onnx")
    origin = Origin()
    origin.files = {"voices/af_heart.bin": voice_bytes(rng)}
    go = asyncio.Event()

    async def slow(origin: Origin, request: web.Request, data: bytes) -> web.StreamResponse:
        await go.wait()
        return await fine(origin, request, data)

    origin.always = slow
    await origin.start()
    monkeypatch.setattr(lifecycle, "VOICE_PATIENCE", 0.05)
    patient = replace(QUICK, timeout=10.0)
    async with opened(engine_settings(downloads=patient), files=origin.published()) as selector:
        for _ in range(2):
            engine, why = await selector.engine_for(HEART)
            assert engine is stand_in and "af_heart" in why
        go.set()
        await until((folder.parent / "voices" / "af_heart.bin").exists)
        monkeypatch.setattr(lifecycle, "VOICE_PATIENCE", 10.0)
        assert (await selector.engine_for(HEART))[0] is selector.now.engine
        assert len(origin.asked) == 1
    await origin.stop()


async def test_an_idle_model_is_unloaded_and_loaded_again_for_a_request(
    folder: Path, opened: OpenSelector, rng: np.random.Generator
) -> None:
    copy(TINY, folder / "own.onnx")
    (folder.parent / "voices").mkdir()
    (folder.parent / "voices" / "af_heart.bin").write_bytes(voice_bytes(rng))
    async with opened(engine_settings(unload_after=0.3)) as selector:
        engine = kokoro_of(selector)
        await until(lambda: not engine.loaded)
        assert await selector.engine_for(HEART) == (engine, selector.now.why)
        assert engine.loaded
        await until(lambda: not engine.loaded)
        assert len(next(engine.render(phrase(SENTENCE))).samples)


async def test_the_stand_in_speaks_if_an_unloaded_model_file_was_removed(
    folder: Path, opened: OpenSelector, stand_in: Engine, rng: np.random.Generator
) -> None:
    copy(TINY, folder / "own.onnx")
    (folder.parent / "voices").mkdir()
    (folder.parent / "voices" / "af_heart.bin").write_bytes(voice_bytes(rng))
    async with opened(engine_settings(), look=60.0) as selector:
        kokoro_of(selector).unload_if_idle(0)
        (folder / "own.onnx").unlink()
        engine, why = await selector.engine_for(HEART)
        assert engine is stand_in
        assert "own.onnx cannot be read" in why
        assert selector.now.engine is stand_in and selector.now.problems == (why,)


async def test_a_model_file_overwritten_while_loaded_is_not_used_again(
    folder: Path, opened: OpenSelector, stand_in: Engine, rng: np.random.Generator
) -> None:
    copy(TINY, folder / "own.onnx")
    (folder.parent / "voices").mkdir()
    (folder.parent / "voices" / "af_heart.bin").write_bytes(voice_bytes(rng))
    async with opened(engine_settings(), look=60.0) as selector:
        engine = kokoro_of(selector)
        cut = asyncio.create_task(asyncio.to_thread(os.truncate, folder / "own.onnx", 90_000))
        while not cut.done():  # it waits until the program lets it write
            engine.give_way()
            await asyncio.sleep(0.01)
        with pytest.raises(Unavailable, match=r"own\.onnx"):
            next(engine.render(phrase(SENTENCE)))
        answer = await selector.engine_for(HEART)
        assert answer[0] is stand_in and "own.onnx" in answer[1]
        assert selector.now.engine is stand_in and selector.now.problems == answer[1:]


@pytest.mark.parametrize("how", ["replaced", "removed"])
async def test_a_loaded_model_speaks_on_if_its_file_is_replaced_or_removed(
    folder: Path, opened: OpenSelector, rng: np.random.Generator, how: str
) -> None:
    copy(TINY, folder / "own.onnx")
    (folder.parent / "voices").mkdir()
    (folder.parent / "voices" / "af_heart.bin").write_bytes(voice_bytes(rng))
    async with opened(engine_settings(), look=60.0) as selector:
        engine = kokoro_of(selector)
        if how == "replaced":
            (folder.parent / "arriving").write_bytes(b"something else")
            (folder.parent / "arriving").rename(folder / "own.onnx")
        else:
            (folder / "own.onnx").unlink()
        assert (await selector.engine_for(HEART))[0] is engine
        assert len(next(engine.render(phrase(SENTENCE))).samples)


async def test_without_its_libraries_kokoro_is_unavailable_with_the_reason(
    folder: Path, opened: OpenSelector, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy(TINY, folder / "own.onnx")
    monkeypatch.setitem(sys.modules, "wyoming_kokoro.engines.kokoro.engine", None)
    async with opened(engine_settings()) as selector:
        assert selector.now.engine.name == "espeak"
        assert "is not installed" in selector.now.problems[0]


async def test_an_internal_error_leaves_the_stand_in_speaking(
    folder: Path, opened: OpenSelector, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy(TINY, folder / "own.onnx")

    def fail(*_: object, **__: object) -> KokoroEngine:
        raise MemoryError

    monkeypatch.setattr(engine_module, "KokoroEngine", fail)
    async with opened(engine_settings()) as selector:
        assert selector.now.engine.name == "espeak"
        assert "own.onnx" in selector.now.problems[0]


async def test_closing_ends_running_downloads(opened: OpenSelector, rng: np.random.Generator) -> None:
    origin = Origin()
    origin.files = {"onnx/model_small.onnx": TINY.read_bytes(), "voices/af_heart.bin": voice_bytes(rng)}

    async def never(origin: Origin, _request: web.Request, _data: bytes) -> web.StreamResponse:
        await origin.free.wait()
        return web.Response()

    origin.always = never
    await origin.start()
    before = asyncio.all_tasks()
    patient = replace(QUICK, timeout=10.0)
    async with opened(
        engine_settings("model_small.onnx", patient), ("af_heart",), files=origin.published()
    ) as selector:
        await until(lambda: origin.asked)
        selector.use(engine_settings("model_small.onnx", replace(patient, attempts=1)))
    assert {
        task for task in asyncio.all_tasks() - before if "KokoroLifecycle" in repr(task) or "fetch" in repr(task)
    } == set()
    await origin.stop()


@pytest.mark.slow
async def test_a_model_is_split_while_it_speaks(
    folder: Path, opened: OpenSelector, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "own.onnx").write_bytes(make_decoder().SerializeToString())
    with caplog.at_level("INFO"):
        async with opened(engine_settings()) as selector:
            speaking = kokoro_of(selector)
            assert "as one graph" in (selector.now.how or "")
            told = list[Preparation]()
            async with asyncio.timeout(60):
                while selector.improving:
                    if selector.now.preparation:
                        told.append(selector.now.preparation)
                    await asyncio.sleep(0.01)
            assert {each.step for each in told} == {"improve"} and selector.now.preparation is None
            shares = [each.share for each in told if each.share is not None]
            assert shares == sorted(shares) and all(0 < share < 1 for share in shares)
            assert all(each.seconds_left for each in told if each.share)
            assert kokoro_of(selector) is speaking and "into parts" in (selector.now.how or "")
    assert "own.onnx runs split now" in caplog.text


async def test_a_model_that_cannot_be_split_speaks_on(
    folder: Path, opened: OpenSelector, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: KokoroEngine) -> bool:
        raise RuntimeError

    monkeypatch.setattr(KokoroEngine, "may_improve", property(lambda _: "Splitting own.onnx failed" not in caplog.text))
    monkeypatch.setattr(KokoroEngine, "improve", broken)
    copy(TINY, folder / "own.onnx")
    async with opened(engine_settings()) as selector:
        async with asyncio.timeout(60):
            while "Splitting own.onnx failed" not in caplog.text:  # noqa: ASYNC110 - no event tells it
                await asyncio.sleep(0.01)
        assert selector.now.engine.name == "kokoro"
