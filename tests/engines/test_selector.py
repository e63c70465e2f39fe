"""The selector lets Kokoro speak as soon as it can, and another engine until then."""

import asyncio
import os
import re
import sys
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from shutil import copy
from typing import Any

import numpy as np
import onnx
import pytest
from aiohttp import web

from tests.data.make_small_decoder import make_decoder
from tests.data.make_tiny_model import TINY, Face, make
from tests.downloads.origin import QUICK, Origin, fine, voice_bytes
from tests.engines.conftest import HEART, Styles, phrase
from wyoming_kokoro.downloads import Disk, Downloads, FileList
from wyoming_kokoro.engines import Engine, EngineSelector, ToneEngine
from wyoming_kokoro.engines import selector as selector_module
from wyoming_kokoro.engines.kokoro import KokoroEngine
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.settings import DownloadSettings, EngineSettings, Settings
from wyoming_kokoro.speech import Voice

SENTENCE = "ðə lˈIt ɪz ˈɔn, ænd ðə dˈɔɹ ɪz lˈɑkt."
OFFLINE = replace(QUICK, enabled=False)
NAMELESS = Voice("espeak_cy", "cy-GB", "neutral", "Welsh")

Opened = Callable[..., AbstractAsyncContextManager[EngineSelector]]


class StandIn(ToneEngine):
    """Somebody who speaks meanwhile."""

    name = "espeak"


