"""Makes the statistics of normalizations an output of the generator, or an input.

Both happen before normalizations are folded. With statistics as an input, nothing in the generator depends on the whole
phrase any more, so it can render a window at a time. The statistics of all normalizations are one tensor: a row of
means, and a row of variances.
"""

from collections.abc import Iterable

import numpy as np

from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor
from wyoming_kokoro.engines.kokoro.tensor_names import STATISTICS
from wyoming_kokoro.onnx_format.graphs import make_node, make_value_info
from wyoming_kokoro.onnx_format.messages import ModelProto, NodeProto, TensorProto

MEANS, VARIANCES = 0, 1


def has_norms(model: ModelProto) -> bool:
    """Return whether a graph has normalizations whose statistics can be an output or an input."""
    return any(node.op_type == "InstanceNormalization" for node in model.graph.node)


def output_statistics(editor: GraphEditor) -> int:
    """Add the statistics to the outputs; returns the number of channels.

    Each normalization uses the statistics that are computed before it, so that its input is not kept for them.
    """
    norms = _norms(editor)
    statistics = separate_statistics(editor, [node for node, _ in norms])
    first = editor.weight(np.array([0], np.int64))
    rows = [editor.add("Concat", row, f"ours/statistics/{index}", axis=0) for index, row in enumerate(statistics)]
    lines = [editor.add("Unsqueeze", [row, first], f"{row}/line") for row in rows]
    editor.add("Concat", lines, STATISTICS, axis=0)
    editor.graph.output.append(make_value_info(STATISTICS, TensorProto.FLOAT, [2, None]))
    editor.clean_up()
    return sum(count for _, count in norms)


def separate_statistics(editor: GraphEditor, norms: Iterable[NodeProto]) -> tuple[list[str], list[str]]:
    """Compute the statistics of normalizations in nodes before them; returns the tensors of means and of variances."""
    flat = editor.weight(np.array([-1], np.int64))
    rows: tuple[list[str], list[str]] = ([], [])
    for node in norms:
        name, wave = f"{node.output[0]}/statistics", node.input[0]
        mean = editor.add_mean(wave, f"{name}/mean")
        deviation = editor.add("Sub", [wave, mean], f"{name}/deviation")
        square = editor.add("Mul", [deviation, deviation], f"{name}/square")
        variance = editor.add_mean(square, f"{name}/variance")
        statistics = [editor.add("Reshape", [each, flat], f"{name}/{row}") for row, each in enumerate((mean, variance))]
        node.op_type = "BatchNormalization"
        node.input.extend(statistics)
        for row, tensor in zip(rows, statistics, strict=True):
            row.append(tensor)
    return rows


def input_statistics(editor: GraphEditor) -> int:
    """Take the statistics from a new input; returns the number of channels."""
    norms = _norms(editor)
    sizes = [count for _, count in norms]
    editor.graph.input.append(make_value_info(STATISTICS, TensorProto.FLOAT, [2, sum(sizes)]))
    index = [editor.weight(np.array(row, np.int64)) for row in (MEANS, VARIANCES)]
    split = editor.weight(np.array(sizes, np.int64))
    names: list[list[str]] = []
    for row in (MEANS, VARIANCES):
        values = editor.add("Gather", [STATISTICS, index[row]], f"ours/input_statistics/{row}", axis=0)
        outputs = [f"ours/input_statistics/{row}/{number}" for number in range(len(norms))]
        name = f"ours/input_statistics/{row}/split"
        editor.graph.node.append(make_node("Split", [values, split], outputs, name=name))
        names.append(outputs)
    for number, (node, _) in enumerate(norms):
        node.op_type = "BatchNormalization"
        node.input.extend((names[MEANS][number], names[VARIANCES][number]))
    editor.clean_up()
    return sum(sizes)


def _norms(editor: GraphEditor) -> list[tuple[NodeProto, int]]:
    """Return every normalization, and its number of channels."""
    norms = []
    for node in editor.graph.node:
        if node.op_type == "InstanceNormalization":
            shape = editor.shape(node.input[1])
            assert shape is not None, "normalizations are changed before they are folded"  # noqa: S101
            norms.append((node, shape[0]))
    return norms
