"""Exact rewrites of the generator: fewer passes over memory, and convolutions as the fastest kernels take them.

Exact as far as numbers of 24 bits are: whoever uses them compares what comes out.
"""

from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray

from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor

BLOCK = 16
"""Channels that the blocked kernels take at once, at most; other numbers of channels are left to other kernels."""
SEQUENCE = 3
"""Dimensions of a sound in the graph: one, channels, time."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Norm:
    """A normalization whose scale and shift depend on the style: ((x - mean) / deviation * w + b) * gain + shift."""

    node: onnx.NodeProto
    weight: Floats
    bias: Floats
    gain: str
    shift: str
    given: str
    """What it gives to the rest of the graph."""


@dataclass(frozen=True, slots=True)
class _Snake:
    """What bends a wave, x + sin(a x) ** 2 / a, and the convolution that takes it."""

    alpha: Floats
    conv: onnx.NodeProto


def fold(editor: GraphEditor) -> int:
    """Join normalization, style and snake, so that a wave is passed over four times instead of eight; how many."""
    norms = [norm for node in editor.graph.node if (norm := _norm(editor, node)) is not None]
    for norm in norms:
        # Named by the norm, so that its tensors are called the same in every generator made of one file.
        _fold_one(editor, norm, _snake(editor, norm.given), f"{norm.node.output[0]}/ours")
    editor.tidy()
    return len(norms)


def block(editor: GraphEditor) -> int:
    """Let convolutions over time be convolutions over a picture one line high: those have faster kernels; how many."""
    line = editor.weight(np.array([2], np.int64))
    found = [(node, shape) for node in editor.graph.node if (shape := blocked_shape(editor, node)) is not None]
    for number, (node, shape) in enumerate(found):
        kernel = editor.constant(node.input[1])
        assert kernel is not None, "its shape was known"  # noqa: S101
        wave, given = node.input[0], node.output[0]
        node.input[0] = editor.add("Unsqueeze", [wave, line], f"ours/conv_{number}/line")
        node.input[1] = editor.weight(kernel.reshape(shape[0], shape[1], 1, shape[2]))
        node.name = node.output[0] = f"ours/conv_{number}/sound"
        editor.add("Squeeze", [node.output[0], line], given)
        _widen(node)
    editor.tidy()
    return len(found)


def _norm(editor: GraphEditor, node: onnx.NodeProto) -> _Norm | None:
    if node.op_type not in ("InstanceNormalization", "BatchNormalization"):
        return None
    scaled = editor.only_user(node.output[0], "Mul")
    shifted = editor.only_user(scaled.output[0], "Add") if scaled is not None else None
    weight, bias = editor.constant(node.input[1]), editor.constant(node.input[2])
    if scaled is None or shifted is None or weight is None or bias is None:
        return None
    return _Norm(
        node,
        weight.astype(np.float32),
        bias.astype(np.float32),
        _other(scaled, node.output[0]),
        _other(shifted, scaled.output[0]),
        shifted.output[0],
    )


def _snake(editor: GraphEditor, wave: str) -> _Snake | None:
    users = editor.users(wave)
    inner = next((each for each in users if each.op_type == "Mul"), None)
    outer = next((each for each in users if each.op_type == "Add"), None)
    if len(users) != 2 or inner is None or outer is None:  # noqa: PLR2004 - the wave itself, and what bends it
        return None
    alpha = editor.constant(_other(inner, wave))
    sine = editor.only_user(inner.output[0], "Sin")
    square = editor.only_user(sine.output[0], "Pow") if sine is not None else None
    share = editor.only_user(square.output[0], "Mul") if square is not None else None
    conv = editor.only_user(outer.output[0], "Conv")
    if alpha is None or square is None or share is None or conv is None:
        return None
    power = editor.constant(square.input[1])
    if power is None or float(power) != 2 or share.output[0] not in outer.input:  # noqa: PLR2004
        return None
    return _Snake(alpha.astype(np.float32).ravel(), conv) if editor.shape(conv.input[1]) is not None else None


def _fold_one(editor: GraphEditor, norm: _Norm, snake: _Snake | None, name: str) -> None:
    """Let the normalization give the wave times alpha; the convolution after the snake takes that back."""
    factor = snake.alpha if snake is not None else np.ones_like(norm.weight)
    flat = editor.weight(np.array([-1], np.int64))
    gain = editor.add("Reshape", [norm.gain, flat], f"{name}/gain")
    shift = editor.add("Reshape", [norm.shift, flat], f"{name}/shift")
    scale = editor.add("Mul", [gain, editor.weight(norm.weight * factor)], f"{name}/scale")
    lifted = editor.add("Mul", [gain, editor.weight(norm.bias * factor)], f"{name}/lifted")
    shifted = editor.add("Mul", [shift, editor.weight(factor)], f"{name}/shifted")
    norm.node.input[1] = scale
    norm.node.input[2] = editor.add("Add", [lifted, shifted], f"{name}/bias")
    wave = norm.node.output[0]
    if snake is None:
        editor.redirect(norm.given, wave)
        return
    sine = editor.add("Sin", [wave], f"{name}/sine")
    square = editor.add("Mul", [sine, sine], f"{name}/square")
    kernel = editor.constant(snake.conv.input[1])
    assert kernel is not None, "its shape was known"  # noqa: S101
    snake.conv.input[0] = editor.add("Add", [wave, square], f"{name}/snake")
    snake.conv.input[1] = editor.weight(kernel.astype(np.float32) / factor.reshape(1, -1, 1))


def blocked_shape(editor: GraphEditor, node: onnx.NodeProto) -> tuple[int, ...] | None:
    """The shape of a convolution's kernel, if the blocked kernels take it."""
    shape = editor.shape(node.input[1]) if node.op_type == "Conv" else None
    if shape is None or len(shape) != SEQUENCE or shape[0] % BLOCK or shape[1] % BLOCK:
        return None
    return shape


def _widen(node: onnx.NodeProto) -> None:
    """Say of a picture one line high what was said of time."""
    for attribute in node.attribute:
        values = list(attribute.ints)
        if attribute.name == "pads":
            values = [0, values[0], 0, values[1]]
        elif attribute.name in ("kernel_shape", "dilations", "strides"):
            values = [1, values[0]]
        del attribute.ints[:]
        attribute.ints.extend(values)


def _other(node: onnx.NodeProto, tensor: str) -> str:
    return next(str(name) for name in node.input if name != tensor)
