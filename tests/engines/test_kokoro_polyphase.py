"""Convolutions on even and odd moments give what they give on all of them."""

from itertools import product

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper

from tests.data.make_tiny_model import Graph
from wyoming_kokoro.engines.kokoro.graph_rewrite.block import block
from wyoming_kokoro.engines.kokoro.graph_rewrite.comparison import EQUAL_DECIBELS, signal_to_difference
from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor
from wyoming_kokoro.engines.kokoro.graph_rewrite.polyphase import use_two_phases

Floats = NDArray[np.float32]

CHANNELS = 16
KERNELS = (3, 5, 7, 9, 11)
STEPS = (1, 3, 5, 7)


class Sketch:
    """A small graph over one wave."""

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

    def model(self, *given: str) -> onnx.ModelProto:
        told = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, None, None]) for name in given]
        taken = [helper.make_tensor_value_info("wave", TensorProto.FLOAT, [1, self.channels, "time"])]
        made = helper.make_graph(self.graph.nodes, "sketch", taken, told, self.graph.weights)
        return helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def in_phases(model: onnx.ModelProto) -> tuple[onnx.ModelProto, int]:
    changed = onnx.ModelProto()
    changed.CopyFrom(model)
    editor = GraphEditor(changed.graph)
    count = use_two_phases(editor)
    block(editor)
    onnx.checker.check_model(changed)
    return changed, count


def given(model: onnx.ModelProto, moments: int) -> list[Floats]:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # a shape that was told wrongly would be warned of
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    channels = session.get_inputs()[0].shape[1]
    wave = np.random.default_rng(moments).normal(0.5, 1, (1, channels, moments)).astype(np.float32)
    return [np.asarray(each) for each in session.run(None, {"wave": wave})]


def assert_same(model: onnx.ModelProto, changed: onnx.ModelProto, moments: int) -> None:
    for plain, made in zip(given(model, moments), given(changed, moments), strict=True):
        assert plain.shape == made.shape
        assert signal_to_difference(plain, made) >= EQUAL_DECIBELS


@pytest.mark.parametrize(("size", "step"), [*product(KERNELS, STEPS)])
def test_a_convolution_gives_the_same_at_every_length(size: int, step: int) -> None:
    sketch = Sketch()
    sketch.graph.add("Neg", [sketch.conv("wave", "sound", size, step)], "given")
    model = sketch.model("given")
    changed, count = in_phases(model)
    assert count == 1
    for moments in (2, 3, 9, 10, 64, 65):
        assert_same(model, changed, moments)


def test_what_lies_between_convolutions_is_done_in_phases() -> None:
    sketch = Sketch()
    graph = sketch.graph
    normed = sketch.norm("wave", "first")
    bent = graph.add("Add", [normed, graph.add("Sin", [normed], "sine")], "bent")
    wave = graph.add("Add", [sketch.conv(bent, "one", 7, 3), "wave"], "residual")
    normed = sketch.norm(wave, "second")
    wave = graph.add("Add", [sketch.conv(normed, "two", 11, 5), wave], "again")
    wave = graph.add("LeakyRelu", [graph.add("Div", [wave, graph.weight("three", 3.0)], "third")], "leaky", alpha=0.1)
    graph.add("Neg", [wave], "given")
    model = sketch.model("given")
    changed, count = in_phases(model)
    assert count == 2
    kinds = [node.op_type for node in changed.graph.node]
    assert kinds.count("Transpose") == 1  # one wave leaves
    parted = [node for node in changed.graph.node if node.op_type == "Slice" and len(node.input) == 5]
    assert len(parted) == 2  # one wave enters, its even and its odd moments
    for moments in (4, 33, 100):
        assert_same(model, changed, moments)


@pytest.mark.parametrize("kept", [0, 1])
def test_means_are_of_all_moments(kept: int) -> None:
    sketch = Sketch()
    wave = sketch.conv("wave", "one", 7)
    mean = sketch.graph.add("ReduceMean", [wave], "mean", axes=[2], keepdims=kept)
    away = wave if not kept else sketch.graph.add("Sub", [wave, mean], "away")
    sketch.graph.add("Neg", [sketch.conv(away, "two", 3)], "given")
    mean = mean if kept else sketch.graph.add("Unsqueeze", [mean, sketch.graph.weight("line", [2], np.int64)], "row")
    sketch.graph.add("Neg", [mean], "told")
    model = sketch.model("given", "told")
    changed, count = in_phases(model)
    assert count == 2
    for moments in (5, 6):
        assert_same(model, changed, moments)


def test_one_wave_may_go_on_in_phases_and_whole() -> None:
    sketch = Sketch()
    wave = sketch.conv("wave", "one", 7)
    sketch.graph.add("Neg", [wave], "whole")
    sketch.graph.add("Neg", [sketch.conv(wave, "two", 3)], "given")
    model = sketch.model("whole", "given", "one")
    changed, count = in_phases(model)
    assert count == 1, "what the graph itself gives stays whole"
    assert_same(model, changed, 21)


def test_what_is_added_is_told_to_be_as_long() -> None:
    sketch = Sketch()
    sketch.graph.add("Neg", [sketch.conv("wave", "sound", 7)], "given")
    changed, _ = in_phases(sketch.model("given"))
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
def test_other_convolutions_stay_as_they_are(other: dict[str, int]) -> None:
    sketch = Sketch(2 * CHANNELS)
    sketch.graph.add("Neg", [sketch.conv("wave", "sound", **other)], "given")
    model = sketch.model("given")
    changed, count = in_phases(model)
    assert count == 0
    assert_same(model, changed, 12)


def test_other_channels_stay_as_they_are() -> None:
    sketch = Sketch(24)
    sketch.graph.add("Neg", [sketch.conv("wave", "sound", 7)], "given")
    assert in_phases(sketch.model("given"))[1] == 0
