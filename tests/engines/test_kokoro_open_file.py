"""A program that writes into the model file waits until no phrase is being rendered."""

import os
from pathlib import Path
from shutil import copy

import pytest

from tests.data.make_tiny_model import TINY
from tests.engines.conftest import Styles, phrase
from wyoming_kokoro.engines.kokoro import KokoroEngine
from wyoming_kokoro.engines.kokoro.open_file import OpenModelFile


def may_be_cut(path: Path) -> bool:
    """Return whether the file can be cut now; does so if it can."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_TRUNC | os.O_NONBLOCK))
    except BlockingIOError:
        return False
    return True


def has_to_wait(path: Path) -> bool:
    """Return whether a program that opens the file to write into it has to wait; changes nothing."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
    except BlockingIOError:
        return True
    return False


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A model file of its own."""
    return Path(copy(TINY, tmp_path / "model.onnx"))


def test_a_file_that_is_in_use_cannot_be_cut(path: Path) -> None:
    file, size = OpenModelFile(path), path.stat().st_size
    unmodified = [file.unmodified]
    assert not may_be_cut(path), "the reading process would end by SIGBUS"
    assert path.stat().st_size == size
    unmodified.append(file.unmodified)
    file.give_way()
    assert may_be_cut(path)
    unmodified.append(file.unmodified)
    assert unmodified == [True, False, False]


def test_a_file_that_is_not_in_use_any_more_can_be_cut(path: Path) -> None:
    file = OpenModelFile(path)
    file.give_way()
    assert file.unmodified, "no program waits"
    del file
    assert may_be_cut(path)


def test_another_file_can_take_the_place_at_any_time(path: Path, tmp_path: Path) -> None:
    file = OpenModelFile(path)
    Path(copy(TINY, tmp_path / "new")).replace(path)
    assert file.unmodified and file.replaced


def test_an_engine_lets_a_program_write_when_its_phrase_is_rendered(path: Path, styles: Styles) -> None:
    engine = KokoroEngine(path, styles)
    assert list(engine.render(phrase("jˈɛs.")))
    rendering = engine._session_in_use()
    with rendering:
        assert not may_be_cut(path)
        engine.give_way()
        assert not may_be_cut(path)
    assert not engine.file_unmodified
    assert may_be_cut(path)


def test_a_program_may_write_at_once_while_the_model_is_unloaded(path: Path, styles: Styles) -> None:
    engine = KokoroEngine(path, styles)
    assert engine.unload_if_idle(0)
    assert not has_to_wait(path)
    engine.load()
    assert engine.file_unmodified and not may_be_cut(path)
    engine.give_way()
    assert engine.unload_if_idle(0)
    assert may_be_cut(path)
