"""Builds the tuner's network, a ResNet of 34 layers over a spectrum, as a graph for ONNX Runtime."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.onnx_format.arrays import to_tensor
from wyoming_kokoro.onnx_format.graphs import make_graph, make_model, make_node, make_value_info, operator_version
from wyoming_kokoro.onnx_format.messages import NodeProto, TensorProto

Floats = NDArray[np.float32]
Tensors = Mapping[str, NDArray[Any]]

INPUT, OUTPUT = "features", "maps"
BANDS = 80
BLOCKS = (3, 4, 6, 3)
"""In each of four layers; all but the first halve the picture."""
_OPSET, _IR = 17, 8
_EPSILON = 1e-5
"""Of PyTorch's normalization of batches."""


def tuner_graph(tensors: Tensors, prefix: str) -> bytes:
    """Return the graph of the tensors whose names begin with the prefix: a spectrum in, maps of features out."""
    graph = _Graph(tensors, prefix)
    sound = graph.relu(graph.convolution("conv1", "bn1", INPUT))
    for layer, blocks in enumerate(BLOCKS, 1):
        for block in range(blocks):
            sound = graph.block(f"layer{layer}.{block}", sound, 2 if layer > 1 and block == 0 else 1)
    return graph.finished(sound)


class _Graph:
    """Collects nodes and numbers."""

    def __init__(self, tensors: Tensors, prefix: str) -> None:
        self._tensors, self._prefix = tensors, prefix
        self._nodes: list[NodeProto] = []
        self._numbers: list[TensorProto] = []

    def block(self, name: str, sound: str, stride: int) -> str:
        """Add two convolutions, and what passes by them."""
        inner = self.relu(self.convolution(f"{name}.conv1", f"{name}.bn1", sound, stride))
        inner = self.convolution(f"{name}.conv2", f"{name}.bn2", inner)
        if f"{self._prefix}{name}.shortcut.0.weight" in self._tensors:
            sound = self.convolution(f"{name}.shortcut.0", f"{name}.shortcut.1", sound, stride, padding=0)
        return self.relu(self._add("Add", [inner, sound], f"{name}.sum"))

    def convolution(self, name: str, norm: str, sound: str, stride: int = 1, padding: int = 1) -> str:
        """Add a convolution, with the normalization after it folded into its numbers."""
        scale = self._tensor(f"{norm}.weight") / np.sqrt(self._tensor(f"{norm}.running_var") + _EPSILON)
        weights = self._tensor(f"{name}.weight") * scale[:, None, None, None]
        bias = self._tensor(f"{norm}.bias") - self._tensor(f"{norm}.running_mean") * scale
        for part, values in (("weight", weights), ("bias", bias)):
            self._numbers.append(to_tensor(values.astype(np.float32), f"{name}.{part}"))
        inputs = [sound, f"{name}.weight", f"{name}.bias"]
        return self._add("Conv", inputs, name, strides=[stride, stride], pads=[padding] * 4)

    def relu(self, sound: str) -> str:
        """Add what removes negative values."""
        return self._add("Relu", [sound], f"{sound}.relu")

    def finished(self, sound: str) -> bytes:
        """Return the whole graph."""
        self._nodes.append(make_node("Identity", [sound], [OUTPUT]))
        inputs = [make_value_info(INPUT, TensorProto.FLOAT, [1, 1, BANDS, "frames"])]
        outputs = [make_value_info(OUTPUT, TensorProto.FLOAT, [1, None, None, None])]
        graph = make_graph(self._nodes, "tuner", inputs, outputs, self._numbers)
        model = make_model(graph, [operator_version(_OPSET)], _IR)
        return bytes(model.SerializeToString())

    def _add(self, kind: str, inputs: list[str], name: str, **attributes: list[int]) -> str:
        self._nodes.append(make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def _tensor(self, name: str) -> Floats:
        return np.asarray(self._tensors[f"{self._prefix}{name}"], np.float32)
