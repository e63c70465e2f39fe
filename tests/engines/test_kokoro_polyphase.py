"""Convolutions of even and odd samples give the same result as convolutions of all samples."""

from itertools import product

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray

from tests.data.make_tiny_model import Graph
from wyoming_kokoro.engines.kokoro.graph_rewrite.block import block
from wyoming_kokoro.engines.kokoro.graph_rewrite.comparison import EQUAL_DECIBELS, signal_to_difference
from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor
from wyoming_kokoro.engines.kokoro.graph_rewrite.polyphase import use_two_phases
from wyoming_kokoro.onnx_format.graphs import make_graph, make_model, make_value_info, operator_version
from wyoming_kokoro.onnx_format.messages import ModelProto, TensorProto

Floats = NDArray[np.float32]

CHANNELS = 16
KERNELS = (3, 5, 7, 9, 11)
STEPS = (1, 3, 5, 7)


class SmallGraph:
    """Builds a small graph over one wave."""

    def __init__(self, channels: int = CHANNELS) -> None:
        self.graph = Graph()
        self.channels = channels
        self.seeds = np.random.default_rng(5)

    def conv(self, wave: str, name: str, size: int, step: int = 1, *, group: int = 1, **other: object) -> str:
        shape = (self.channels, self.channels // group, size)
        weight = self.graph.weight(f"{name}.weight", self.seeds.normal(0, 1 / np.sqrt(size * shape[1]), shape))
        bias = self.graph.weight(f"{name}.bias", self.seeds.normal(0, 1, self.channels))
        side = step * (size // 2)
        attributes = {"dilations": [step], "pads": [side, side], "strides": [1], "group": group} | other
        return self.graph.add("Conv", [wave, weight, bias], name, **attributes)

    def norm(self, wave: str, name: str) -> str:
        scale = self.graph.weight(f"{name}.scale", self.seeds.uniform(0.5, 2, self.channels))
        shift = self.graph.weight(f"{name}.shift", self.seeds.normal(0, 1, self.channels))
        return self.graph.add("InstanceNormalization", [wave, scale, shift], name)

    def model(self, *outputs: str) -> ModelProto:
        output_infos = [make_value_info(name, TensorProto.FLOAT, [None, None, None]) for name in outputs]
        input_infos = [make_value_info("wave", TensorProto.FLOAT, [1, self.channels, "time"])]
        graph = make_graph(self.graph.nodes, "small", input_infos, output_infos, self.graph.weights)
        return make_model(graph, [operator_version(17)], 8)


def in_phases(model: ModelProto) -> tuple[ModelProto, int]:
    changed = ModelProto()
    changed.CopyFrom(model)
    editor = GraphEditor(changed)
    count = use_two_phases(editor)
    block(editor)
    onnx.checker.check_model(changed.SerializeToString())
    return changed, count


def outputs_of(model: ModelProto, length: int) -> list[Floats]:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # warns of shapes that were declared wrongly
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    channels = session.get_inputs()[0].shape[1]
    wave = np.random.default_rng(length).normal(0.5, 1, (1, channels, length)).astype(np.float32)
    return [np.asarray(each) for each in session.run(None, {"wave": wave})]


def assert_same(model: ModelProto, changed: ModelProto, length: int) -> None:
    for plain, phased in zip(outputs_of(model, length), outputs_of(changed, length), strict=True):
        assert plain.shape == phased.shape
        assert signal_to_difference(plain, phased) >= EQUAL_DECIBELS


@pytest.mark.parametrize(("size", "step"), [*product(KERNELS, STEPS)])
def test_a_convolution_gives_the_same_for_every_length(size: int, step: int) -> None:
    small = SmallGraph()
    small.graph.add("Neg", [small.conv("wave", "sound", size, step)], "output")
    model = small.model("output")
    changed, count = in_phases(model)
    assert count == 1
    for length in (2, 3, 9, 10, 64, 65):
        assert_same(model, changed, length)


def test_operators_between_convolutions_work_on_phases() -> None:
    small = SmallGraph()
    graph = small.graph
    normed = small.norm("wave", "first")
    bent = graph.add("Add", [normed, graph.add("Sin", [normed], "sine")], "bent")
    wave = graph.add("Add", [small.conv(bent, "one", 7, 3), "wave"], "residual")
    normed = small.norm(wave, "second")
    wave = graph.add("Add", [small.conv(normed, "two", 11, 5), wave], "again")
    wave = graph.add("LeakyRelu", [graph.add("Div", [wave, graph.weight("three", 3.0)], "third")], "leaky", alpha=0.1)
    graph.add("Neg", [wave], "output")
    model = small.model("output")
    changed, count = in_phases(model)
    assert count == 2
    kinds = [node.op_type for node in changed.graph.node]
    assert kinds.count("Transpose") == 1  # one wave leaves
    splitting = [node for node in changed.graph.node if node.op_type == "Slice" and len(node.input) == 5]
    assert len(splitting) == 2  # one wave enters, its even and its odd samples
    for length in (4, 33, 100):
        assert_same(model, changed, length)


@pytest.mark.parametrize("keepdims", [0, 1])
def test_a_mean_includes_all_samples_of_all_phases(keepdims: int) -> None:
    small = SmallGraph()
    wave = small.conv("wave", "one", 7)
    mean = small.graph.add("ReduceMean", [wave], "mean", axes=[2], keepdims=keepdims)
    deviation = wave if not keepdims else small.graph.add("Sub", [wave, mean], "deviation")
    small.graph.add("Neg", [small.conv(deviation, "two", 3)], "output")
    mean = mean if keepdims else small.graph.add("Unsqueeze", [mean, small.graph.weight("line", [2], np.int64)], "row")
    small.graph.add("Neg", [mean], "mean_output")
    model = small.model("output", "mean_output")
    changed, count = in_phases(model)
    assert count == 2
    for length in (5, 6):
        assert_same(model, changed, length)


def test_a_wave_can_be_used_both_split_in_phases_and_whole() -> None:
    small = SmallGraph()
    wave = small.conv("wave", "one", 7)
    small.graph.add("Neg", [wave], "whole")
    small.graph.add("Neg", [small.conv(wave, "two", 3)], "output")
    model = small.model("whole", "output", "one")
    changed, count = in_phases(model)
    assert count == 1, "an output of the graph stays whole"
    assert_same(model, changed, 21)


def test_tensors_that_are_added_are_declared_to_have_the_same_length() -> None:
    small = SmallGraph()
    small.graph.add("Neg", [small.conv("wave", "sound", 7)], "output")
    changed, _ = in_phases(small.model("output"))
    shapes = {
        each.name: [dim.dim_param for dim in each.type.tensor_type.shape.dim] for each in changed.graph.value_info
    }
    sums = [node for node in changed.graph.node if node.op_type == "Add" and set(node.input) <= set(shapes)]
    assert len(sums) == 2
    assert all(shapes[each.input[0]] == shapes[each.input[1]] and shapes[each.input[0]][-1] for each in sums)


@pytest.mark.parametrize(
    "other",
    [
        {"size": 1},
        {"size": 4, "pads": [1, 2]},
        {"size": 3, "step": 2},
        {"size": 3, "pads": [0, 0]},
        {"size": 3, "pads": [0, 2]},
        {"size": 3, "strides": [2]},
        {"size": 3, "group": 2},
    ],
)
def test_other_convolutions_are_not_changed(other: dict[str, int]) -> None:
    small = SmallGraph(2 * CHANNELS)
    small.graph.add("Neg", [small.conv("wave", "sound", **other)], "output")
    model = small.model("output")
    changed, count = in_phases(model)
    assert count == 0
    assert_same(model, changed, 12)


def test_other_numbers_of_channels_are_not_changed() -> None:
    small = SmallGraph(24)
    small.graph.add("Neg", [small.conv("wave", "sound", 7)], "output")
    assert in_phases(small.model("output"))[1] == 0
