"""Folds normalization, style and activation of the generator into fewer passes over memory.

The result is the same up to rounding; the sounds are compared before it is used.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor
from wyoming_kokoro.onnx_format.messages import NodeProto

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _StyledNorm:
    """A normalization with gain and shift by style: ((x - mean) / deviation * weight + bias) * gain + shift."""

    node: NodeProto
    weight: Floats
    bias: Floats
    gain: str
    shift: str
    output: str
    """The tensor that the rest of the graph uses."""


@dataclass(frozen=True, slots=True)
class _Snake:
    """A snake activation, x + sin(alpha x) ** 2 / alpha, and the convolution that uses it."""

    alpha: Floats
    conv: NodeProto


def fold(editor: GraphEditor) -> int:
    """Join normalization, style and snake, so that a wave is read four times instead of eight; returns how many."""
    norms = [norm for node in editor.graph.node if (norm := _styled_norm(editor, node)) is not None]
    for norm in norms:
        # Named after the normalization, so that tensors have the same names in every generator made of one file.
        _fold_norm(editor, norm, _snake(editor, norm.output), f"{norm.node.output[0]}/ours")
    editor.clean_up()
    return len(norms)


def _styled_norm(editor: GraphEditor, node: NodeProto) -> _StyledNorm | None:
    if node.op_type not in ("InstanceNormalization", "BatchNormalization"):
        return None
    scaled = editor.only_consumer(node.output[0], "Mul")
    shifted = editor.only_consumer(scaled.output[0], "Add") if scaled is not None else None
    weight, bias = editor.constant(node.input[1]), editor.constant(node.input[2])
    if scaled is None or shifted is None or weight is None or bias is None:
        return None
    return _StyledNorm(
        node,
        weight.astype(np.float32),
        bias.astype(np.float32),
        _other_input(scaled, node.output[0]),
        _other_input(shifted, scaled.output[0]),
        shifted.output[0],
    )


def _snake(editor: GraphEditor, wave: str) -> _Snake | None:
    """Return the snake that is computed from a wave."""
    consumers = editor.consumers(wave)
    inner = next((each for each in consumers if each.op_type == "Mul"), None)
    outer = next((each for each in consumers if each.op_type == "Add"), None)
    if len(consumers) != 2 or inner is None or outer is None:  # noqa: PLR2004 - the two terms of the sum
        return None
    alpha = editor.constant(_other_input(inner, wave))
    term = _squared_sine(editor, inner.output[0])
    conv = editor.only_consumer(outer.output[0], "Conv")
    if alpha is None or conv is None or term is None or term not in outer.input:
        return None
    return _Snake(alpha.astype(np.float32).ravel(), conv) if editor.shape(conv.input[1]) is not None else None


def _squared_sine(editor: GraphEditor, argument: str) -> str | None:
    """Return the tensor that is the square of an argument's sine times a factor."""
    sine = editor.only_consumer(argument, "Sin")
    square = editor.only_consumer(sine.output[0], "Pow") if sine is not None else None
    term = editor.only_consumer(square.output[0], "Mul") if square is not None else None
    power = editor.constant(square.input[1]) if square is not None else None
    if term is None or power is None or float(power) != 2:  # noqa: PLR2004 - a square
        return None
    return str(term.output[0])


def _fold_norm(editor: GraphEditor, norm: _StyledNorm, snake: _Snake | None, name: str) -> None:
    """Let the normalization compute the wave times alpha, and divide the kernel of the convolution by alpha."""
    factor = snake.alpha if snake is not None else np.ones_like(norm.weight)
    _fold_style(editor, norm, factor, name)
    wave = norm.node.output[0]
    if snake is None:
        editor.redirect(norm.output, wave)
        return
    sine = editor.add("Sin", [wave], f"{name}/sine")
    square = editor.add("Mul", [sine, sine], f"{name}/square")
    snake.conv.input[0] = editor.add("Add", [wave, square], f"{name}/snake")
    alpha = editor.weight(factor.reshape(1, -1, 1))
    snake.conv.input[1] = editor.compute("Div", [snake.conv.input[1], alpha], f"{name}/kernel")


def _fold_style(editor: GraphEditor, norm: _StyledNorm, factor: Floats, name: str) -> None:
    """Let the normalization apply gain, shift and a factor for each channel with its own scale and bias."""
    flat = editor.weight(np.array([-1], np.int64))
    gain = editor.add("Reshape", [norm.gain, flat], f"{name}/gain")
    shift = editor.add("Reshape", [norm.shift, flat], f"{name}/shift")
    scale = editor.add("Mul", [gain, editor.weight(norm.weight * factor)], f"{name}/scale")
    scaled_bias = editor.add("Mul", [gain, editor.weight(norm.bias * factor)], f"{name}/scaled_bias")
    scaled_shift = editor.add("Mul", [shift, editor.weight(factor)], f"{name}/scaled_shift")
    norm.node.input[1] = scale
    norm.node.input[2] = editor.add("Add", [scaled_bias, scaled_shift], f"{name}/bias")


def _other_input(node: NodeProto, tensor: str) -> str:
    return next(str(name) for name in node.input if name != tensor)
