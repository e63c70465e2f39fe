"""A model file in eight bits, as ONNX Runtime's quantizer makes it: split, and rewritten in full precision."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnxruntime.quantization import QuantType, quantize_dynamic

from tests.data.make_small_decoder import make_decoder
from tests.engines.conftest import Styles
from tests.engines.split_models import OTHER, SENTENCE, folder_of, save_model, sound, split_engine
from wyoming_kokoro.engines.kokoro import KokoroEngine
from wyoming_kokoro.engines.kokoro.graph_rewrite import generator_forms
from wyoming_kokoro.engines.kokoro.graph_rewrite.block import block
from wyoming_kokoro.engines.kokoro.graph_rewrite.comparison import EQUAL_DECIBELS, Floats, signal_to_difference
from wyoming_kokoro.engines.kokoro.graph_rewrite.dequantize import dequantize, is_quantized
from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor
from wyoming_kokoro.engines.kokoro.graph_rewrite.fold import fold
from wyoming_kokoro.engines.kokoro.graph_rewrite.generator_forms import (
    EIGHT_BIT_FORMS,
    FLOAT,
    PLAIN,
    SIMILAR_DECIBELS,
    choose_form,
    forms_of,
    rewritten,
)
from wyoming_kokoro.engines.kokoro.graph_rewrite.graph_session import open_graph
from wyoming_kokoro.engines.kokoro.graph_rewrite.join_norms import join_norms
from wyoming_kokoro.engines.kokoro.graph_rewrite.probe_phrase import ProbePhrase
from wyoming_kokoro.engines.kokoro.graph_rewrite.split import SplitGraphs, split_graph
from wyoming_kokoro.engines.kokoro.split_files import FRONT, GENERATOR, MIDDLE, WEIGHTS, part_file
from wyoming_kokoro.engines.kokoro.split_report import SplitReport
from wyoming_kokoro.engines.kokoro.strip_weights import graph_without_weights
from wyoming_kokoro.onnx_format.arrays import to_tensor
from wyoming_kokoro.onnx_format.graphs import (
    make_attribute,
    make_graph,
    make_model,
    make_node,
    make_value_info,
    operator_version,
    read_model,
)
from wyoming_kokoro.onnx_format.messages import ModelProto, NodeProto, TensorProto

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("rewritten_here")]

OPERATORS = 20
"""The version of ONNX's operators in the published file; in the small model it is 17."""


