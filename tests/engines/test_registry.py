"""An engine is one file and its line in the list; everything that names engines follows."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.engines.conftest import phrase
from tests.engines.selecting import SENTENCE, StandIn, context, engine_settings
from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.engines import ENGINES, AlwaysReady, EngineDefinition, EngineRegistry, EngineSelector, ToneEngine
from wyoming_kokoro.errors import BadRequest, InvalidSettings, Unavailable
from wyoming_kokoro.settings import OPTIONS, LoadedSettings, Paths, load
from wyoming_kokoro.speech import Utterance
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.workshop.bench import candidates

CLICK_ENGINE = '''
"""Clicks once for each phoneme."""

from collections.abc import Iterator

import numpy as np

from wyoming_kokoro.engines import AlwaysReady, Capabilities, EngineContext
from wyoming_kokoro.speech import Phrase, Piece


class ClickEngine:
    name = "click"
    identity = "click-1"
    capabilities = Capabilities()

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
        samples = np.tile(np.concatenate([np.full(10, 0.5), np.zeros(590)]).astype(np.float32), len(phrase.phonemes))
        yield Piece(samples, (600,) * len(phrase.phonemes))

    def close(self) -> None:
        pass


def start(context: EngineContext) -> AlwaysReady:
    return AlwaysReady(ClickEngine())
'''


@pytest.fixture
def click(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EngineDefinition]:
    """An engine in a package of its own, on the list."""
    (tmp_path / "click_engine.py").write_text(CLICK_ENGINE)
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    definition = EngineDefinition("click", "a click for each phoneme", "click_engine:start")
    ENGINES.register(definition)
    yield definition
    ENGINES.unregister("click")
    sys.modules.pop("click_engine", None)


def _loaded(folder: Path, name: str) -> LoadedSettings:
    return load(Paths(folder, folder), {"engine.name": name, "speech.watermark": False}, {})


async def test_an_engine_of_another_package_speaks(click: EngineDefinition, tmp_path: Path) -> None:
    studio = await Studio.open(_loaded(tmp_path, click.name))
    blocks = [block.samples async for block in studio.speak(Utterance("Good morning."))]
    assert studio.status().engine == "click" and not studio.status().standing_in
    await studio.close()
    sound = np.concatenate(blocks)
    assert sound.max() == pytest.approx(0.5) and np.count_nonzero(sound > 0.4) >= 10 * len("Good morning")


def test_the_name_of_an_added_engine_is_a_value_of_the_setting(click: EngineDefinition) -> None:
    option = OPTIONS["engine.name"]
    assert option.choices[0] == "auto" and option.choices[-1] == "click" and click.meaning in option.meaning


def test_an_added_engine_is_a_candidate_for_measurements(click: EngineDefinition, tmp_path: Path) -> None:
    loaded = _loaded(tmp_path, click.name)
    store = Downloads(loaded.sources.paths.downloads, loaded.settings.downloads)
    assert [candidate.engine for candidate in candidates(loaded, store)] == ["click"]


def test_an_unknown_engine_is_an_error_that_lists_the_engines(tmp_path: Path) -> None:
    with pytest.raises(InvalidSettings) as refused:
        _loaded(tmp_path, "click")
    (mistake,) = refused.value.mistakes
    assert mistake.name == "engine.name" and all(name in mistake.what for name in ENGINES.choices)
    with pytest.raises(BadRequest):
        ENGINES.find("click")


def test_auto_is_the_first_automatic_engine() -> None:
    assert ENGINES.find("auto").automatic
    assert [definition.name for definition in ENGINES if definition.stand_in] == ["espeak"]


def _stand_in(name: str) -> EngineDefinition:
    engine = StandIn()
    engine.name = name
    return EngineDefinition(name, "", lambda _: AlwaysReady(engine), stand_in=True)


def _missing(name: str, *, stand_in: bool = False) -> EngineDefinition:
    def start(_: object) -> AlwaysReady:
        raise Unavailable(f"{name} is not installed.", code="no_engine")

    return EngineDefinition(name, "", start, automatic=not stand_in, stand_in=stand_in)


async def test_the_first_available_stand_in_speaks(tmp_path: Path) -> None:
    settings = engine_settings(name="first")
    engines = EngineRegistry([_missing("none", stand_in=True), _stand_in("first"), _stand_in("second")])
    selector = EngineSelector(context(Downloads(tmp_path, settings.downloads)), engines=engines)
    before = selector.now
    await selector.open(settings)
    after = selector.now
    assert [(status.engine.name, status.standing_in) for status in (before, after)] == [
        ("first", True),
        ("first", False),
    ]
    await selector.close()


async def test_where_no_engine_can_speak_a_request_is_refused(tmp_path: Path) -> None:
    settings = engine_settings(name="auto")
    selector = EngineSelector(context(Downloads(tmp_path, settings.downloads)), engines=EngineRegistry([_missing("x")]))
    await selector.open(settings)
    with pytest.raises(Unavailable, match="x is not installed") as refused:
        selector.now.engine.render(phrase(SENTENCE))
    assert refused.value.code == "no_engine"
    await selector.close()


async def test_an_engine_passed_to_the_studio_overrides_the_setting(tmp_path: Path) -> None:
    engine = ToneEngine()
    studio = await Studio.open(_loaded(tmp_path, "espeak"), engine=engine)
    assert studio.status().engine == "tone"
    await studio.follow(_loaded(tmp_path, "auto"))
    assert studio.status().engine == "tone" and not studio.status().standing_in
    await studio.close()
