"""The selector lets the engine speak that the settings ask for, and a stand-in until that one can."""

import weakref
from pathlib import Path
from shutil import copy

import numpy as np
import pytest

from tests.data.make_tiny_model import TINY
from tests.downloads.origin import voice_bytes
from tests.engines.conftest import HEART, Styles
from tests.engines.selecting import NAMELESS, OFFLINE, OpenSelector, context, engine_settings, registry, until
from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.engines import AlwaysReady, Engine, EngineContext, EngineDefinition, EngineSelector, ToneEngine
from wyoming_kokoro.errors import BadRequest, Unavailable


@pytest.mark.parametrize("name", ["espeak", "tone"])
async def test_the_settings_can_name_another_engine(folder: Path, opened: OpenSelector, name: str) -> None:
    copy(TINY, folder / "own.onnx")
    async with opened(engine_settings()) as selector:
        selector.use(engine_settings(name=name))
        await until(lambda: selector.now.engine.name == name)
        assert not selector.now.standing_in
        assert await selector.engine_for(HEART) == (selector.now.engine, selector.now.why)
        selector.use(engine_settings())
        await until(lambda: selector.now.engine.name == "kokoro")


async def test_an_engine_that_is_no_longer_used_is_freed(folder: Path, opened: OpenSelector) -> None:
    copy(TINY, folder / "own.onnx")
    async with opened(engine_settings()) as selector:
        gone = weakref.ref(selector.now.engine)
        selector.use(engine_settings(name="espeak"))
        await until(lambda: gone() is None)
    async with opened(engine_settings(name="espeak")) as selector:
        assert selector.now.engine.name == "espeak"


async def test_the_same_settings_again_change_nothing(opened: OpenSelector) -> None:
    async with opened(engine_settings()) as selector:
        await until(lambda: selector.now.problems)
        selector.use(engine_settings())
        assert selector.now.problems


async def test_a_voice_whose_file_is_missing_is_spoken_by_another_engine(
    folder: Path, opened: OpenSelector, stand_in: Engine, rng: np.random.Generator, caplog: pytest.LogCaptureFixture
) -> None:
    copy(TINY, folder / "own.onnx")
    async with opened(engine_settings()) as selector:
        engine, why = await selector.engine_for(HEART)
        assert engine is stand_in and "'af_heart'" in why
        assert "espeak speaks in place of kokoro" in caplog.text and why in caplog.text
        (folder.parent / "voices").mkdir(exist_ok=True)
        (folder.parent / "voices" / "af_heart.bin").write_bytes(voice_bytes(rng))
        for _ in range(2):
            assert await selector.engine_for(HEART) == (selector.now.engine, selector.now.why)


async def test_a_damaged_voice_is_refused_and_others_go_on(
    folder: Path, opened: OpenSelector, stand_in: Engine
) -> None:
    copy(TINY, folder / "own.onnx")
    (folder.parent / "voices").mkdir()
    (folder.parent / "voices" / "af_heart.bin").write_bytes(b"short")
    async with opened(engine_settings()) as selector:
        with pytest.raises(BadRequest, match="af_heart") as refused:
            await selector.engine_for(HEART)
        assert refused.value.code == "voice_damaged" and refused.value.about == "voice"
        assert (await selector.engine_for(NAMELESS))[0] is stand_in


async def test_the_stand_in_speaks_before_the_selector_is_opened(
    tmp_path: Path, styles: Styles, stand_in: Engine
) -> None:
    selector = EngineSelector(context(Downloads(tmp_path, OFFLINE), styles), engines=registry(stand_in))
    assert selector.now.engine is stand_in
    await selector.close()


async def test_a_stand_in_speaks_until_the_engine_can_start(tmp_path: Path, styles: Styles, stand_in: Engine) -> None:
    engine = ToneEngine()
    installed: list[bool] = []

    def start(_: EngineContext) -> AlwaysReady:
        if not installed:
            raise Unavailable("It is not installed.")
        return AlwaysReady(engine)

    engines = registry(stand_in)
    engines.register(EngineDefinition("remote", "", start))
    selector = EngineSelector(context(Downloads(tmp_path, OFFLINE), styles), engines=engines)
    await selector.open(engine_settings(name="remote"))
    assert selector.now.standing_in and selector.now.problems == ("It is not installed.",)
    assert (await selector.engine_for(NAMELESS))[0] is stand_in
    installed.append(True)
    selector.use(engine_settings(name="remote"))
    assert (await selector.engine_for(NAMELESS))[0] is engine
    await selector.close()
