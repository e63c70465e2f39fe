"""Quantizes the generator's convolutions to eight bits: half the time or less, and a sound that differs a little.

The ranges of their inputs and outputs are measured on real phrases first. Activations are unsigned and weights signed:
the other combinations are tens of times slower on common processors.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor
from wyoming_kokoro.onnx_format.arrays import Array
from wyoming_kokoro.onnx_format.graphs import make_value_info
from wyoming_kokoro.onnx_format.messages import NodeProto, TensorProto

MAX_ACTIVATION = 255
MAX_WEIGHT, MAX_WEIGHT_WITHOUT_VNNI = 127, 63
"""The smaller one is for processors that add two products in sixteen bits, which would overflow."""
MIN_SCALE = 1e-12

Floats = NDArray[np.float32]
ValueRange = tuple[float, float]
"""The smallest and the largest value of a tensor."""


@dataclass(frozen=True, slots=True)
class QuantizableConvolution:
    """A convolution that can be quantized, and the tensors whose ranges must be known for that."""

    name: str
    input: str
    output: str


def find_convolutions(editor: GraphEditor, features: str, *, source_too: bool) -> list[QuantizableConvolution]:
    """Return the convolutions behind a snake that depend on the features, or also those that depend on the source."""
    dependent = _dependent_tensors(editor, features)
    return [
        QuantizableConvolution(node.name, node.input[0], node.output[0])
        for node in editor.graph.node
        if node.op_type == "Conv" and _is_behind_snake(editor, node) and (source_too or node.input[0] in dependent)
    ]


def output_ranges(editor: GraphEditor, convolutions: Iterable[QuantizableConvolution]) -> list[str]:
    """Add the ranges of inputs and outputs of convolutions to a graph's outputs; returns the tensors in that order."""
    tensors = list(dict.fromkeys(tensor for each in convolutions for tensor in (each.input, each.output)))
    for number, tensor in enumerate(tensors):
        for operator in ("ReduceMin", "ReduceMax"):
            name = editor.add(operator, [tensor], f"ours/range_{number}/{operator}", keepdims=0)
            editor.graph.output.append(make_value_info(name, TensorProto.FLOAT, []))
    editor.clean_up()
    return tensors


def quantize(
    editor: GraphEditor,
    convolutions: Iterable[QuantizableConvolution],
    ranges: Mapping[str, ValueRange],
    max_weight: int,
) -> int:
    """Compute convolutions with integers, with weights up to a maximum; returns how many."""
    nodes = {node.name: node for node in editor.graph.node}
    count = 0
    for convolution in convolutions:
        _quantize_one(editor, nodes[convolution.name], ranges, max_weight, f"ours/quantized_{count}")
        count += 1
    editor.clean_up()
    return count


def _quantize_one(
    editor: GraphEditor, node: NodeProto, ranges: Mapping[str, ValueRange], max_weight: int, name: str
) -> None:
    wave, output = node.input[0], node.output[0]
    kernel = _floats(editor, node, 1)
    bias = _floats(editor, node, 2)
    assert kernel is not None, "convolutions behind a snake have constant kernels"  # noqa: S101
    channel_scales = _channel_scales(kernel, max_weight)
    integers = np.clip(np.rint(kernel / channel_scales.reshape(-1, 1, 1)), -max_weight, max_weight).astype(np.int8)
    node.input[0] = _through_integers(editor, wave, ranges[wave], f"{name}/input")
    node.input[1] = _dequantized(editor, integers, channel_scales, f"{name}/kernel")
    if bias is not None:
        input_scale, _ = _scale_and_zero(ranges[wave])
        bias_scales = (channel_scales * input_scale).astype(np.float32)
        integer_bias = np.clip(np.rint(bias / bias_scales), -(2**31), 2**31 - 1).astype(np.int32)
        node.input[2] = _dequantized(editor, integer_bias, bias_scales, f"{name}/bias")
    node.output[0] = f"{name}/sound"
    _through_integers(editor, node.output[0], ranges[output], f"{name}/output", output)


def _floats(editor: GraphEditor, node: NodeProto, index: int) -> Floats | None:
    """Return the values of a constant input of a node; None if it has no such input."""
    values = editor.constant(node.input[index]) if index < len(node.input) else None
    return None if values is None else values.astype(np.float32)


def _channel_scales(kernel: Floats, max_weight: int) -> Floats:
    """Return a scale for each output channel, by its largest weight."""
    largest = np.abs(kernel.reshape(len(kernel), -1)).max(1)
    return np.asarray(np.maximum(largest / max_weight, MIN_SCALE), np.float32)


def _dequantized(editor: GraphEditor, integers: Array, scales: Floats, name: str) -> str:
    zeros = np.zeros(len(scales), integers.dtype)
    inputs = [editor.weight(integers), editor.weight(scales), editor.weight(zeros)]
    return editor.add("DequantizeLinear", inputs, name, axis=0)


def _through_integers(
    editor: GraphEditor, tensor: str, value_range: ValueRange, name: str, output: str | None = None
) -> str:
    """Quantize a tensor and convert it back; ONNX Runtime joins such pairs with the convolution between them."""
    scale, zero = _scale_and_zero(value_range)
    parameters = [editor.weight(np.array(scale, np.float32)), editor.weight(np.array(zero, np.uint8))]
    integers = editor.add("QuantizeLinear", [tensor, *parameters], f"{name}/integers")
    return editor.add("DequantizeLinear", [integers, *parameters], output or f"{name}/floats")


def _scale_and_zero(value_range: ValueRange) -> tuple[float, int]:
    """Return the size of a step, and the integer that stands for zero, which every range includes."""
    low, high = min(value_range[0], 0.0), max(value_range[1], 0.0)
    scale = max((high - low) / MAX_ACTIVATION, MIN_SCALE)
    return scale, round(-low / scale)


def _dependent_tensors(editor: GraphEditor, tensor: str) -> set[str]:
    """Return all tensors that are computed from a tensor, directly or indirectly, and itself."""
    dependent, pending = set[str](), [tensor]
    while pending:
        name = pending.pop()
        if name not in dependent:
            dependent.add(name)
            pending += [output for node in editor.consumers(name) for output in node.output]
    return dependent


def _is_behind_snake(editor: GraphEditor, node: NodeProto) -> bool:
    """Return whether a convolution's input is a folded snake: a wave plus the square of its sine."""
    added = editor.producer(node.input[0])
    if added is None or added.op_type != "Add" or editor.shape(node.input[1]) is None:
        return False
    terms = [editor.producer(name) for name in added.input]
    return any(term is not None and _is_squared_sine(editor, term) for term in terms)


def _is_squared_sine(editor: GraphEditor, node: NodeProto) -> bool:
    if node.op_type != "Mul" or node.input[0] != node.input[1]:
        return False
    sine = editor.producer(node.input[0])
    return sine is not None and sine.op_type == "Sin"
