"""Another package adds an effect, an engine, an SSML element and a route: each is one file and one line.

The four are then used together: a request for SSML is spoken by the new engine, and the new element asks for the new
effect.
"""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from tests.api.client import opened
from wyoming_kokoro.api import SUBJECTS
from wyoming_kokoro.audio.effects import EFFECTS
from wyoming_kokoro.engines import ENGINES
from wyoming_kokoro.markup.ssml import ELEMENTS
from wyoming_kokoro.settings import LoadedSettings, Paths, load
from wyoming_kokoro.studio import Studio

EFFECT = '''
"""Inverts the samples."""

from wyoming_kokoro.audio.effects import EffectDefinition
from wyoming_kokoro.speech import NOTHING, Samples


class Invert:
    def feed(self, samples: Samples) -> Samples:
        return -samples

    def finish(self) -> Samples:
        return NOTHING

    def position(self, sample: int) -> int:
        return sample


INVERT = EffectDefinition(
    "invert_samples", "Any amount but 0 inverts the samples.", lambda _: Invert(), neutral=0.0, examples=(1.0,)
)
'''

ENGINE = '''
"""Makes a click of positive samples for each phoneme."""

from collections.abc import Iterator

import numpy as np

from wyoming_kokoro.engines import AlwaysReady, Capabilities, EngineContext, EngineDefinition
from wyoming_kokoro.speech import Phrase, Piece


class ClickEngine:
    name = "clicks"
    identity = "clicks-1"
    capabilities = Capabilities()

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
        click = np.concatenate((np.full(100, 0.5, np.float32), np.zeros(500, np.float32)))
        yield Piece(np.tile(click, len(phrase.phonemes)), (600,) * len(phrase.phonemes))

    def close(self) -> None:
        pass


def start(context: EngineContext) -> AlwaysReady:
    return AlwaysReady(ClickEngine())


CLICKS = EngineDefinition("clicks", "a click for each phoneme", start)

'''

ELEMENT = '''
"""An element whose samples are inverted."""

from wyoming_kokoro.markup.ssml import Element, Style
from wyoming_kokoro.speech import EffectRequest, Treatment

FLIP = Element(
    "flip",
    "Inverts the samples of its content.",
    style=lambda _: Style(treatment=Treatment(effects=(EffectRequest("invert_samples", 1.0),))),
)
'''

ROUTE = '''
"""Greetings."""

from aiohttp import web

from wyoming_kokoro.api.http.route import Access, access

routes = web.RouteTableDef()


@routes.get("/v1/greeting")
@access(Access.ANYONE)
async def greeting(_: web.Request) -> web.Response:
    """Return a greeting."""
    return web.json_response({"greeting": "Hello!"})
'''

FILES = {"effect": EFFECT, "engine": ENGINE, "element": ELEMENT, "route": ROUTE}
"""One file for each."""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, ModuleType]]:
    """The modules of a package outside ours."""
    folder = tmp_path / "extension"
    folder.mkdir()
    for name, source in FILES.items():
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    yield {name: importlib.import_module(f"extension.{name}") for name in FILES}
    for name in [name for name in sys.modules if name.partition(".")[0] == "extension"]:
        del sys.modules[name]


@pytest.fixture
def registered(package: dict[str, ModuleType]) -> Iterator[tuple[ModuleType, ...]]:
    """What they add is on the lists, with one line each; the files of routes."""
    EFFECTS.register(package["effect"].INVERT)
    ENGINES.register(package["engine"].CLICKS)
    ELEMENTS.register(package["element"].FLIP)
    yield (*SUBJECTS, package["route"])
    ELEMENTS.unregister("flip")
    ENGINES.unregister("clicks")
    EFFECTS.unregister("invert_samples")


def loaded_for(folder: Path) -> LoadedSettings:
    """Return settings that ask for the new engine."""
    return load(Paths(folder, folder), {"engine.name": "clicks"}, {})


async def test_an_effect_an_engine_an_element_and_a_route_are_one_file_each(
    registered: tuple[ModuleType, ...], tmp_path: Path
) -> None:
    loaded = loaded_for(tmp_path / "data")
    studio = await Studio.open(loaded)
    try:
        async with opened(studio, loaded, subjects=registered) as api:
            text = "<speak>Good morning. <flip>Good night.</flip></speak>"
            samples = np.frombuffer(await api.say(text, response_format="pcm"), "<i2")
            assert (await api.json("/v1/greeting")) == {"greeting": "Hello!"}
    finally:
        await studio.close()
    positive, negative = np.flatnonzero(samples > 0), np.flatnonzero(samples < 0)
    assert len(positive) and len(negative) and positive[-1] < negative[0]
