"""Turns convolutions over time into convolutions over an image one line high, for which there are faster kernels."""

import numpy as np

from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor
from wyoming_kokoro.onnx_format.messages import NodeProto

BLOCK = 16
"""The most channels that the blocked kernels process at once; other multiples are left to other kernels."""
DIMENSIONS = 3
"""Of a wave in the graph: batch, channels, time."""


def block(editor: GraphEditor) -> int:
    """Let the convolutions that the blocked kernels support work on images; returns how many."""
    line = editor.weight(np.array([2], np.int64))
    matches = [(node, shape) for node in editor.graph.node if (shape := blocked_shape(editor, node)) is not None]
    for number, (node, shape) in enumerate(matches):
        wave, output = node.input[0], node.output[0]
        node.input[0] = editor.add("Unsqueeze", [wave, line], f"ours/conv_{number}/line")
        image = editor.weight(np.array((shape[0], shape[1], 1, shape[2]), np.int64))
        node.input[1] = editor.compute("Reshape", [node.input[1], image], f"ours/conv_{number}/kernel")
        node.name = node.output[0] = f"ours/conv_{number}/sound"
        editor.add("Squeeze", [node.output[0], line], output)
        _add_image_dimension(node)
    editor.clean_up()
    return len(matches)


def blocked_shape(editor: GraphEditor, node: NodeProto) -> tuple[int, ...] | None:
    """Return the shape of a convolution's kernel if the blocked kernels support it."""
    shape = editor.shape(node.input[1]) if node.op_type == "Conv" else None
    if shape is None or len(shape) != DIMENSIONS or shape[0] % BLOCK or shape[1] % BLOCK:
        return None
    return shape


def _add_image_dimension(node: NodeProto) -> None:
    """Let the attributes that describe time describe an image one line high."""
    for attribute in node.attribute:
        values = list(attribute.ints)
        if attribute.name == "pads":
            values = [0, values[0], 0, values[1]]
        elif attribute.name in ("kernel_shape", "dilations", "strides"):
            values = [1, values[0]]
        del attribute.ints[:]
        attribute.ints.extend(values)
