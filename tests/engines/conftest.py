"""What tests of engines share: the tiny model, voices for it, and phrases."""

from collections.abc import Callable
from pathlib import Path
from shutil import copy

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.data.make_small_decoder import make_decoder
from tests.data.make_tiny_model import STYLE, TINY, ModelVariant, make
from tests.engines.rewriting import rewrite_here
from tests.engines.selecting import OpenSelector, StandIn, selector_opener
from wyoming_kokoro.engines import Engine
from wyoming_kokoro.engines.kokoro.graph_rewrite import prepared
from wyoming_kokoro.engines.kokoro.rewrite_process import RewriteProcess
from wyoming_kokoro.engines.kokoro.strip_weights import graph_without_weights
from wyoming_kokoro.speech import Delivery, Phrase, Voice

HEART = Voice("af_heart", "en-US", "female", "Heart", (("af_heart", 1.0),))
BELLA = Voice("af_bella", "en-US", "female", "Bella", (("af_bella", 1.0),))
ROWS = 510

Styles = Callable[[Voice], NDArray[np.float32]]


@pytest.fixture(autouse=True)
def prepared_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prepares graphs in this process, as a new one for each test takes most of a second; `own_process` leaves it."""
    if "own_process" not in request.fixturenames:
        monkeypatch.setattr("wyoming_kokoro.engines.kokoro.rewrite_process.prepared_graph", _prepare_here)


@pytest.fixture
def own_process() -> None:
    """Prepares graphs as the program does."""


def _prepare_here(stock: Path) -> bytes | None:
    try:
        return prepared(graph_without_weights(stock))
    except Exception:  # noqa: BLE001 - as for a process, whatever goes wrong is one thing: no result
        return None


@pytest.fixture
def rewritten_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Splits and tunes models in this process, unless a test asks for `own_process`."""
    if "own_process" not in request.fixturenames:
        monkeypatch.setattr(RewriteProcess, "run", rewrite_here)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A model with a decoder of Kokoro's kind, in a folder of its own."""
    (tmp_path / "model.onnx").write_bytes(make_decoder().SerializeToString())
    return tmp_path / "model.onnx"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The tiny model, in a folder of its own."""
    return Path(copy(TINY, tmp_path / "model.onnx"))


@pytest.fixture
def write_model(tmp_path: Path) -> Callable[[ModelVariant], Path]:
    """Writes a tiny model that differs from the public exports."""

    def write(variant: ModelVariant) -> Path:
        path = tmp_path / "model.onnx"
        path.write_bytes(make(variant).SerializeToString())
        return path

    return write


@pytest.fixture
def styles() -> Styles:
    """Two voices whose every row is another one."""
    tables = {
        voice.name: np.random.default_rng(seed).normal(0, 0.2, (ROWS, STYLE)).astype(np.float32)
        for seed, voice in enumerate((HEART, BELLA))
    }
    return lambda voice: tables[voice.name]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of models of the selector that `opened` opens."""
    folder = tmp_path / "data" / "models"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def stand_in() -> Engine:
    """The engine that speaks until Kokoro can."""
    return StandIn()


@pytest.fixture
def opened(tmp_path: Path, styles: Styles, stand_in: Engine) -> OpenSelector:
    """Opens a selector, and closes it again."""
    return selector_opener(tmp_path / "data", styles, stand_in)


def phrase(phonemes: str, voice: Voice = HEART, *, speed: float | None = None, pitch: float | None = None) -> Phrase:
    """What the studio gives to an engine."""
    return Phrase(phonemes, "", voice, Delivery(speed=speed, pitch=pitch), voice.language)
