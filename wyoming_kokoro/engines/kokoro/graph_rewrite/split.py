"""Splits a graph into three: the front, which needs the whole phrase; the middle; and the generator.

The generator does nine tenths of the work. Its output at a moment depends on a limited time around it, so it can render
a part of a phrase; the other two can not. Splitting changes nothing: the same nodes run in the same order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor, inputs_of
from wyoming_kokoro.engines.kokoro.graph_rewrite.model_interface import add_duration_output, pitch_curve
from wyoming_kokoro.engines.kokoro.tensor_names import AUDIO, ENERGY_CURVE, STYLE, TEXT_FEATURES
from wyoming_kokoro.onnx_format.graphs import make_graph, make_model, make_value_info
from wyoming_kokoro.onnx_format.messages import ModelProto, NodeProto, TensorProto, ValueInfoProto

SPECTRUM = 22
"""Channels of the source's spectrum, magnitude and phase of eleven frequencies; identifies the generator's inputs."""
CONVOLUTIONS = ("Conv", "ConvInteger")
"""The operators that convolve, in full precision and in eight bits."""


class CannotSplit(Exception):
    """The tensors at which to split were not found in a graph."""


@dataclass(frozen=True, slots=True)
class SharedTensor:
    """A tensor that one part computes and another one uses."""

    name: str
    channels: int


@dataclass(frozen=True, slots=True)
class SplitGraphs:
    """The three graphs, and the tensors between them."""

    front: ModelProto
    middle: ModelProto
    generator: ModelProto
    text: str
    pitch: str
    energy: str
    durations: str
    features: SharedTensor
    """The main input of the generator."""
    source: SharedTensor
    """The spectrum of the voice's source: harmonics and noise."""
    audio: str


def split_graph(model: ModelProto) -> SplitGraphs:
    """Split a graph; raises CannotSplit where the tensors to split at are not found."""
    editor = GraphEditor(model)
    audio, curve, durations = _known_tensors(editor)
    source, features = _generator_inputs(editor)
    outline = [_tensor_info(TEXT_FEATURES, None), _tensor_info(curve, 1), _tensor_info(ENERGY_CURVE, 1)]
    generator_inputs = [_tensor_info(each.name, each.channels) for each in (features, source)]
    duration_output = [each for each in model.graph.output if each.name == durations]
    audio_output = [each for each in model.graph.output if each.name == audio]
    graphs = SplitGraphs(
        front=_cut(model, [], [*outline, *duration_output]),
        middle=_cut(model, outline, generator_inputs),
        generator=_cut(model, generator_inputs, audio_output),
        text=TEXT_FEATURES,
        pitch=curve,
        energy=ENERGY_CURVE,
        durations=durations,
        features=features,
        source=source,
        audio=audio,
    )
    _check_inputs(graphs.middle, outline)
    _check_inputs(graphs.generator, generator_inputs)
    return graphs


def _known_tensors(editor: GraphEditor) -> tuple[str, str, str]:
    """Return the names of the sound, the pitch curve and the durations, which become an output."""
    graph = editor.graph
    audio = next((each.name for each in graph.output if each.name in AUDIO), None)
    curve = pitch_curve(graph)
    outline_exists = all(editor.producer(name) is not None for name in (ENERGY_CURVE, TEXT_FEATURES))
    if audio is None or curve is None or not outline_exists or not add_duration_output(graph):
        raise CannotSplit
    return audio, curve, next(each.name for each in graph.output if each.name not in AUDIO)


def _check_inputs(part: ModelProto, allowed: Sequence[ValueInfoProto]) -> None:
    if not {each.name for each in part.graph.input} <= {STYLE, *(each.name for each in allowed)}:
        raise CannotSplit


def _generator_inputs(editor: GraphEditor) -> tuple[SharedTensor, SharedTensor]:
    """Return the source's spectrum, which two convolutions use, and what the first upsampling uses."""
    spectrum_convolutions = [
        node
        for node in editor.graph.node
        if node.op_type in CONVOLUTIONS and (editor.shape(node.input[1]) or (0, 0))[1] == SPECTRUM
    ]
    sources = {_full_precision(editor, node.input[0]) for node in spectrum_convolutions}
    if len(sources) != 1:
        raise CannotSplit
    upsamplings = [node for node in editor.graph.node if _is_upsampling(editor, node)]
    if not upsamplings:
        raise CannotSplit
    channels = (editor.shape(upsamplings[0].input[1]) or (0,))[0]
    return SharedTensor(sources.pop(), SPECTRUM), SharedTensor(upsamplings[0].input[0], channels)


def _full_precision(editor: GraphEditor, tensor: str) -> str:
    """Return the tensor from which a quantized one is computed; another tensor as it is."""
    producer = editor.producer(tensor)
    quantized = producer is not None and producer.op_type == "DynamicQuantizeLinear"
    return str(producer.input[0]) if producer is not None and quantized else tensor


def _is_upsampling(editor: GraphEditor, node: NodeProto) -> bool:
    """Return whether a node is one of the generator's upsamplings: half the channels, and no groups."""
    if node.op_type != "ConvTranspose":
        return False
    shape = editor.shape(node.input[1])
    groups = next((each.i for each in node.attribute if each.name == "group"), 1)
    return shape is not None and groups == 1 and shape[0] == 2 * shape[1]


def _cut(model: ModelProto, inputs: Sequence[ValueInfoProto], outputs: Sequence[ValueInfoProto]) -> ModelProto:
    """Return the graph that computes some tensors from others and from the model's own inputs."""
    graph = model.graph
    stop = {each.name for each in inputs}
    producers = {name: node for node in graph.node for name in node.output if name not in stop}
    pending, seen = [each.name for each in outputs], set[str]()
    while pending:
        name = pending.pop()
        if name not in seen:
            seen.add(name)
            pending += inputs_of(producers[name]) if name in producers else ()
    nodes = [node for node in graph.node if any(producers.get(name) is node and name in seen for name in node.output)]
    own = [each for each in graph.input if each.name in seen]
    weights = [each for each in graph.initializer if each.name in seen]
    part = make_graph(nodes, "part", [*own, *inputs], outputs, weights)
    part_model = make_model(part, model.opset_import, model.ir_version)
    del part_model.graph.input[:]
    part_model.graph.input.extend(each for each in (*own, *inputs) if each.name in seen)
    return part_model


def _tensor_info(name: str, channels: int | None) -> ValueInfoProto:
    # Each has its own name for the time dimension, because they are not equally long.
    return make_value_info(name, TensorProto.FLOAT, [1, channels, f"{name}/time"])
