"""What holds for every engine on the list, and that each does what its capabilities say."""

import ast
import pickle
from collections.abc import AsyncIterator, Generator
from dataclasses import replace
from pathlib import Path
from shutil import copy

import numpy as np
import pytest

from tests.data.make_student import SMALL, make_student
from tests.data.make_tiny_model import TINY
from tests.engines.conftest import Styles, phrase
from tests.engines.selecting import OFFLINE, SENTENCE, engine_settings
from tests.house.sources import FILES, PACKAGE, nodes
from wyoming_kokoro.audio import resample
from wyoming_kokoro.downloads import Downloads, FileList
from wyoming_kokoro.engines import ENGINES, Engine, EngineContext, EngineSelector
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.speech import Delivery, Phrase, Samples

NAMES = [definition.name for definition in ENGINES]
LONG = " ".join([SENTENCE] * 4)


@pytest.fixture(params=NAMES)
async def engine(request: pytest.FixtureRequest, folder: Path, styles: Styles) -> AsyncIterator[Engine]:
    """Each engine, selected by the setting."""
    copy(TINY, folder / "own.onnx")
    store = Downloads(folder.parent, OFFLINE, files=FileList.of([]))
    store.students.folder.mkdir()
    (store.students.folder / "af_heart.onnx").write_bytes(make_student(SMALL).SerializeToString())
    selector = EngineSelector(EngineContext(store, styles, resample, EspeakNg.open()))
    await selector.open(engine_settings(name=request.param))
    assert selector.now.engine.name == request.param and not selector.now.standing_in
    yield selector.now.engine
    await selector.close()


def _phrase(phonemes: str = SENTENCE, words: str = "the light is on, and the door is locked.") -> Phrase:
    return replace(phrase(phonemes), words=words)


def _with(delivery: Delivery) -> Phrase:
    return replace(_phrase(), delivery=delivery)


def _sound(engine: Engine, spoken: Phrase) -> Samples:
    return np.concatenate([piece.samples for piece in engine.render(spoken)])


async def test_pieces_are_sound_and_their_lengths_add_up(engine: Engine) -> None:
    pieces = list(engine.render(_phrase()))
    for piece in pieces:
        assert piece.samples.dtype == np.float32 and np.abs(piece.samples).max() <= 1
        assert np.isfinite(piece.samples).all()
    lengths = [piece.lengths for piece in pieces]
    if None not in lengths:
        assert len([length for each in lengths for length in each or ()]) == len(SENTENCE)
        assert sum(sum(each or ()) for each in lengths) == sum(len(piece.samples) for piece in pieces)


async def test_a_phrase_without_anything_to_say_has_no_piece(engine: Engine) -> None:
    assert list(engine.render(_phrase("", ""))) == []


async def test_an_identity_is_one_line_with_the_name(engine: Engine) -> None:
    assert engine.name in engine.identity and engine.identity.isprintable()


async def test_capabilities_can_be_pickled(engine: Engine) -> None:
    capabilities = engine.capabilities
    assert pickle.loads(pickle.dumps(capabilities)) == capabilities  # noqa: S301 -- our own bytes
    assert capabilities.speaks("en-US") and capabilities.max_phonemes >= len(SENTENCE)
    assert not capabilities.remote and capabilities.private


async def test_speed_is_respected_within_the_range_of_the_engine(engine: Engine) -> None:
    slowest, fastest = engine.capabilities.speed_range
    assert 0 < slowest <= 1.0 <= fastest
    slow, fast = (len(_sound(engine, _with(Delivery(speed=speed)))) for speed in (slowest, fastest))
    assert slow > 1.2 * fast if slowest < fastest else slow == fast


async def test_pitch_is_respected_if_the_engine_supports_it(engine: Engine) -> None:
    level, raised = (_sound(engine, _with(Delivery(pitch=pitch))) for pitch in (0.0, 5.0))
    assert np.array_equal(level, raised) is not engine.capabilities.pitch


async def test_an_engine_reads_either_words_or_phonemes(engine: Engine) -> None:
    other_words, other_phonemes = _phrase(words="something else"), _phrase("sˈʌmθɪŋ ˈɛls")
    read, ignored = other_words, other_phonemes
    if engine.capabilities.reads == "phonemes":
        read, ignored = ignored, read
    usual = _sound(engine, _phrase())
    assert np.array_equal(_sound(engine, ignored), usual) and not np.array_equal(_sound(engine, read), usual)


async def test_a_streaming_engine_gives_a_long_phrase_in_pieces(engine: Engine) -> None:
    pieces = list(engine.render(_phrase(LONG)))
    assert (len(pieces) > 1) is engine.capabilities.streaming


async def test_a_phrase_can_be_abandoned(engine: Engine) -> None:
    abandoned = engine.render(_phrase(LONG))
    next(abandoned)
    assert isinstance(abandoned, Generator)
    abandoned.close()
    assert len(_sound(engine, _phrase()))


def _compared_names(file: Path) -> list[str]:
    """Return where a file compares something with the name of an engine other than its own."""
    inside = file.relative_to(PACKAGE / "engines").parts[0] if file.is_relative_to(PACKAGE / "engines") else ""
    others = set(NAMES) - {inside.removesuffix(".py")}
    return [
        f"{file.relative_to(PACKAGE)}:{comparison.lineno}"
        for comparison in nodes(file)
        if isinstance(comparison, ast.Compare)
        for constant in ast.walk(comparison)
        if isinstance(constant, ast.Constant) and constant.value in others
    ]


def test_no_file_outside_an_engine_compares_engine_names() -> None:
    assert [place for file in FILES for place in _compared_names(file)] == []
