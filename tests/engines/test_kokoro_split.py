"""Splitting a model once: in the form that is fastest here, with the same sound, and never with damaged parts."""

import itertools
import json
import threading
import time
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.data.make_small_decoder import Kind
from tests.engines.conftest import Styles
from tests.engines.split_models import OTHER, SENTENCE, finished, folder_of, pieces, save_model, sound, split_engine
from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.kokoro import KokoroEngine, KokoroOptions, ModelInfo, RuntimeOptions
from wyoming_kokoro.engines.kokoro.graph_rewrite import generator_forms, temporary
from wyoming_kokoro.engines.kokoro.graph_rewrite.block import block
from wyoming_kokoro.engines.kokoro.graph_rewrite.comparison import (
    EQUAL_DECIBELS,
    signal_to_difference,
)
from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor
from wyoming_kokoro.engines.kokoro.graph_rewrite.fold import fold
from wyoming_kokoro.engines.kokoro.graph_rewrite.generator_forms import FORMS
from wyoming_kokoro.engines.kokoro.graph_rewrite.split_model import split_model
from wyoming_kokoro.engines.kokoro.prepare import digest_of, prepare, split_process
from wyoming_kokoro.engines.kokoro.rewrite_process import RewriteProcess
from wyoming_kokoro.engines.kokoro.shared_session import SharedSession
from wyoming_kokoro.engines.kokoro.split_files import (
    PARTS,
    PREPARED_FOLDER,
    REPORT,
    TUNING,
    VERIFIED,
    WEIGHTS,
    part_file,
)
from wyoming_kokoro.engines.kokoro.split_report import SplitReport, TuningResult
from wyoming_kokoro.engines.kokoro.split_session import SplitSession
from wyoming_kokoro.onnx_format.graphs import read_model

pytestmark = pytest.mark.usefixtures("rewritten_here")

FORM_WITH_OWN_WEIGHTS = {"plain": (fold, block)}
"""In place of the form that is fastest on this machine, which may use the weights of the model file alone."""


@pytest.mark.slow
@pytest.mark.parametrize("delivery", [{}, {"speed": 0.98}, {"pitch": 4.0}, {"speed": 0.96, "pitch": -3.0}])
def test_a_split_model_sounds_like_the_whole_one(small: Path, styles: Styles, delivery: dict[str, float]) -> None:
    """Other speeds are predicted at speed 1, and then have other durations, which a model as one graph cannot do."""
    engine = KokoroEngine(small, styles)
    whole = {text: sound(engine, text, **delivery) for text in (SENTENCE, OTHER, "jˈɛs.")}
    assert engine.info.form == "whole"
    assert engine.improve()
    assert engine.info.form in FORMS
    for text, samples in whole.items():
        assert signal_to_difference(samples, sound(engine, text, **delivery)) >= EQUAL_DECIBELS


@pytest.mark.slow
def test_weights_of_the_model_file_are_not_stored_again(small: Path, styles: Styles) -> None:
    split_engine(small, styles)
    folder = folder_of(small)
    graphs = {path.stem for path in folder.glob("*.onnx")}
    assert graphs == {"front", "middle", "generator", "windowed", "learning"}
    assert (folder / WEIGHTS).stat().st_size < small.stat().st_size / 3
    locations = {
        entry.value
        for path in folder.glob("*.onnx")
        for weight in read_model(path.read_bytes()).graph.initializer
        for entry in weight.external_data
        if entry.key == "location"
    }
    assert locations <= {"model.onnx", f"{PREPARED_FOLDER}/{folder.name}/{WEIGHTS}"} and "model.onnx" in locations


@pytest.mark.slow
@pytest.mark.usefixtures("own_process")
def test_a_separate_process_splits_a_model(small: Path, styles: Styles) -> None:
    engine = split_engine(small, styles)
    assert engine.info.form in FORMS and engine.info.problems == ()
    assert "split into parts" in engine.info.summary
    assert list((small.parent / PREPARED_FOLDER).glob(".making-*")) == []


