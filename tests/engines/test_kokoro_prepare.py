"""Models are prepared once, the result is file beside the model file, and discarded if it does not work."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.data.make_tiny_model import TINY, ModelVariant, make
from tests.engines.conftest import Styles, phrase
from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.kokoro import KokoroEngine, rewrite_process
from wyoming_kokoro.engines.kokoro.graph_rewrite import add_duration_output, add_pitch_input, silence_noise
from wyoming_kokoro.engines.kokoro.prepare import digest_of, prepare
from wyoming_kokoro.engines.kokoro.split_files import PREPARED_FOLDER
from wyoming_kokoro.engines.kokoro.strip_weights import NotAModel, graph_without_weights
from wyoming_kokoro.engines.kokoro.tensor_names import DURATIONS, PITCH
from wyoming_kokoro.onnx_format.graphs import make_node, make_value_info, read_model
from wyoming_kokoro.onnx_format.messages import TensorProto

SENTENCE = "ðə lˈIt ɪz ˈɔn tədˈA."

WriteModel = Callable[[ModelVariant], Path]


def test_the_tiny_model_in_the_repository_is_current() -> None:
    assert make() == read_model(TINY.read_bytes())
    assert TINY.stat().st_size < 200_000


def test_a_graph_without_weights_refers_to_the_bytes_of_the_weights(tiny: Path) -> None:
    content = tiny.read_bytes()
    whole, stripped = read_model(tiny.read_bytes()), read_model(graph_without_weights(tiny))
    external = 0
    for weight, reference in zip(whole.graph.initializer, stripped.graph.initializer, strict=True):
        location = {entry.key: entry.value for entry in reference.external_data}
        if location:
            external += 1
            start = int(location["offset"])
            assert location["location"] == tiny.name
            assert content[start : start + int(location["length"])] == weight.raw_data
        else:
            assert reference == weight
    assert external
    assert list(stripped.graph.node) == list(whole.graph.node)


def test_weights_that_are_marked_as_internal_are_referred_to_too(tmp_path: Path, styles: Styles) -> None:
    model = make()
    for weight in model.graph.initializer:
        weight.data_location = TensorProto.DEFAULT  # written out, as ONNX Runtime's quantizer does
    (tmp_path / "model.onnx").write_bytes(model.SerializeToString())
    stripped = read_model(graph_without_weights(tmp_path / "model.onnx"))
    assert any(weight.data_location == TensorProto.EXTERNAL for weight in stripped.graph.initializer)
    engine = KokoroEngine(tmp_path / "model.onnx", styles)
    assert engine.info.prepared and engine.info.problems == ()


@pytest.mark.parametrize("content", [b"\x00", b"<html>", b"\x3a\xff\xff\x7f", b"\x08" + b"\xff" * 11, b"\x39\x00"])
def test_other_files_are_not_models(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "page.onnx").write_bytes(content)
    with pytest.raises(NotAModel):
        graph_without_weights(tmp_path / "page.onnx")


def test_unknown_fields_are_kept(tmp_path: Path) -> None:
    model = make()
    fixed = b"\xfd\x07\x01\x02\x03\x04" + b"\xf9\x07" + bytes(8)  # unknown fields of four and of eight bytes
    (tmp_path / "model.onnx").write_bytes(model.SerializeToString() + fixed)
    assert graph_without_weights(tmp_path / "model.onnx").endswith(fixed)


@pytest.mark.usefixtures("own_process")
def test_a_graph_is_prepared_in_a_separate_process_and_saved(tiny: Path, styles: Styles) -> None:
    engine = KokoroEngine(tiny, styles)
    assert engine.info.prepared and engine.info.reports_durations and engine.capabilities.pitch
    (file,) = (tiny.parent / PREPARED_FOLDER).iterdir()
    assert file.name.startswith(f"model@{digest_of(tiny)[:16]}-")


@pytest.mark.usefixtures("own_process")
def test_a_file_that_is_not_a_model_is_used_as_it_is(tmp_path: Path) -> None:
    stock = tmp_path / "model.onnx"
    stock.write_bytes(b"<html>")
    graph = prepare(stock, "0" * 64)
    assert graph.prepared is None and "could not be prepared" in (graph.problem or "")
    assert not (tmp_path / PREPARED_FOLDER).exists()


@pytest.mark.usefixtures("own_process")
def test_a_process_that_takes_too_long_is_ended(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewrite_process, "PREPARE_TIMEOUT", 0.01)
    assert prepare(tiny, digest_of(tiny)).prepared is None


def test_a_saved_graph_is_used_again(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = prepare(tiny, digest_of(tiny))
    monkeypatch.setattr(rewrite_process, "prepared_graph", lambda _: None)
    assert prepare(tiny, digest_of(tiny)) == first
    assert first.prepared


def test_another_file_is_prepared_again_and_the_older_result_removed(write_model: WriteModel) -> None:
    for variant in (ModelVariant(), ModelVariant(noise=0.1)):
        stock = write_model(variant)
        prepare(stock, digest_of(stock))
        (file,) = (stock.parent / PREPARED_FOLDER).iterdir()
        assert digest_of(stock)[:16] in file.name


def test_results_of_other_models_stay(tmp_path: Path) -> None:
    for name in ("kokoro-v1.0.onnx", "kokoro-v1.0.int8.onnx"):
        (tmp_path / name).write_bytes(make().SerializeToString())
        prepare(tmp_path / name, digest_of(tmp_path / name))
    assert len(list((tmp_path / PREPARED_FOLDER).iterdir())) == 2


def test_another_processor_has_another_result(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(tiny, digest_of(tiny))
    (first,) = (tiny.parent / PREPARED_FOLDER).iterdir()
    another = replace(Host.here(), flags=frozenset({"another"}))
    monkeypatch.setattr(Host, "here", lambda: another)
    prepare(tiny, digest_of(tiny))
    (file,) = (tiny.parent / PREPARED_FOLDER).iterdir()
    assert file.name != first.name


def test_a_graph_that_cannot_be_saved_is_used(tiny: Path, styles: Styles) -> None:
    (tiny.parent / PREPARED_FOLDER).write_text("a file where a folder should be")
    engine = KokoroEngine(tiny, styles)
    assert engine.info.prepared and engine.info.problems == ()


def test_a_failed_write_leaves_nothing_behind(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> Path:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", full)
    assert prepare(tiny, digest_of(tiny)).prepared
    assert list((tiny.parent / PREPARED_FOLDER).iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"<html>", make(ModelVariant(tokens="words")).SerializeToString()])
def test_a_saved_graph_that_does_not_work_is_discarded(tiny: Path, styles: Styles, content: bytes) -> None:
    sound = next(KokoroEngine(tiny, styles).render(phrase(SENTENCE))).samples
    (file,) = (tiny.parent / PREPARED_FOLDER).iterdir()
    file.write_bytes(content)
    engine = KokoroEngine(tiny, styles)
    assert not engine.info.prepared
    assert "could not be prepared" in engine.info.problems[0]
    assert not file.exists()
    np.testing.assert_array_equal(next(engine.render(phrase(SENTENCE))).samples, sound)
    assert KokoroEngine(tiny, styles).info.prepared


def test_a_model_behind_a_link_is_prepared(tiny: Path, tmp_path: Path, styles: Styles) -> None:
    (tmp_path / "models").mkdir()
    link = tmp_path / "models" / "own.onnx"
    link.symlink_to(tiny)
    for _ in range(2):
        about = KokoroEngine(link, styles).info
        assert about.model == "own.onnx" and about.prepared and about.problems == ()
    assert len(list((tmp_path / "models" / PREPARED_FOLDER).iterdir())) == 1


def test_durations_that_do_not_add_up_are_ignored(tmp_path: Path, styles: Styles) -> None:
    model = make(ModelVariant(inner_names=False))
    wrong = make_node("Add", ["input_ids", "input_ids"], ["duration"])
    model.graph.node.append(wrong)
    model.graph.output.append(make_value_info("duration", TensorProto.INT64, None))
    (tmp_path / "model.onnx").write_bytes(model.SerializeToString())
    engine = KokoroEngine(tmp_path / "model.onnx", styles)
    assert not engine.info.reports_durations
    assert any("word times are estimates" in problem for problem in engine.info.problems)
    assert next(engine.render(phrase(SENTENCE))).lengths is None
    engine.unload_if_idle(0)
    assert next(engine.render(phrase(SENTENCE))).lengths is None


def test_durations_and_pitch_are_found_by_name() -> None:
    graph = make().graph
    assert add_duration_output(graph) and add_pitch_input(graph)
    assert [each.name for each in graph.output] == ["waveform", DURATIONS]
    assert graph.input[-1].name == PITCH
    assert add_duration_output(graph)
    assert len(graph.output) == 2


def test_durations_without_a_known_name_are_found_by_their_operators() -> None:
    graph = make(ModelVariant(inner_names=False)).graph
    assert add_duration_output(graph) and not add_pitch_input(graph)
    assert len(graph.output) == 2


def test_the_pitch_curve_is_found_by_the_name_of_its_projection() -> None:
    graph = make().graph
    for node in graph.node:
        for names in (node.input, node.output):
            for place, name in enumerate(names):
                names[place] = name.replace("/encoder/F0_proj/Conv_output_0", "curve")
    assert add_pitch_input(graph)


def test_a_graph_without_durations_is_left_alone() -> None:
    graph = make(ModelVariant(inner_names=False)).graph
    for node in graph.node:
        if node.op_type == "Round":
            node.op_type = "Floor"
    assert not add_duration_output(graph)
    assert len(graph.output) == 1


def test_noise_is_replaced_by_zeros() -> None:
    assert silence_noise(make(ModelVariant(noise=0.1)).graph) == 1
    assert silence_noise(make().graph) == 0