@pytest.fixture(params=[False, True], ids=["one scale", "a scale for each channel"])
def int8(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A small model whose convolutions and products are in eight bits."""
    full = save_model(tmp_path)
    path = tmp_path / "int8.onnx"
    quantize_dynamic(full, path, weight_type=QuantType.QUInt8, per_channel=request.param)
    full.unlink()
    return path


def split(model: Path) -> tuple[SplitGraphs, ProbePhrase]:
    """The parts of a model, and the phrase to compare forms with."""
    stripped = graph_without_weights(model)
    graphs = split_graph(read_model(stripped))
    return graphs, ProbePhrase(model, stripped, graphs)


def test_its_convolutions_are_in_eight_bits(int8: Path) -> None:
    operators = {node.op_type for node in read_model(int8.read_bytes()).graph.node}
    assert "ConvInteger" in operators and "Conv" not in operators


def test_it_is_split_and_sounds_the_same(int8: Path, styles: Styles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generator_forms, "EIGHT_BIT_FORMS", {PLAIN: ()})
    engine = KokoroEngine(int8, styles)
    whole = {text: sound(engine, text) for text in (SENTENCE, OTHER)}
    assert engine.improve()
    assert engine.info.form == PLAIN and engine.info.reports_durations and engine.info.controls_pitch
    for text, samples in whole.items():
        assert signal_to_difference(samples, sound(engine, text)) >= EQUAL_DECIBELS


def test_every_form_in_full_precision_sounds_the_same(int8: Path) -> None:
    graphs, probe = split(int8)
    assert forms_of(graphs) is EIGHT_BIT_FORMS
    sounds = {}
    for form, steps in EIGHT_BIT_FORMS.items():
        generator = rewritten(graphs, int8, steps)
        assert is_quantized(generator) == (form == PLAIN)
        sounds[form] = probe.sound(open_graph(generator, int8.parent))
    assert SIMILAR_DECIBELS < signal_to_difference(sounds[PLAIN], sounds[FLOAT]) < EQUAL_DECIBELS
    for form in set(sounds) - {PLAIN}:
        assert signal_to_difference(sounds[FLOAT], sounds[form]) >= EQUAL_DECIBELS


def test_full_precision_is_what_was_quantized(tmp_path: Path) -> None:
    full = save_model(tmp_path)
    quantize_dynamic(full, tmp_path / "int8.onnx", weight_type=QuantType.QInt8, per_channel=True)
    graphs, probe = split(tmp_path / "int8.onnx")
    in_float = probe.sound(open_graph(rewritten(graphs, full, (dequantize,)), tmp_path))
    in_integers = probe.sound(open_graph(graphs.generator, tmp_path))
    original = probe.sound(open_graph(split_graph(read_model(full.read_bytes())).generator, tmp_path))
    assert signal_to_difference(original, in_float) > signal_to_difference(original, in_integers)


def test_no_weight_is_stored_again(int8: Path, styles: Styles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generator_forms, "EIGHT_BIT_FORMS", {PLAIN: (dequantize, join_norms, fold, block)})
    engine = split_engine(int8, styles)
    folder = folder_of(int8)
    assert SplitReport.read(folder).computes_weights
    assert {each.name for each in folder.iterdir()} >= {part_file(each) for each in (FRONT, MIDDLE, GENERATOR)}
    generator = read_model((folder / part_file(GENERATOR)).read_bytes())
    stored = [each for each in generator.graph.initializer if each.data_location == TensorProto.EXTERNAL]
    assert {entry.value for each in stored for entry in each.external_data if entry.key == "location"} == {int8.name}
    assert (folder / WEIGHTS).stat().st_size < int8.stat().st_size / 5
    before = sound(engine)
    assert engine.unload_if_idle(0)
    assert np.array_equal(before, sound(engine))


def test_where_eight_bits_are_faster_the_generator_stays_as_it_is(int8: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graphs, probe = split(int8)

    def integers_win(sessions: dict[str, Any], *_: object) -> dict[str, float]:
        return {form: 1.0 + (form != PLAIN) for form in sessions}

    monkeypatch.setattr(generator_forms, "_fastest_runs", integers_win)
    choice = choose_form(graphs, int8, probe)
    assert choice.form == PLAIN and not choice.computes_weights


def test_full_precision_that_sounds_different_is_not_used(int8: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(editor: GraphEditor) -> int:
        count = dequantize(editor)
        for node in editor.graph.node:
            if node.op_type == "Conv":
                node.input[0] = editor.add("Neg", [node.input[0]], f"{node.name}/wrong")
        editor.clean_up()
        return count

    graphs, probe = split(int8)
    monkeypatch.setattr(generator_forms, "EIGHT_BIT_FORMS", {PLAIN: (), FLOAT: (wrong,)})
    assert choose_form(graphs, int8, probe).form == PLAIN


def test_integers_that_are_used_as_such_stay() -> None:
    inputs = [make_value_info(name, TensorProto.UINT8, [2, 2]) for name in ("wave", "other")]
    product = make_node("MatMulInteger", ["wave", "other"], ["out"])
    output = make_value_info("out", TensorProto.INT32, [2, 2])
    model = make_model(make_graph([product], "integers", inputs, [output]), [operator_version(17)], 8)
    assert is_quantized(model)
    assert dequantize(GraphEditor(model)) == 0 and is_quantized(model)


def stepwise(model: ModelProto) -> ModelProto:
    """The same model with normalizations step by step, as the published int8 file has them, in its version of ONNX."""
    graph = model.graph
    graph.initializer.append(to_tensor(np.array([2], np.int64), "norm/axes"))
    graph.initializer.append(to_tensor(np.array(1e-5, np.float32), "norm/epsilon"))
    nodes: list[NodeProto] = []
    for node in graph.node:
        nodes += _steps(node) if node.op_type == "InstanceNormalization" else [node]
        if node.op_type == "Split":
            node.attribute.append(make_attribute("num_outputs", len(node.output)))
    del graph.node[:]
    graph.node.extend(nodes)
    model.opset_import[0].version = OPERATORS
    model.ir_version = 9
    return model


def _steps(norm: NodeProto) -> list[NodeProto]:
    wave, name = norm.input[0], norm.output[0]

    def step(operator: str, inputs: list[str], output: str) -> NodeProto:
        return make_node(operator, inputs, [output], name=output)

    return [
        step("ReduceMean", [wave, "norm/axes"], f"{name}/mean"),
        step("Sub", [wave, f"{name}/mean"], f"{name}/difference"),
        step("Mul", [f"{name}/difference", f"{name}/difference"], f"{name}/square"),
        step("ReduceMean", [f"{name}/square", "norm/axes"], f"{name}/variance"),
        step("Add", [f"{name}/variance", "norm/epsilon"], f"{name}/sum"),
        step("Sqrt", [f"{name}/sum"], f"{name}/square_root"),
        step("Div", [f"{name}/difference", f"{name}/square_root"], name),
    ]


@pytest.mark.parametrize("form", ["float", "folded", "blocked", "phased"])
def test_normalizations_in_steps_are_joined_and_folded(tmp_path: Path, form: str) -> None:
    path = tmp_path / "stepwise.onnx"
    path.write_bytes(stepwise(make_decoder()).SerializeToString())
    graphs, probe = split(path)
    generator = rewritten(graphs, path, EIGHT_BIT_FORMS[form])
    operators = [node.op_type for node in generator.graph.node]
    assert "Sqrt" not in operators
    assert "InstanceNormalization" in operators or form == "phased"
    assert ("Pow" in operators) == (form == "float")
    plain, changed = (probe.sound(open_graph(each, tmp_path)) for each in (graphs.generator, generator))
    assert signal_to_difference(plain, changed) >= EQUAL_DECIBELS


@pytest.mark.parametrize("version", [17, 18])
def test_means_are_computed_in_every_version_of_onnx(version: int) -> None:
    wave = make_value_info("wave", TensorProto.FLOAT, [1, 2, "time"])
    mean = make_value_info("mean", TensorProto.FLOAT, [1, 2, 1])
    graph = make_graph([], "mean", [wave], [mean])
    model = make_model(graph, [operator_version(version)], 8)
    editor = GraphEditor(model)
    editor.add_mean("wave", "mean")
    assert editor.is_mean(model.graph.node[0])
    (result,) = open_graph(model, Path()).run(None, {"wave": np.arange(6, dtype=np.float32).reshape(1, 2, 3)})
    assert result.ravel().tolist() == [1, 4]


# The published file itself


@pytest.fixture
def published(real_folder: Path, tmp_path: Path) -> Path:
    """The published int8 file, in a folder to write into."""
    path = tmp_path / "kokoro-v1.0.int8.onnx"
    path.write_bytes((real_folder / "models" / path.name).read_bytes())
    return path


@pytest.fixture
def heart(real_folder: Path) -> Styles:
    """The published voice af_heart."""
    rows = np.fromfile(real_folder / "voices/af_heart.bin", np.float32).reshape(510, 256)
    return lambda _: rows


@pytest.mark.model
def test_the_published_file_is_split_and_says_the_same(published: Path, heart: Styles) -> None:
    engine = KokoroEngine(published, heart)
    whole = {text: sound(engine, text) for text in (SENTENCE, OTHER)}
    assert engine.info.form == "whole" and engine.improve()
    assert engine.info.form in EIGHT_BIT_FORMS and engine.info.reports_durations and engine.info.controls_pitch
    report = SplitReport.read(folder_of(published))
    assert report.decibels > SIMILAR_DECIBELS
    extra = sum(each.stat().st_size for each in folder_of(published).iterdir())
    assert extra < 3_000_000 < published.stat().st_size
    for text, samples in whole.items():
        split_sound = sound(engine, text)
        assert split_sound.size == samples.size
        assert signal_to_difference(samples, split_sound) > SIMILAR_DECIBELS
        assert engine.unload_if_idle(0)
        assert np.array_equal(split_sound, sound(engine, text))


@pytest.mark.model
def test_the_published_file_in_integers_is_equal_when_it_is_split(published: Path) -> None:
    _, probe = split(published)
    assert probe.split_decibels >= EQUAL_DECIBELS


@pytest.mark.model
def test_the_published_file_in_full_precision_is_equal_in_every_form(published: Path) -> None:
    graphs, probe = split(published)
    reference: Floats | None = None
    for steps in list(EIGHT_BIT_FORMS.values())[1:]:
        changed = probe.sound(open_graph(rewritten(graphs, published, steps), published.parent))
        reference = changed if reference is None else reference
        assert signal_to_difference(reference, changed) >= EQUAL_DECIBELS