def wanting(model: str = "own.onnx", downloads: DownloadSettings = OFFLINE, **engine: Any) -> Settings:  # noqa: ANN401
    """Settings with this model."""
    return Settings(engine=EngineSettings(model=model, **engine), downloads=downloads)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where models lie."""
    folder = tmp_path / "data" / "models"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def stand_in() -> Engine:
    return StandIn()


@pytest.fixture
def opened(tmp_path: Path, styles: Styles, stand_in: Engine) -> Opened:
    """Opens a selector, and closes it again."""

    @asynccontextmanager
    async def open_selector(
        settings: Settings,
        voices: tuple[str, ...] = (),
        *,
        files: FileList | None = None,
        measured: dict[str, float] | None = None,
        look: float = 0.01,
    ) -> AsyncIterator[EngineSelector]:
        store = Downloads(tmp_path / "data", settings.downloads, files=files or FileList.of([]))
        selector = EngineSelector(store, styles, stand_in, measured=lambda: measured or {}, look_seconds=look)
        await selector.open(settings, voices)
        yield selector
        await selector.close()

    return open_selector


async def until(happened: Callable[[], object]) -> None:
    """Wait for something that happens by itself."""
    async with asyncio.timeout(10):
        while not happened():  # noqa: ASYNC110 - what is waited for has no event to set
            await asyncio.sleep(0.005)


def kokoro(selector: EngineSelector) -> KokoroEngine:
    engine = selector.now.engine
    assert isinstance(engine, KokoroEngine)
    return engine


async def test_kokoro_speaks_at_once_if_its_model_is_here(folder: Path, opened: Opened) -> None:
    copy(TINY, folder / "own.onnx")
    async with opened(wanting()) as selector:
        assert kokoro(selector).about.model == "own.onnx"
        assert selector.now.why == "Kokoro speaks with own.onnx."
        assert selector.now.problems == ()


async def test_a_missing_model_is_named_with_what_is_there(folder: Path, opened: Opened, stand_in: Engine) -> None:
    copy(TINY, folder / "other.onnx")
    async with opened(wanting("ownn.onnx")) as selector:
        assert selector.now.engine is stand_in
        await until(lambda: selector.now.problems)
        assert selector.now.problems == (
            "There is no model named 'ownn.onnx'. Here: other.onnx. Can be fetched: none.",
        )
        assert selector.now.why == f"Kokoro cannot speak yet: {selector.now.problems[0]}"
        await asyncio.sleep(0.1)
        assert len(selector.now.problems) == 1


@pytest.mark.parametrize("name", ["../own.onnx", "own", "/etc/passwd", ".onnx"])
async def test_a_name_is_never_a_way_out_of_the_folder(folder: Path, opened: Opened, name: str) -> None:
    copy(TINY, folder.parent / "own.onnx")
    async with opened(wanting(name)) as selector:
        await until(lambda: selector.now.problems)
        assert selector.now.problems[0].startswith(f"There is no model named {name!r}.")


async def test_kokoro_takes_over_when_the_file_is_put_in_its_place(
    folder: Path, opened: Opened, stand_in: Engine
) -> None:
    async with opened(wanting()) as selector:
        assert selector.now.engine is stand_in
        copy(TINY, folder.parent / "arriving")
        (folder.parent / "arriving").rename(folder / "own.onnx")
        await until(lambda: selector.now.engine is not stand_in)
        assert selector.now.problems == ()
        assert len(next(kokoro(selector).render(phrase(SENTENCE))).samples)


async def test_a_damaged_model_is_named_and_tried_again_only_when_it_changed(
    folder: Path, opened: Opened, stand_in: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[Path] = []
    load = selector_module._load

    def counted(path: Path, *rest: Any) -> KokoroEngine:  # noqa: ANN401
        loads.append(path)
        return load(path, *rest)

    monkeypatch.setattr(selector_module, "_load", counted)
    (folder / "own.onnx").write_bytes(b"<html>")
    async with opened(wanting()) as selector:
        assert selector.now.engine is stand_in
        assert selector.now.problems == ("own.onnx is damaged, or is not an ONNX model.",)
        await asyncio.sleep(0.1)
        assert len(loads) == 1
        copy(TINY, folder / "own.onnx")
        await until(lambda: selector.now.engine is not stand_in)
        assert len(loads) == 2


async def test_another_model_is_loaded_beside_the_one_that_speaks(folder: Path, opened: Opened) -> None:
    copy(TINY, folder / "own.onnx")
    onnx.save(make(Face(audio="audio")), folder / "other.onnx")
    async with opened(wanting()) as selector:
        first = kokoro(selector)
        speaking = first.render(phrase(SENTENCE))
        selector.use(wanting("other.onnx"))
        assert selector.now.engine is first
        await until(lambda: selector.now.engine is not first)
        assert kokoro(selector).about.model == "other.onnx"
        assert len(next(speaking).samples)
        assert len(next(first.render(phrase(SENTENCE))).samples)


async def test_the_one_that_speaks_goes_on_if_the_other_model_does_not_work(folder: Path, opened: Opened) -> None:
    copy(TINY, folder / "own.onnx")
    onnx.save(make(Face(damage=np.nan)), folder / "other.onnx")
    async with opened(wanting()) as selector:
        first = selector.now.engine
        selector.use(wanting("other.onnx"))
        await until(lambda: selector.now.problems)
        assert selector.now.engine is first
        assert selector.now.why == "Kokoro speaks with own.onnx."
        assert selector.now.problems == ("other.onnx is damaged: what it gives is not made of numbers.",)


async def test_other_threads_need_a_new_engine_and_other_settings_do_not(folder: Path, opened: Opened) -> None:
    copy(TINY, folder / "own.onnx")
    async with opened(wanting()) as selector:
        first = selector.now.engine
        selector.use(wanting(attempts=5))
        selector.use(wanting(downloads=QUICK))
        await asyncio.sleep(0.1)
        assert selector.now.engine is first
        selector.use(wanting(threads=3))
        await until(lambda: selector.now.engine is not first)
        assert kokoro(selector).about.threads == 3


@pytest.mark.parametrize("name", ["espeak", "tone"])
async def test_the_settings_can_name_another_engine(folder: Path, opened: Opened, name: str) -> None:
    copy(TINY, folder / "own.onnx")
    async with opened(wanting()) as selector:
        selector.use(wanting(name=name))
        await until(lambda: selector.now.engine.name == name)
        assert selector.now.why == "The settings name this engine."
        assert await selector.engine_for(HEART) == (selector.now.engine, selector.now.why)
        selector.use(wanting())
        await until(lambda: selector.now.engine.name == "kokoro")


async def test_an_engine_that_is_not_wanted_is_let_go(folder: Path, opened: Opened) -> None:
    copy(TINY, folder / "own.onnx")
    async with opened(wanting()) as selector:
        gone = weakref.ref(selector.now.engine)
        selector.use(wanting(name="espeak"))
        await until(lambda: gone() is None)
    async with opened(wanting(name="espeak")) as selector:
        assert selector.now.engine.name == "espeak"


async def test_the_same_settings_again_change_nothing(opened: Opened) -> None:
    async with opened(wanting()) as selector:
        await until(lambda: selector.now.problems)
        selector.use(wanting())
        assert selector.now.problems


async def test_auto_chooses_and_says_why(folder: Path, opened: Opened) -> None:
    copy(TINY, folder / "model_q4.onnx")
    async with opened(wanting("auto"), measured={"model_q4.onnx": 0.25}) as selector:
        assert selector.now.why == (
            "Kokoro speaks with model_q4.onnx, because it is the most exact one that is fast enough:"
            " 0.25 s for a second of sound."
        )


async def test_auto_chooses_also_where_the_folder_cannot_be_read(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object) -> tuple[str, ...]:
        raise PermissionError

    monkeypatch.setattr(Disk, "names", closed)
    async with opened(wanting("auto")) as selector:
        await until(lambda: selector.now.problems)
        assert selector.now.engine.name == "espeak"


async def test_a_model_is_fetched_with_its_progress_and_takes_over(
    folder: Path, opened: Opened, stand_in: Engine, rng: np.random.Generator
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
    async with opened(wanting("model_small.onnx", patient), ("af_heart",), files=origin.published()) as selector:
        assert selector.now.engine is stand_in
        await until(
            lambda: (
                selector.now.progress
                and selector.now.progress.name == "model_small.onnx"
                and selector.now.progress.percent
            )
        )
        assert re.fullmatch(r"Kokoro cannot speak yet: model_small\.onnx is on its way \(\d+ %\)\.", selector.now.why)
        assert await selector.engine_for(HEART) == (stand_in, selector.now.why)
        go.set()
        await until(lambda: selector.now.engine is not stand_in)
        assert selector.now.progress is None and selector.now.problems == ()
        assert (folder.parent / "voices" / "af_heart.bin").exists()
    await origin.stop()


async def test_a_fetch_whose_length_is_not_known_yet_is_on_its_way_all_the_same(
    opened: Opened,
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
    async with opened(wanting("model_small.onnx", patient), files=origin.published(sizes=False)) as selector:
        await until(lambda: selector.now.progress)
        assert selector.now.why == "Kokoro cannot speak yet: model_small.onnx is on its way."
        go.set()
        await until(lambda: selector.now.engine.name == "kokoro")
    await origin.stop()


async def test_a_source_that_is_away_is_asked_again(opened: Opened, stand_in: Engine) -> None:
    origin = Origin()
    origin.files = {"onnx/model_small.onnx": TINY.read_bytes()}
    broken = web.HTTPServiceUnavailable

    async def away(_origin: Origin, _request: web.Request, _data: bytes) -> web.StreamResponse:
        raise broken

    origin.answers = [away] * QUICK.attempts
    await origin.start()
    async with opened(wanting("model_small.onnx", QUICK), files=origin.published()) as selector:
        await until(lambda: selector.now.problems)
        assert selector.now.engine is stand_in
        await until(lambda: selector.now.engine is not stand_in)
        assert selector.now.problems == ()
    await origin.stop()


async def test_kokoro_waits_for_the_voice_it_speaks_with(
    folder: Path, opened: Opened, rng: np.random.Generator
) -> None:
    copy(TINY, folder / "own.onnx")
    async with opened(wanting(), ("af_heart",)) as selector:
        await until(lambda: selector.now.problems)
        assert selector.now.engine.name == "espeak"
        assert "af_heart" in selector.now.problems[0]
        (folder.parent / "voices").mkdir(exist_ok=True)
        (folder.parent / "voices" / "af_heart.bin").write_bytes(voice_bytes(rng))
        await until(lambda: selector.now.engine.name == "kokoro")


async def test_while_its_voice_is_fetched_in_vain_kokoro_is_not_said_to_be_loaded(
    folder: Path, opened: Opened, rng: np.random.Generator
) -> None:
    copy(TINY, folder / "own.onnx")
    origin = Origin()
    origin.files = {"voices/af_heart.bin": voice_bytes(rng)}

    async def away(_origin: Origin, _request: web.Request, _data: bytes) -> web.StreamResponse:
        raise web.HTTPServiceUnavailable

    origin.always = away
    await origin.start()
    patient = replace(QUICK, retry_delay=10.0)
    async with opened(wanting(downloads=patient), ("af_heart",), files=origin.published()) as selector:
        await until(lambda: selector.now.progress and selector.now.progress.trouble)
        last = "the last try failed: 127.0.0.1 answered 503"
        assert selector.now.why == f"Kokoro cannot speak yet: af_heart is on its way (0 %, {last})."
    await origin.stop()


async def test_a_voice_whose_file_is_missing_is_spoken_by_another_engine(
    folder: Path, opened: Opened, stand_in: Engine, rng: np.random.Generator, caplog: pytest.LogCaptureFixture
) -> None:
    copy(TINY, folder / "own.onnx")
    async with opened(wanting()) as selector:
        engine, why = await selector.engine_for(HEART)
        assert engine is stand_in and why.startswith("There is no voice named 'af_heart'.")
        assert f"espeak speaks in place of Kokoro: {why}" in caplog.text
        (folder.parent / "voices").mkdir(exist_ok=True)
        (folder.parent / "voices" / "af_heart.bin").write_bytes(voice_bytes(rng))
        for _ in range(2):
            assert await selector.engine_for(HEART) == (selector.now.engine, selector.now.why)


async def test_a_voice_that_takes_long_to_arrive_is_not_waited_for(
    folder: Path, opened: Opened, stand_in: Engine, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
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
    monkeypatch.setattr(selector_module, "VOICE_PATIENCE", 0.05)
    patient = replace(QUICK, timeout=10.0)
    async with opened(wanting(downloads=patient), files=origin.published()) as selector:
        for _ in range(2):
            assert await selector.engine_for(HEART) == (stand_in, "The voice af_heart is still on its way.")
        go.set()
        await until((folder.parent / "voices" / "af_heart.bin").exists)
        monkeypatch.setattr(selector_module, "VOICE_PATIENCE", 10.0)
        assert (await selector.engine_for(HEART))[0] is selector.now.engine
        assert len(origin.asked) == 1
    await origin.stop()


async def test_a_damaged_voice_is_refused_and_others_go_on(folder: Path, opened: Opened, stand_in: Engine) -> None:
    copy(TINY, folder / "own.onnx")
    (folder.parent / "voices").mkdir()
    (folder.parent / "voices" / "af_heart.bin").write_bytes(b"short")
    async with opened(wanting()) as selector:
        with pytest.raises(BadRequest, match="af_heart is damaged") as refused:
            await selector.engine_for(HEART)
        assert refused.value.code == "voice_damaged" and refused.value.about == "voice"
        assert (await selector.engine_for(NAMELESS))[0] is stand_in


async def test_an_idle_model_is_unloaded_and_woken_for_whoever_speaks(
    folder: Path, opened: Opened, rng: np.random.Generator
) -> None:
    copy(TINY, folder / "own.onnx")
    (folder.parent / "voices").mkdir()
    (folder.parent / "voices" / "af_heart.bin").write_bytes(voice_bytes(rng))
    async with opened(wanting(unload_after=0.3)) as selector:
        engine = kokoro(selector)
        await until(lambda: not engine.loaded)
        assert await selector.engine_for(HEART) == (engine, selector.now.why)
        assert engine.loaded
        await until(lambda: not engine.loaded)
        assert len(next(engine.render(phrase(SENTENCE))).samples)


async def test_a_model_that_is_gone_when_it_is_woken_makes_room_for_who_can_speak(
    folder: Path, opened: Opened, stand_in: Engine, rng: np.random.Generator
) -> None:
    copy(TINY, folder / "own.onnx")
    (folder.parent / "voices").mkdir()
    (folder.parent / "voices" / "af_heart.bin").write_bytes(voice_bytes(rng))
    async with opened(wanting(), look=60.0) as selector:
        kokoro(selector).rest(0)
        (folder / "own.onnx").unlink()
        engine, why = await selector.engine_for(HEART)
        assert engine is stand_in
        assert why == "own.onnx cannot be read: No such file or directory."
        assert selector.now.engine is stand_in and selector.now.problems == (why,)


async def test_a_model_that_is_written_into_while_it_is_loaded_is_used_no_more(
    folder: Path, opened: Opened, stand_in: Engine, rng: np.random.Generator
) -> None:
    copy(TINY, folder / "own.onnx")
    (folder.parent / "voices").mkdir()
    (folder.parent / "voices" / "af_heart.bin").write_bytes(voice_bytes(rng))
    async with opened(wanting(), look=60.0) as selector:
        engine = kokoro(selector)
        os.truncate(folder / "own.onnx", 90_000)
        with pytest.raises(Unavailable, match=r"^own\.onnx was written into while it was at work\.$"):
            next(engine.render(phrase(SENTENCE)))
        assert await selector.engine_for(HEART) == (stand_in, "own.onnx was written into while it was at work.")
        assert selector.now.engine is stand_in and selector.now.problems == (
            "own.onnx was written into while it was at work.",
        )


@pytest.mark.parametrize("how", ["replaced", "removed"])
async def test_a_model_whose_file_is_replaced_or_removed_goes_on(
    folder: Path, opened: Opened, rng: np.random.Generator, how: str
) -> None:
    copy(TINY, folder / "own.onnx")
    (folder.parent / "voices").mkdir()
    (folder.parent / "voices" / "af_heart.bin").write_bytes(voice_bytes(rng))
    async with opened(wanting(), look=60.0) as selector:
        engine = kokoro(selector)
        if how == "replaced":
            (folder.parent / "arriving").write_bytes(b"something else")
            (folder.parent / "arriving").rename(folder / "own.onnx")
        else:
            (folder / "own.onnx").unlink()
        assert (await selector.engine_for(HEART))[0] is engine
        assert len(next(engine.render(phrase(SENTENCE))).samples)


async def test_without_its_libraries_kokoro_does_not_speak_and_says_so(
    folder: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy(TINY, folder / "own.onnx")
    monkeypatch.setitem(sys.modules, "wyoming_kokoro.engines.kokoro", None)
    async with opened(wanting()) as selector:
        assert selector.now.engine.name == "espeak"
        assert selector.now.problems == ("Kokoro cannot run here: wyoming_kokoro.engines.kokoro is not installed.",)


async def test_a_fault_of_ours_leaves_somebody_speaking(
    folder: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy(TINY, folder / "own.onnx")

    def fail(*_: object) -> KokoroEngine:
        raise MemoryError

    monkeypatch.setattr(selector_module, "_load", fail)
    async with opened(wanting()) as selector:
        assert selector.now.engine.name == "espeak"
        assert selector.now.problems == ("own.onnx could not be loaded.",)


async def test_closing_ends_what_is_on_its_way(opened: Opened, rng: np.random.Generator) -> None:
    origin = Origin()
    origin.files = {"onnx/model_small.onnx": TINY.read_bytes(), "voices/af_heart.bin": voice_bytes(rng)}

    async def never(origin: Origin, _request: web.Request, _data: bytes) -> web.StreamResponse:
        await origin.free.wait()
        return web.Response()

    origin.always = never
    await origin.start()
    before = asyncio.all_tasks()
    patient = replace(QUICK, timeout=10.0)
    async with opened(wanting("model_small.onnx", patient), ("af_heart",), files=origin.published()) as selector:
        await until(lambda: origin.asked)
        selector.use(wanting("model_small.onnx", replace(patient, attempts=1)))
    assert {
        task for task in asyncio.all_tasks() - before if "EngineSelector" in repr(task) or "fetch" in repr(task)
    } == set()
    await origin.stop()


async def test_before_it_is_opened_the_stand_in_speaks(tmp_path: Path, styles: Styles, stand_in: Engine) -> None:
    selector = EngineSelector(Downloads(tmp_path, OFFLINE), styles, stand_in)
    assert selector.now.engine is stand_in
    await selector.close()


async def test_a_model_is_taken_apart_while_it_speaks(
    folder: Path, opened: Opened, caplog: pytest.LogCaptureFixture
) -> None:
    onnx.save(make_decoder(), folder / "own.onnx")
    with caplog.at_level("INFO"):
        async with opened(wanting()) as selector:
            speaking = kokoro(selector)
            assert "runs as a whole" in (selector.now.how or "")
            async with asyncio.timeout(60):
                while "in parts" not in (selector.now.how or ""):  # noqa: ASYNC110 - no event tells it
                    await asyncio.sleep(0.01)
            assert kokoro(selector) is speaking
    assert "own.onnx runs in parts now" in caplog.text


async def test_a_model_that_cannot_be_taken_apart_speaks_on(
    folder: Path, opened: Opened, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: KokoroEngine) -> bool:
        raise RuntimeError

    monkeypatch.setattr(KokoroEngine, "may_improve", property(lambda _: "could not be taken apart" not in caplog.text))
    monkeypatch.setattr(KokoroEngine, "improve", broken)
    copy(TINY, folder / "own.onnx")
    async with opened(wanting()) as selector:
        async with asyncio.timeout(60):
            while "could not be taken apart" not in caplog.text:  # noqa: ASYNC110 - no event tells it
                await asyncio.sleep(0.01)
        assert selector.now.engine.name == "kokoro"
