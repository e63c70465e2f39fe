"""What every stock graph is given: durations come out, pitch goes in, and for comparisons the noise is taken away."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from wyoming_kokoro.engines.kokoro.tensor_names import DURATIONS, NOISE, PITCH, PITCH_CURVE


def prepared(graph: bytes) -> bytes:
    """A stock graph with durations as an output and pitch as an input, as far as their tensors are found."""
    model = onnx.load_from_string(graph)
    show_durations(model.graph)
    bend_pitch(model.graph)
    return bytes(model.SerializeToString())


def show_durations(graph: onnx.GraphProto) -> bool:
    """Add the frames of each token to the outputs; the samples stay what they are."""
    tensor = DURATIONS if _maker(graph, DURATIONS) else _whole_durations(graph)
    if tensor is None or tensor in {each.name for each in graph.output}:
        return tensor is not None
    graph.output.append(helper.make_tensor_value_info(tensor, TensorProto.INT64, None))
    return True


def bend_pitch(graph: onnx.GraphProto) -> bool:
    """Multiply the pitch curve by a new input; times 1.0 leaves every sample what it is."""
    curve = pitch_curve(graph)
    if curve is None:
        return False
    bent = f"{curve}/bent"
    for node in graph.node:
        for place, name in enumerate(node.input):
            if name == curve:
                node.input[place] = bent
    maker = _maker(graph, curve)
    place = list(graph.node).index(maker) + 1
    graph.node.insert(place, helper.make_node("Mul", [curve, PITCH], [bent], name="bend_pitch"))
    graph.input.append(helper.make_tensor_value_info(PITCH, TensorProto.FLOAT, [1]))
    return True


def silence_noise(graph: onnx.GraphProto) -> int:
    """Replace random noise by zeros, so that two runs, or two graphs, can be compared; gives how many there were."""
    noisy = [node for node in graph.node if node.op_type in NOISE]
    if noisy:
        graph.initializer.append(numpy_helper.from_array(np.zeros(1, np.float32), "silent_noise"))
    for node in noisy:
        node.op_type = "Mul"
        del node.attribute[:]
        node.input.append("silent_noise")
    return len(noisy)


def pitch_curve(graph: onnx.GraphProto) -> str | None:
    """The public exports' name, or whatever the pitch projection is called elsewhere."""
    if _maker(graph, PITCH_CURVE):
        return PITCH_CURVE
    projections = [node for node in graph.node if node.op_type == "Conv" and "F0_proj" in node.name]
    return str(projections[0].output[0]) if len(projections) == 1 else None


def _whole_durations(graph: onnx.GraphProto) -> str | None:
    """Durations by their shape in the graph: rounded, kept from being nothing, and made whole numbers."""
    kinds = {name: node for node in graph.node for name in node.output}
    for node in graph.node:
        clip = kinds.get(node.input[0]) if node.op_type == "Cast" else None
        if clip is None or clip.op_type not in ("Clip", "Max"):
            continue
        rounded = kinds.get(clip.input[0])
        whole = any(each.name == "to" and each.i == TensorProto.INT64 for each in node.attribute)
        if whole and rounded is not None and rounded.op_type == "Round":
            return str(node.output[0])
    return None


def _maker(graph: onnx.GraphProto, tensor: str) -> onnx.NodeProto | None:
    return next((node for node in graph.node if tensor in node.output), None)
