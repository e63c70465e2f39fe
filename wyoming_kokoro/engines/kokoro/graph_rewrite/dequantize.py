"""Turns the operators of a graph in eight bits into those of full precision, with the weights as they are stored.

ONNX Runtime's quantizer replaces a convolution by a chain: its input is quantized while the graph runs, integers are
convolved, and the result is scaled. A generator of such chains is slower than one of convolutions, and can not be
rewritten further. Here a convolution takes the place of each chain again. Its kernel is computed from the stored
integers by nodes of the graph, which ONNX Runtime evaluates once, when it loads the graph: no weight is stored twice.

The level of the sound stays as it is. That the published int8 file is 3 dB louder than the exports in full precision
comes from how they invert the spectrum, not from rounding.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor
from wyoming_kokoro.onnx_format.graphs import make_node
from wyoming_kokoro.onnx_format.messages import ModelProto, NodeProto

_OPERATORS: Mapping[str, tuple[str, int]] = {"ConvInteger": ("Conv", 0), "MatMulInteger": ("MatMul", 1)}
"""The operator in full precision, and the dimension of its weight that is the output's channels."""
_ROUNDING = ("Cast", "Floor", "Add", "Div")
"""The operators by which an integer bias is computed from a stored one."""
_ZERO_POINT = 3
"""The input that is the zero point of the weight; without it, it is 0."""


@dataclass(frozen=True, slots=True)
class _Chain:
    """What follows an operator on integers until its result is in full precision."""

    scale: str
    """The scale of the weights."""
    bias: str | None
    last: NodeProto


def is_quantized(model: ModelProto) -> bool:
    """Return whether a graph has operators in eight bits that can be turned into those of full precision."""
    return any(node.op_type in _OPERATORS for node in model.graph.node)


def dequantize(editor: GraphEditor) -> int:
    """Replace operators in eight bits by those of full precision; returns how many."""
    chains = [(node, _chain(editor, node)) for node in editor.graph.node if node.op_type in _OPERATORS]
    for node, chain in chains:
        if chain is not None:
            _replace(editor, node, chain)
    editor.clean_up()
    return sum(chain is not None for _, chain in chains)


def _replace(editor: GraphEditor, node: NodeProto, chain: _Chain) -> None:
    """Let one node compute the result of a chain, which is then unused."""
    operator, axis = _OPERATORS[node.op_type]
    quantizing = editor.producer(node.input[0])
    assert quantizing is not None, "its input was quantized in the graph"  # noqa: S101
    inputs = [quantizing.input[0], _weight(editor, node, chain.scale, axis), *([chain.bias] if chain.bias else [])]
    output = chain.last.output[0]
    chain.last.output[0] = f"{output}/unused"
    replacement = make_node(operator, inputs, [output], name=output)
    replacement.attribute.extend(node.attribute)
    editor.graph.node.append(replacement)


def _chain(editor: GraphEditor, node: NodeProto) -> _Chain | None:
    """Return the chain after an operator on integers: cast and scaling, and an addition of the bias if there is one."""
    tensor, bias = node.output[0], None
    if editor.producer(node.input[0]) is None:
        return None
    if (addition := editor.only_consumer(tensor, "Add")) is not None:  # older quantizers add the bias to the integers
        bias, tensor = _bias(editor, addition, tensor), addition.output[0]
    cast = editor.only_consumer(tensor, "Cast")
    last = editor.only_consumer(cast.output[0], "Mul") if cast is not None else None
    if cast is None or last is None or (addition is not None and bias is None):
        return None
    product = editor.producer(_other_input(last, cast.output[0]))
    scales = [name for name in product.input if editor.constant(name) is not None] if product is not None else []
    if bias is None and (addition := editor.only_consumer(last.output[0], "Add")) is not None:
        bias = _bias(editor, addition, last.output[0])
        last = last if bias is None else addition
    return _Chain(scales[0], bias, last) if len(scales) == 1 else None


def _bias(editor: GraphEditor, addition: NodeProto, tensor: str) -> str | None:
    """Return the stored bias of a convolution, if that is what is added to a tensor; older quantizers round it."""
    reshaping = editor.producer(_other_input(addition, tensor))
    if reshaping is None or reshaping.op_type != "Reshape":
        return None
    bias = reshaping.input[0]
    while (producer := editor.producer(bias)) is not None and producer.op_type in _ROUNDING:
        bias = producer.input[0]
    return bias if editor.shape(bias) is not None else None


def _weight(editor: GraphEditor, node: NodeProto, scale: str, axis: int) -> str:
    """Return the weight of an operator in full precision."""
    name = f"{node.input[1]}/full"
    if editor.producer(name) is not None:
        return name
    zero = node.input[_ZERO_POINT] if len(node.input) > _ZERO_POINT else editor.weight(np.zeros((), np.uint8))
    return editor.dequantize(node.input[1], _number_or_row(editor, scale), _number_or_row(editor, zero), name, axis)


def _number_or_row(editor: GraphEditor, tensor: str) -> str:
    """Return a tensor where it has a number for each channel; one number for all of them gets no dimension."""
    values = editor.constant(tensor)
    assert values is not None, "scales and zero points are stored"  # noqa: S101
    return editor.weight(values.reshape(())) if values.size == 1 and values.ndim else tensor


def _other_input(node: NodeProto, tensor: str) -> str:
    return next(str(name) for name in node.input if name != tensor)
