"""What tests of the selector and of the engines' lifecycles share: settings, a selector to open, and waiting."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from tests.downloads.origin import QUICK
from wyoming_kokoro.audio import resample
from wyoming_kokoro.downloads import Downloads, FileList, Style
from wyoming_kokoro.engines import (
    AlwaysReady,
    Engine,
    EngineContext,
    EngineDefinition,
    EngineRegistry,
    EngineSelector,
    ToneEngine,
)
from wyoming_kokoro.engines.kokoro import KokoroEngine
from wyoming_kokoro.engines.kokoro.lifecycle import KokoroLifecycle
from wyoming_kokoro.settings import DownloadSettings, EngineSettings, Settings
from wyoming_kokoro.speech import Voice

SENTENCE = "ðə lˈIt ɪz ˈɔn, ænd ðə dˈɔɹ ɪz lˈɑkt."
OFFLINE = replace(QUICK, enabled=False)
NAMELESS = Voice("espeak_cy", "cy-GB", "neutral", "Welsh")

MEASUREMENTS = "measurements.json"
"""The file in the data folder where `bench` keeps how fast models are."""

OpenSelector = Callable[..., AbstractAsyncContextManager[EngineSelector]]


class StandIn(ToneEngine):
    """An engine that speaks until Kokoro can."""

    name = "espeak"


def engine_settings(model: str = "own.onnx", downloads: DownloadSettings = OFFLINE, **engine: Any) -> Settings:  # noqa: ANN401
    """Settings with this model."""
    return Settings(engine=EngineSettings(model=model, **engine), downloads=downloads)


def context(
    store: Downloads,
    styles: Callable[[Voice], Style] = lambda _: np.zeros((510, 256), np.float32),
    measurements: Path | None = None,
) -> EngineContext:
    """What engines are built from."""
    return EngineContext(store, styles, resample, measurements=measurements)


def registry(stand_in: Engine, look_seconds: float = 0.01) -> EngineRegistry:
    """The engines as the program has them, but for the stand-in, and with more frequent looks at files."""
    return EngineRegistry(
        [
            EngineDefinition("kokoro", "", partial(KokoroLifecycle, look_seconds=look_seconds), automatic=True),
            EngineDefinition("espeak", "", lambda context: AlwaysReady(stand_in), stand_in=True),  # noqa: ARG005
            EngineDefinition("tone", "", "wyoming_kokoro.engines.tone:start"),
        ]
    )


def selector_opener(data: Path, styles: Callable[[Voice], Style], stand_in: Engine) -> OpenSelector:
    """Return a function that opens a selector on a data folder, and closes it again."""

    @asynccontextmanager
    async def open_selector(
        settings: Settings,
        voices: tuple[str, ...] = (),
        *,
        files: FileList | None = None,
        look: float = 0.01,
    ) -> AsyncIterator[EngineSelector]:
        store = Downloads(data, settings.downloads, files=files or FileList.of([]))
        selector = EngineSelector(context(store, styles, data / MEASUREMENTS), engines=registry(stand_in, look))
        await selector.open(settings, voices)
        yield selector
        await selector.close()

    return open_selector


async def until(happened: Callable[[], object]) -> None:
    """Wait for something that happens by itself."""
    async with asyncio.timeout(10):
        while not happened():  # noqa: ASYNC110 - what is waited for has no event to set
            await asyncio.sleep(0.005)


def kokoro_of(selector: EngineSelector) -> KokoroEngine:
    """Return the engine that speaks, which is Kokoro."""
    engine = selector.now.engine
    assert isinstance(engine, KokoroEngine)
    return engine
