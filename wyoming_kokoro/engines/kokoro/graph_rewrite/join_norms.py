"""Joins the steps of a normalization over time into one node, where an export has them one by one."""

from dataclasses import dataclass

import numpy as np

from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor
from wyoming_kokoro.onnx_format.messages import NodeProto


@dataclass(frozen=True, slots=True)
class _Steps:
    """A normalization: the wave less its mean, divided by the root of its mean square and a small number."""

    wave: str
    epsilon: float
    output: str


def join_norms(editor: GraphEditor) -> int:
    """Replace the steps of normalizations by one node each, as far as their channels are known; returns how many."""
    channels = _channel_counts(editor)
    joined = 0
    for node in [*editor.graph.node]:
        steps = _steps(editor, node) if node.op_type == "Div" else None
        if steps is not None and (count := channels.get(steps.wave)) is not None:
            _join(editor, steps, count)
            joined += 1
    editor.clean_up()
    return joined


def _join(editor: GraphEditor, steps: _Steps, channels: int) -> None:
    """Add a node for each use: an export may compute once what several styles use, and each is folded with its own."""
    ones, zeros = editor.weight(np.ones(channels, np.float32)), editor.weight(np.zeros(channels, np.float32))
    for number, user in enumerate(editor.consumers(steps.output)):
        norm = f"{steps.output}/norm_{number}"
        editor.add("InstanceNormalization", [steps.wave, ones, zeros], norm, epsilon=steps.epsilon)
        user.input[:] = [norm if name == steps.output else name for name in user.input]


def _steps(editor: GraphEditor, division: NodeProto) -> _Steps | None:
    """Return the normalization that ends with a division."""
    deviation, root = (editor.producer(name) for name in division.input)
    addition = _producer(editor, root, "Sqrt", "Add")
    if deviation is None or deviation.op_type != "Sub" or addition is None:
        return None
    wave, difference = deviation.input[0], deviation.output[0]
    epsilon = next((value for name in addition.input if (value := editor.constant(name)) is not None), None)
    variance = next((found for name in addition.input if (found := editor.producer(name)) is not None), None)
    square = editor.producer(variance.input[0]) if variance is not None and editor.is_mean(variance) else None
    mean = editor.producer(deviation.input[1])
    if epsilon is None or square is None or mean is None or not editor.is_mean(mean) or mean.input[0] != wave:
        return None
    if square.op_type != "Mul" or list(square.input) != [difference, difference]:
        return None
    return _Steps(wave, float(epsilon), division.output[0])


def _producer(editor: GraphEditor, node: NodeProto | None, operator: str, before: str) -> NodeProto | None:
    """Return the node before a node, if both have these operators."""
    if node is None or node.op_type != operator:
        return None
    producer = editor.producer(node.input[0])
    return producer if producer is not None and producer.op_type == before else None


def _channel_counts(editor: GraphEditor) -> dict[str, int]:
    """Return the channels of waves, as far as convolutions tell; nodes in between leave them as they are."""
    counts: dict[str, int] = {}
    for node in editor.graph.node:
        if node.op_type in ("Conv", "ConvTranspose"):
            shape = editor.shape(node.input[1])
            if shape is not None:
                counts[node.output[0]] = shape[0] if node.op_type == "Conv" else shape[1]
        elif node.op_type in ("Add", "Mul", "Sub", "Div", "LeakyRelu", "Pad", "Sin", "Pow", "Concat"):
            known = {counts[name] for name in node.input if name in counts}
            if len(known) == 1 and node.op_type != "Concat":
                counts[node.output[0]] = known.pop()
    return counts
