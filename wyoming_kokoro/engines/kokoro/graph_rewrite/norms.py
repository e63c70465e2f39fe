"""Normalization over a whole phrase, taken apart: a generator that tells its statistics, and one that is told them.

Both are made before norms are folded. With statistics that are told, nothing in the generator looks at the whole phrase
any more, so it can be given a window of it at a time. The statistics of all its norms are one tensor: their means, and
below them their variances.
"""

from collections.abc import Iterable

import numpy as np
import onnx
from onnx import TensorProto, helper

from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor
from wyoming_kokoro.engines.kokoro.tensor_names import STATISTICS

MEANS, VARIANCES = 0, 1


def tell_statistics(editor: GraphEditor) -> int:
    """Add the statistics to the outputs; how many channels they are of.

    Each norm works with the statistics that are told, so that they are made before it, and a wave need not be kept.
    """
    norms = _norms(editor)
    told = opened(editor, [node for node, _ in norms])
    first = editor.weight(np.array([0], np.int64))
    rows = [editor.add("Concat", row, f"ours/told/{place}", axis=0) for place, row in enumerate(told)]
    lines = [editor.add("Unsqueeze", [row, first], f"{row}/line") for row in rows]
    editor.add("Concat", lines, STATISTICS, axis=0)
    editor.graph.output.append(helper.make_tensor_value_info(STATISTICS, TensorProto.FLOAT, [2, None]))
    editor.tidy()
    return sum(count for _, count in norms)


def opened(editor: GraphEditor, norms: Iterable[onnx.NodeProto]) -> tuple[list[str], list[str]]:
    """Let the statistics of norms be made before them, by nodes of their own; the means and the variances."""
    flat = editor.weight(np.array([-1], np.int64))
    told: tuple[list[str], list[str]] = ([], [])
    for node in norms:
        name, wave = f"{node.output[0]}/told", node.input[0]
        mean = editor.add("ReduceMean", [wave], f"{name}/mean", axes=[2], keepdims=1)
        away = editor.add("Sub", [wave, mean], f"{name}/away")
        square = editor.add("Mul", [away, away], f"{name}/square")
        variance = editor.add("ReduceMean", [square], f"{name}/variance", axes=[2], keepdims=1)
        statistics = [editor.add("Reshape", [each, flat], f"{name}/{row}") for row, each in enumerate((mean, variance))]
        node.op_type = "BatchNormalization"
        node.input.extend(statistics)
        for row, each in zip(told, statistics, strict=True):
            row.append(each)
    return told


def take_statistics(editor: GraphEditor) -> int:
    """Take the statistics from a new input instead of the wave itself; how many channels they are of."""
    norms = _norms(editor)
    sizes = [count for _, count in norms]
    editor.graph.input.append(helper.make_tensor_value_info(STATISTICS, TensorProto.FLOAT, [2, sum(sizes)]))
    index = [editor.weight(np.array(place, np.int64)) for place in (MEANS, VARIANCES)]
    split = editor.weight(np.array(sizes, np.int64))
    names: list[list[str]] = []
    for place in (MEANS, VARIANCES):
        row = editor.add("Gather", [STATISTICS, index[place]], f"ours/taken/{place}", axis=0)
        outputs = [f"ours/taken/{place}/{number}" for number in range(len(norms))]
        editor.graph.node.append(helper.make_node("Split", [row, split], outputs, name=f"ours/taken/{place}/split"))
        names.append(outputs)
    for number, (node, _) in enumerate(norms):
        node.op_type = "BatchNormalization"
        node.input.extend((names[MEANS][number], names[VARIANCES][number]))
    editor.tidy()
    return sum(sizes)


def _norms(editor: GraphEditor) -> list[tuple[onnx.NodeProto, int]]:
    """Every normalization, and its number of channels."""
    found = []
    for node in editor.graph.node:
        if node.op_type == "InstanceNormalization":
            shape = editor.shape(node.input[1])
            assert shape is not None, "norms are changed before they are folded"  # noqa: S101
            found.append((node, shape[0]))
    return found
