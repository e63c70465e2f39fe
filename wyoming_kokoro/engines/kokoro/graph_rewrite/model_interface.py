"""Adds to every model file durations as an output and pitch as an input, and removes noise for comparisons."""

import numpy as np

from wyoming_kokoro.engines.kokoro.tensor_names import DURATIONS, NOISE_OPERATORS, PITCH, PITCH_CURVE
from wyoming_kokoro.onnx_format.arrays import to_tensor
from wyoming_kokoro.onnx_format.graphs import make_node, make_value_info, read_model
from wyoming_kokoro.onnx_format.messages import GraphProto, NodeProto, TensorProto


def prepared(graph: bytes) -> bytes:
    """Return a graph with durations as an output and pitch as an input, as far as their tensors are found."""
    model = read_model(graph)
    add_duration_output(model.graph)
    add_pitch_input(model.graph)
    return bytes(model.SerializeToString())


def add_duration_output(graph: GraphProto) -> bool:
    """Add the number of frames of each token to the outputs; returns whether it was found."""
    tensor = DURATIONS if _producer(graph, DURATIONS) else _find_durations(graph)
    if tensor is None or tensor in {each.name for each in graph.output}:
        return tensor is not None
    graph.output.append(make_value_info(tensor, TensorProto.INT64, None))
    return True


def add_pitch_input(graph: GraphProto) -> bool:
    """Multiply the pitch curve by a new input, where 1.0 changes no sample; returns whether the curve was found."""
    curve = pitch_curve(graph)
    if curve is None:
        return False
    scaled = f"{curve}/scaled"
    for node in graph.node:
        for index, name in enumerate(node.input):
            if name == curve:
                node.input[index] = scaled
    position = list(graph.node).index(_producer(graph, curve)) + 1
    graph.node.insert(position, make_node("Mul", [curve, PITCH], [scaled], name="scale_pitch"))
    graph.input.append(make_value_info(PITCH, TensorProto.FLOAT, [1]))
    return True


def silence_noise(graph: GraphProto) -> int:
    """Replace random noise by zeros, so that two runs or graphs can be compared; returns how many nodes made noise."""
    noisy = [node for node in graph.node if node.op_type in NOISE_OPERATORS]
    if noisy:
        graph.initializer.append(to_tensor(np.zeros(1, np.float32), "silent_noise"))
    for node in noisy:
        node.op_type = "Mul"
        del node.attribute[:]
        node.input.append("silent_noise")
    return len(noisy)


def pitch_curve(graph: GraphProto) -> str | None:
    """Return the pitch curve's name in the public exports, or the output of the pitch projection elsewhere."""
    if _producer(graph, PITCH_CURVE):
        return PITCH_CURVE
    projections = [node for node in graph.node if node.op_type == "Conv" and "F0_proj" in node.name]
    return str(projections[0].output[0]) if len(projections) == 1 else None


def _find_durations(graph: GraphProto) -> str | None:
    """Return durations by their operators: rounded, at least one, and converted to integers."""
    producers = {name: node for node in graph.node for name in node.output}
    for node in graph.node:
        clip = producers.get(node.input[0]) if node.op_type == "Cast" else None
        if clip is None or clip.op_type not in ("Clip", "Max"):
            continue
        rounded = producers.get(clip.input[0])
        to_integer = any(each.name == "to" and each.i == TensorProto.INT64 for each in node.attribute)
        if to_integer and rounded is not None and rounded.op_type == "Round":
            return str(node.output[0])
    return None


def _producer(graph: GraphProto, tensor: str) -> NodeProto | None:
    return next((node for node in graph.node if tensor in node.output), None)