@pytest.mark.slow
@pytest.mark.usefixtures("own_process")
def test_a_process_that_is_stopped_leaves_nothing_behind(small: Path, styles: Styles) -> None:
    engine = KokoroEngine(small, styles)
    improving = threading.Thread(target=engine.improve)
    improving.start()
    deadline = time.monotonic() + 60
    while not list((small.parent / PREPARED_FOLDER).glob(".making-*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    engine.close()
    improving.join(60)
    assert not improving.is_alive()
    assert list((small.parent / PREPARED_FOLDER).glob(".making-*")) == []


@pytest.mark.usefixtures("own_process")
def test_a_process_that_takes_too_long_is_ended_and_not_started_again(
    small: Path, styles: Styles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wyoming_kokoro.engines.kokoro.prepare.SPLIT_TIMEOUT", 0.01)
    engine = KokoroEngine(small, styles)
    assert not engine.improve()
    assert finished(engine)
    assert engine.info.form == "whole" and len(sound(engine))


@pytest.mark.usefixtures("own_process")
def test_a_process_that_was_stopped_is_not_started(small: Path) -> None:
    process = split_process(prepare(small, digest_of(small)))
    process.stop()
    process.run()
    assert not folder_of(small).exists()


def test_a_temporary_folder_is_removed_when_its_process_is_stopped_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mkdir = Path.mkdir

    def stopped_after_mkdir(path: Path, mode: int) -> None:
        mkdir(path, mode)
        raise SystemExit

    monkeypatch.setattr(Path, "mkdir", stopped_after_mkdir)
    with pytest.raises(SystemExit), temporary.temporary_folder(tmp_path / "model.parts"):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_folders_of_killed_processes_are_removed(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    abandoned = small.parent / PREPARED_FOLDER / ".making-long-ago"
    abandoned.mkdir(parents=True)
    monkeypatch.setattr(temporary, "STALE_SECONDS", -1.0)
    split_model(small, small.parent / PREPARED_FOLDER / "x.parts")
    assert not abandoned.exists()


@pytest.mark.slow
def test_a_model_is_split_once(small: Path, styles: Styles, monkeypatch: pytest.MonkeyPatch) -> None:
    first = split_engine(small, styles)

    def never(_: RewriteProcess) -> None:
        raise AssertionError

    monkeypatch.setattr(RewriteProcess, "run", never)
    engine = KokoroEngine(small, styles)
    assert engine.info == first.info and not engine.may_improve
    np.testing.assert_array_equal(sound(engine), sound(first))
    assert engine.unload_if_idle(0) and len(sound(engine))


@pytest.mark.parametrize("kind", [Kind(energy_name="another"), Kind(spectra=2)], ids=["names", "sources"])
def test_a_model_that_cannot_be_split_runs_as_one_graph_and_is_not_tried_again(
    tmp_path: Path, styles: Styles, kind: Kind
) -> None:
    model = save_model(tmp_path, kind)
    engine = KokoroEngine(model, styles)
    before = sound(engine)
    assert not engine.improve()
    assert finished(engine)
    np.testing.assert_array_equal(sound(engine), before)
    again = KokoroEngine(model, styles, options=KokoroOptions(streaming="fast"))
    assert not again.may_improve
    assert again.info.form == "whole" and again.info.streaming == "exact"
    (problem,) = again.info.problems
    assert "cannot be split" in problem
    assert len(pieces(again)) == 1


def test_a_model_without_a_generator_is_not_split(tiny: Path, styles: Styles) -> None:
    engine = KokoroEngine(tiny, styles)
    assert not engine.may_improve and not engine.improve()


def test_a_form_that_sounds_different_is_not_used(small: Path, styles: Styles, monkeypatch: pytest.MonkeyPatch) -> None:
    def spoil(editor: GraphEditor) -> int:
        for node in editor.graph.node:
            if node.op_type == "Sin":
                node.op_type = "Cos"
        return 1

    monkeypatch.setattr(generator_forms, "MIN_GAIN", 100.0)
    monkeypatch.setattr(generator_forms, "FORMS", {"plain": (), "wrong": (spoil,)})
    engine = split_engine(small, styles)
    assert engine.info.form == "plain"
    assert "generator" not in engine.info.summary


@pytest.mark.slow
@pytest.mark.parametrize(
    ("plain", "other", "cores", "form"), [(1, 2, 4, "plain"), (2, 1, 4, "other"), (1, 2, 1, "other")]
)
def test_a_form_that_is_slower_on_all_cores_is_not_used(
    small: Path, monkeypatch: pytest.MonkeyPatch, plain: int, other: int, cores: int, form: str
) -> None:
    now = itertools.accumulate(itertools.cycle([0, plain, 0, other]))
    monkeypatch.setattr(generator_forms, "FORMS", {"plain": (), "other": (fold,)})
    here = replace(Host.here(), cores=cores)
    monkeypatch.setattr(Host, "here", lambda: here)
    work = itertools.accumulate(itertools.cycle([0, 2, 0, 1]))
    monkeypatch.setattr(time, "process_time", lambda: float(next(work)))
    monkeypatch.setattr(time, "perf_counter", lambda: float(next(now)))
    split_model(small, small.parent / PREPARED_FOLDER / "parts")
    assert SplitReport.read(small.parent / PREPARED_FOLDER / "parts").form == form


def test_a_model_that_sounds_different_when_split_runs_as_one_graph(
    small: Path, styles: Styles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wyoming_kokoro.engines.kokoro.graph_rewrite.split_model.EQUAL_DECIBELS", 1000.0)
    engine = KokoroEngine(small, styles)
    assert not engine.improve()
    assert SplitReport.read(folder_of(small)).problem


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["report", "list", "missing", "cut", "weights", "rubbish"])
def test_damaged_parts_are_discarded_and_created_again(
    small: Path, styles: Styles, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    monkeypatch.setattr(generator_forms, "FORMS", FORM_WITH_OWN_WEIGHTS)
    before = sound(split_engine(small, styles))
    folder = folder_of(small)
    if damage == "report":
        (folder / REPORT).write_text("{")
    elif damage == "list":
        (folder / REPORT).write_text("[]")
    elif damage == "missing":
        (folder / "front.onnx").unlink()
    elif damage == "cut":
        generator = folder / "generator.onnx"
        generator.write_bytes(generator.read_bytes()[:1000])
    elif damage == "weights":
        (folder / WEIGHTS).write_bytes(b"")
    else:
        (folder / "middle.onnx").write_bytes(b"<html>")
    engine = KokoroEngine(small, styles)
    assert engine.info.form == "whole"
    assert signal_to_difference(before, sound(engine)) >= EQUAL_DECIBELS
    assert engine.may_improve and engine.improve()
    assert signal_to_difference(before, sound(engine)) >= EQUAL_DECIBELS


@pytest.mark.slow
def test_files_that_were_verified_are_not_verified_again_until_they_change(
    small: Path, styles: Styles, monkeypatch: pytest.MonkeyPatch
) -> None:
    split_engine(small, styles)
    verified: list[SplitSession] = []
    verify = SplitSession.verify

    def counted(session: SplitSession) -> None:
        verified.append(session)
        verify(session)

    monkeypatch.setattr(SplitSession, "verify", counted)
    KokoroEngine(small, styles)
    assert not verified
    weights = folder_of(small) / WEIGHTS
    weights.write_bytes(weights.read_bytes())
    KokoroEngine(small, styles)
    KokoroEngine(small, styles)
    assert len(verified) == 1


@pytest.mark.slow
def test_weights_that_are_not_numbers_are_noticed(small: Path, styles: Styles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generator_forms, "FORMS", FORM_WITH_OWN_WEIGHTS)
    split_engine(small, styles)
    weights = folder_of(small) / WEIGHTS
    weights.write_bytes(np.full(weights.stat().st_size // 4, np.nan, np.float32).tobytes())
    assert KokoroEngine(small, styles).info.form == "whole"


@pytest.mark.slow
def test_parts_of_an_earlier_file_are_removed(tmp_path: Path, styles: Styles) -> None:
    split_engine(save_model(tmp_path), styles)
    engine = KokoroEngine(save_model(tmp_path, Kind(noise=0.1)), styles)
    assert engine.info.form == "whole" and engine.improve()
    assert len(list((tmp_path / PREPARED_FOLDER).glob("*.parts"))) == 1


@pytest.mark.slow
def test_a_model_behind_a_link_is_split_beside_the_real_file(small: Path, tmp_path: Path, styles: Styles) -> None:
    (tmp_path / "models").mkdir()
    link = tmp_path / "models" / "own.onnx"
    link.symlink_to(small)
    engine = split_engine(link, styles)
    assert engine.info.model == "own.onnx" and len(sound(engine))


@pytest.mark.slow
def test_a_model_file_with_two_names_is_split(small: Path, tmp_path: Path, styles: Styles) -> None:
    (tmp_path / "other.onnx").hardlink_to(small)
    assert split_engine(small, styles).info.form in FORMS


@pytest.mark.slow
def test_other_providers_run_the_whole_graph(small: Path, styles: Styles) -> None:
    split_engine(small, styles)
    options = KokoroOptions(RuntimeOptions(providers=("AzureExecutionProvider", "CPUExecutionProvider")))
    assert KokoroEngine(small, styles, options=options).info.form == "whole"


@pytest.mark.slow
def test_a_closed_engine_unmaps_the_model_file(small: Path, styles: Styles) -> None:
    engine = split_engine(small, styles)
    folder = str(small.parent)
    assert folder in Path("/proc/self/maps").read_text("utf-8")
    engine.close()
    assert folder not in Path("/proc/self/maps").read_text("utf-8")


def test_the_first_user_of_a_session_gets_all_threads_and_others_get_one() -> None:
    opened: list[int] = []

    def open_session(threads: int) -> int:
        opened.append(threads)
        return threads

    shared = SharedSession(open_session, 3)
    with shared.acquire() as first, shared.acquire() as second:
        assert (first, second) == (3, 1)
    with shared.acquire() as third:
        assert third == 3
    assert opened == [3, 1], "each session is opened once"


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    report = SplitReport("", form="folded", decibels=120.0, share=0.9, seconds={"plain": 0.3})
    (tmp_path / REPORT).write_text(json.dumps({name: getattr(report, name) for name in report.__slots__}))
    assert SplitReport.read(tmp_path) == report
    (tmp_path / REPORT).write_text(json.dumps({"problem": ""}))
    with pytest.raises(ValueError, match=REPORT):
        SplitReport.read(tmp_path)


def test_files_of_earlier_versions_are_found() -> None:
    assert (PREPARED_FOLDER, REPORT, WEIGHTS, TUNING, VERIFIED) == (
        "prepared",
        "report.json",
        "weights.bin",
        "tuned.json",
        "proven.json",
    )
    assert [part_file(part) for part in PARTS] == [
        "front.onnx",
        "middle.onnx",
        "generator.onnx",
        "windowed.onnx",
        "learning.onnx",
    ]
    assert part_file("generator", "int8-all") == "generator.int8-all.onnx"
    assert {field.name for field in fields(TuningResult)} == {"decibels", "spectrum", "share"}
    tensors = {"text", "pitch", "energy", "durations", "features", "source", "audio"}
    assert {field.name for field in fields(SplitReport)} == {
        "problem",
        "form",
        "computes_weights",
        "decibels",
        "share",
        "seconds",
        *tensors,
    }


def test_different_models_have_different_summaries() -> None:
    info = ModelInfo("model.onnx", "", (), 2, True, True, True, False, (), form="phased", share=0.8)
    others: list[dict[str, Any]] = [{"threads": 1}, {"streaming": "fast"}, {"precision": "int8"}, {"form": "whole"}]
    summaries = {info.summary, *(replace(info, **other).summary for other in others)}
    assert len(summaries) == 1 + len(others)
    assert "saves 20 %" in info.summary
