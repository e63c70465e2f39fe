"""A graph cut in three: what is known of the whole phrase (front), its outline in time (middle), and the generator.

Nine tenths of the work are the generator's. It sees its input from both sides of a moment only so far, so it can be
given a part of the time; the two before it can not. Nothing is changed by it: the same nodes run in the same order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import onnx
from onnx import TensorProto, helper

from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor, taken_by
from wyoming_kokoro.engines.kokoro.graph_rewrite.stock import pitch_curve, show_durations
from wyoming_kokoro.engines.kokoro.tensor_names import AUDIO, DURATIONS, ENERGY_CURVE, PITCH_CURVE, STYLE, TEXT_FEATURES

SPECTRUM = 22
"""Channels of the source's spectrum, magnitude and phase of eleven: by them the generator's inputs are recognised."""


class CannotSplit(Exception):
    """The places to cut were not found in a graph."""


@dataclass(frozen=True, slots=True)
class SharedTensor:
    """A tensor that goes from one part to the next."""

    name: str
    channels: int


@dataclass(frozen=True, slots=True)
class SplitGraphs:
    """The three graphs, and what goes between them."""

    front: onnx.ModelProto
    middle: onnx.ModelProto
    generator: onnx.ModelProto
    text: str
    pitch: str
    energy: str
    durations: str
    features: SharedTensor
    """What the generator makes sound of."""
    source: SharedTensor
    """The spectrum of the voice's hum and breath."""
    audio: str


def parted(model: onnx.ModelProto) -> SplitGraphs:
    """The parts of a stock graph; NotParted where the places are not found."""
    editor = GraphEditor(model.graph)
    audio = next((each.name for each in model.graph.output if each.name in AUDIO), None)
    curve = pitch_curve(model.graph)
    source, features = _generator_inputs(editor)
    if audio is None or curve is None or editor.maker(ENERGY_CURVE) is None or editor.maker(TEXT_FEATURES) is None:
        raise CannotSplit
    if not show_durations(model.graph):
        raise CannotSplit
    durations = next(each.name for each in model.graph.output if each.name not in AUDIO)
    between = [_value(TEXT_FEATURES, None), _value(curve, 1), _value(ENERGY_CURVE, 1)]
    waves = [_value(features.name, features.channels), _value(source.name, source.channels)]
    known = [each for each in model.graph.output if each.name == durations]
    parts = SplitGraphs(
        front=_cut(model, [], [*between, *known]),
        middle=_cut(model, between, waves),
        generator=_cut(model, waves, [each for each in model.graph.output if each.name == audio]),
        text=TEXT_FEATURES,
        pitch=curve,
        energy=ENERGY_CURVE,
        durations=durations,
        features=features,
        source=source,
        audio=audio,
    )
    for part, allowed in ((parts.middle, [*between]), (parts.generator, [*waves])):
        if not {each.name for each in part.graph.input} <= {STYLE, *(each.name for each in allowed)}:
            raise CannotSplit
    return parts


def _generator_inputs(editor: GraphEditor) -> tuple[SharedTensor, SharedTensor]:
    """The source's spectrum, which two convolutions take, and what the first upsampling takes."""
    taking = [
        node
        for node in editor.graph.node
        if node.op_type == "Conv" and (editor.shape(node.input[1]) or (0, 0))[1] == SPECTRUM
    ]
    sources = {node.input[0] for node in taking}
    if len(sources) != 1:
        raise CannotSplit
    rising = [node for node in editor.graph.node if node.op_type == "ConvTranspose" and _widens(editor, node)]
    if not rising:
        raise CannotSplit
    channels = (editor.shape(rising[0].input[1]) or (0,))[0]
    return SharedTensor(sources.pop(), SPECTRUM), SharedTensor(rising[0].input[0], channels)


def _widens(editor: GraphEditor, node: onnx.NodeProto) -> bool:
    """Whether it is one of the generator's upsamplings: half the channels, and no groups."""
    shape = editor.shape(node.input[1])
    groups = next((each.i for each in node.attribute if each.name == "group"), 1)
    return shape is not None and groups == 1 and shape[0] == 2 * shape[1]


def _cut(
    model: onnx.ModelProto, inputs: Sequence[onnx.ValueInfoProto], outputs: Sequence[onnx.ValueInfoProto]
) -> onnx.ModelProto:
    """The nodes that lead from some tensors, and from the model's own inputs, to others."""
    graph = model.graph
    stop = {each.name for each in inputs}
    makers = {name: node for node in graph.node for name in node.output if name not in stop}
    wanted, seen = [each.name for each in outputs], set[str]()
    while wanted:
        name = wanted.pop()
        if name not in seen:
            seen.add(name)
            wanted += taken_by(makers[name]) if name in makers else ()
    nodes = [node for node in graph.node if any(makers.get(name) is node and name in seen for name in node.output)]
    own = [each for each in graph.input if each.name in seen]
    weights = [each for each in graph.initializer if each.name in seen]
    part = helper.make_graph(nodes, "part", [*own, *inputs], outputs, weights)
    made = helper.make_model(part, opset_imports=model.opset_import, ir_version=model.ir_version)
    del made.graph.input[:]
    made.graph.input.extend(each for each in (*own, *inputs) if each.name in seen)
    return made


def _value(name: str, channels: int | None) -> onnx.ValueInfoProto:
    # Each its own name for its time, so that nobody believes that they are equally long.
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, channels, f"{name}/time"])


__all__ = ["DURATIONS", "PITCH_CURVE", "CannotSplit", "SharedTensor", "SplitGraphs", "parted"]
