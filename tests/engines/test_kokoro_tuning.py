"""Generators in eight bits."""

from pathlib import Path

import numpy as np
import pytest

from tests.engines.conftest import BELLA, HEART, Styles, phrase
from tests.engines.split_models import OTHER, SENTENCE, finished, folder_of, pieces, sound, split_engine
from wyoming_kokoro.engines.kokoro import KokoroEngine, KokoroOptions
from wyoming_kokoro.engines.kokoro.graph_rewrite.comparison import (
    EQUAL_DECIBELS,
    signal_to_difference,
)
from wyoming_kokoro.engines.kokoro.split_files import TUNING, part_file
from wyoming_kokoro.engines.kokoro.split_report import TuningResult
from wyoming_kokoro.onnx_format.graphs import read_model

pytestmark = pytest.mark.usefixtures("rewritten_here")


def tune(model: Path, styles: Styles) -> dict[str, TuningResult]:
    engine = split_engine(model, styles)
    progress: list[int] = []
    phrases = [phrase(text, voice) for text in (SENTENCE, OTHER) for voice in (HEART, BELLA)]
    results = engine.tune(phrases, progress.append)
    assert progress == [1, 2, 3, 4]
    return results


@pytest.mark.slow
def test_a_tuned_generator_sounds_nearly_the_same(small: Path, styles: Styles) -> None:
    results = tune(small, styles)
    assert list(results) == ["int8", "int8-all"]
    exact = sound(KokoroEngine(small, styles))
    for precision, each in results.items():
        assert each.decibels > 3 and 0 < each.spectrum < 8 and each.share > 0
        engine = KokoroEngine(small, styles, options=KokoroOptions(precision=precision))
        assert engine.info.precision == precision and engine.info.problems == ()
        assert 3 < signal_to_difference(exact, sound(engine)) < EQUAL_DECIBELS
    assert results["int8"].decibels >= results["int8-all"].decibels - 1


@pytest.mark.slow
def test_tuned_generators_compute_with_integers(small: Path, styles: Styles) -> None:
    tune(small, styles)
    folder = folder_of(small)
    counts = {
        precision: sum(node.op_type == "QLinearConv" for node in read_model(path.read_bytes()).graph.node)
        for precision in ("int8", "int8-all")
        for path in [folder / part_file("generator", precision)]
    }
    assert counts == {"int8": 4, "int8-all": 8}


@pytest.mark.slow
def test_tuned_generators_render_windows_too(small: Path, styles: Styles) -> None:
    tune(small, styles)
    engine = KokoroEngine(small, styles, options=KokoroOptions(precision="int8", streaming="fast"))
    first = sound(engine)
    windows = pieces(engine)
    assert len(windows) > 1
    assert 3 < signal_to_difference(first, np.concatenate([piece.samples for piece in windows])) < EQUAL_DECIBELS


@pytest.mark.slow
def test_a_model_runs_in_full_precision_until_it_is_tuned(small: Path, styles: Styles) -> None:
    engine = split_engine(small, styles)
    waiting = KokoroEngine(small, styles, options=KokoroOptions(precision="int8"))
    (problem,) = waiting.info.problems
    assert waiting.info.precision == "full" and "not tuned for int8" in problem
    assert finished(waiting)
    before, identity = sound(waiting), waiting.identity
    engine.tune([phrase(SENTENCE), phrase(OTHER)], lambda _: None)
    assert waiting.improve()
    assert finished(waiting)
    assert (waiting.info.precision, *waiting.info.problems) == ("int8",)
    assert waiting.identity != identity
    assert 3 < signal_to_difference(before, sound(waiting)) < EQUAL_DECIBELS
    assert waiting.unload_if_idle(0)
    assert 3 < signal_to_difference(before, sound(waiting)) < EQUAL_DECIBELS


def test_a_model_that_is_not_split_cannot_be_tuned(tiny: Path, styles: Styles) -> None:
    assert KokoroEngine(tiny, styles).tune([phrase(SENTENCE)], lambda _: None) == {}


@pytest.mark.parametrize("content", ["", "[]", "{", '{"int8": {"decibels": 1}}'])
def test_damaged_tuning_results_are_ignored(tmp_path: Path, content: str) -> None:
    (tmp_path / TUNING).write_text('{"int8": {"decibels": 1, "spectrum": 2, "share": 0.5}}')
    assert TuningResult.read(tmp_path) == {"int8": TuningResult(1, 2, 0.5)}
    (tmp_path / TUNING).write_text(content)
    assert TuningResult.read(tmp_path) == {}


@pytest.mark.slow
@pytest.mark.usefixtures("own_process")
def test_a_separate_process_tunes_a_model(small: Path, styles: Styles) -> None:
    assert list(tune(small, styles)) == ["int8", "int8-all"]
