"""The generator's convolutions in eight bits: half the time or less, and a sound that differs a little.

What goes in and comes out of each is measured on real phrases first. Activations are unsigned and weights signed: the
other ways are tens of times slower on common processors.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto, helper

from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor

UNSIGNED = 255
SIGNED, CAREFUL = 127, 63
"""The largest weight; the smaller one where a processor adds two products in sixteen bits, which would run over."""
LEAST_SCALE = 1e-12

Extent = tuple[float, float]
"""The smallest and the largest value of a tensor."""


@dataclass(frozen=True, slots=True)
class QuantizedConvolution:
    """A convolution that can be done in whole numbers, and the tensors whose extents must be known for that."""

    name: str
    taken: str
    given: str


def convolutions(editor: GraphEditor, features: str, *, source_too: bool) -> list[QuantizedConvolution]:
    """Those behind a snake that the features reach, or also those that only the source reaches."""
    reached = _reached(editor, features)
    return [
        QuantizedConvolution(node.name, node.input[0], node.output[0])
        for node in editor.graph.node
        if node.op_type == "Conv" and _behind_snake(editor, node) and (source_too or node.input[0] in reached)
    ]


def tell_extents(editor: GraphEditor, wanted: Iterable[QuantizedConvolution]) -> list[str]:
    """Let a graph give the extents of what convolutions take and give; the names of the tensors, in their order."""
    tensors = list(dict.fromkeys(tensor for each in wanted for tensor in (each.taken, each.given)))
    for number, tensor in enumerate(tensors):
        for kind in ("ReduceMin", "ReduceMax"):
            name = editor.add(kind, [tensor], f"ours/extent_{number}/{kind}", keepdims=0)
            editor.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, []))
    editor.tidy()
    return tensors


def count_in_bytes(
    editor: GraphEditor, wanted: Iterable[QuantizedConvolution], extents: Mapping[str, Extent], largest: int
) -> int:
    """Do these convolutions in whole numbers, weights up to the largest; how many they are."""
    nodes = {node.name: node for node in editor.graph.node}
    found = list(wanted)
    for number, each in enumerate(found):
        _count_one(editor, nodes[each.name], extents, largest, f"ours/bytes_{number}")
    editor.tidy()
    return len(found)


def _count_one(
    editor: GraphEditor, node: onnx.NodeProto, extents: Mapping[str, Extent], largest: int, name: str
) -> None:
    taken, given = node.input[0], node.output[0]
    kernel = editor.constant(node.input[1])
    bias = editor.constant(node.input[2]) if len(node.input) > 2 else None  # noqa: PLR2004 - the bias is the third
    assert kernel is not None, "convolutions behind a snake have constant kernels"  # noqa: S101
    scale, _ = _steps(extents[taken])
    weights = np.maximum(np.abs(kernel.reshape(len(kernel), -1)).max(1) / largest, LEAST_SCALE).astype(np.float32)
    counted = np.clip(np.rint(kernel / weights.reshape(-1, 1, 1)), -largest, largest).astype(np.int8)
    node.input[0] = _through_bytes(editor, taken, extents[taken], f"{name}/taken")
    node.input[1] = editor.add(
        "DequantizeLinear",
        [editor.weight(counted), editor.weight(weights), editor.weight(np.zeros(len(weights), np.int8))],
        f"{name}/kernel",
        axis=0,
    )
    if bias is not None:
        shares = (weights * scale).astype(np.float32)
        whole = np.clip(np.rint(bias / shares), -(2**31), 2**31 - 1).astype(np.int32)
        node.input[2] = editor.add(
            "DequantizeLinear",
            [editor.weight(whole), editor.weight(shares), editor.weight(np.zeros(len(shares), np.int32))],
            f"{name}/bias",
            axis=0,
        )
    node.output[0] = f"{name}/sound"
    _through_bytes(editor, node.output[0], extents[given], f"{name}/given", given)


def _through_bytes(editor: GraphEditor, tensor: str, extent: Extent, name: str, given: str | None = None) -> str:
    scale, zero = _steps(extent)
    steps = [editor.weight(np.array(scale, np.float32)), editor.weight(np.array(zero, np.uint8))]
    counted = editor.add("QuantizeLinear", [tensor, *steps], f"{name}/bytes")
    return editor.add("DequantizeLinear", [counted, *steps], given or f"{name}/floats")


def _steps(extent: Extent) -> tuple[float, int]:
    """The size of a step and the number of nothing, for values of this extent, which nothing always belongs to."""
    low, high = min(extent[0], 0.0), max(extent[1], 0.0)
    scale = max((high - low) / UNSIGNED, LEAST_SCALE)
    return scale, round(-low / scale)


def _reached(editor: GraphEditor, tensor: str) -> set[str]:
    reached, pending = set[str](), [tensor]
    while pending:
        name = pending.pop()
        if name not in reached:
            reached.add(name)
            pending += [given for node in editor.users(name) for given in node.output]
    return reached


def _behind_snake(editor: GraphEditor, node: onnx.NodeProto) -> bool:
    """Whether a folded snake, wave plus square of its sine, is what it takes."""
    added = editor.maker(node.input[0])
    if added is None or added.op_type != "Add" or editor.shape(node.input[1]) is None:
        return False
    squares = [made for name in added.input if (made := editor.maker(name)) is not None and made.op_type == "Mul"]
    return any(
        (sine := editor.maker(each.input[0])) is not None and sine.op_type == "Sin" and each.input[0] == each.input[1]
        for each in squares
    )
