"""Restores Kokoro in full precision, with real weights, from the published int8 file.

    restore_full_model.py INT8_FILE FOLDER

writes real-full.onnx (326 MB) and real-q4.onnx (305 MB) into FOLDER; script/real-kokoro --full does that in an
environment of its own, which is that of build_full_size_model.py. It takes a minute and 2.5 GB of memory.

The weights are those of the int8 file, which were rounded once, to eight bits for each output channel. So the result is
not the published model.onnx to the bit, but it is a real voice in the public graph, with the public names: lengths are
equal to those of the int8 file to the frame. It shows what a rewritten graph does to real speech, which a model of
random weights cannot. Its names are not those of published files, because its content is not theirs.
"""

import logging
import re
import sys
import warnings
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.build_full_size_model import export, published_config, q4, random_model

Floats = NDArray[np.float32]

NOT_NEEDED = ("stft", "pooler")
"""Parts of the names of what is not in the int8 file and has no effect on the sound."""
SHORTEST = 1e-12
"""The length given to a kernel that is all zeros: weight normalization divides by it."""

_TORCH_NAMES = (
    (r"^decoder\.decoder\.", "decoder."),
    (r"^encoder\.(F0|N)(\.\d|_proj)", r"predictor.\1\2"),
    (r"^encoder\.(shared|lstm|duration_proj)", r"predictor.\1"),
    (r"^encoder\.(bert|bert_encoder|text_encoder|predictor)", r"\1"),
)
"""Beginnings of names in the graph, and what PyTorch's modules are called instead."""


class QuantizedFile:
    """The weights of the int8 file, as numbers of 32 bits."""

    def __init__(self, path: Path) -> None:
        self.graph = onnx.load(path).graph
        self.stored: dict[str, Any] = {each.name: numpy_helper.to_array(each) for each in self.graph.initializer}
        self._readers: dict[str, list[onnx.NodeProto]] = defaultdict(list)
        for node in self.graph.node:
            for name in node.input:
                self._readers[name].append(node)

    def weight(self, name: str, node: onnx.NodeProto) -> Floats:
        """Return a weight that a node reads, with its scale applied where it is quantized."""
        if not name.endswith("_quantized"):
            return np.asarray(self.stored[name])
        raw = self.stored[name].astype(np.float32)
        if node.op_type == "Gather":
            (reader,) = [each for each in self._readers[node.output[0]] if each.op_type == "DequantizeLinear"]
            scale, zero = self.stored[reader.input[1]], self.stored[reader.input[2]]
        else:
            scale, zero = self._scale(name, node), self.stored[node.input[3]]
        shape = (-1, 1, 1) if raw.ndim == 3 else (1, -1)  # noqa: PLR2004 - kernels of convolutions
        if scale.size > 1:
            scale = scale.reshape(shape)
        if zero.size > 1:
            zero = zero.reshape(shape)
        return np.asarray((raw - zero.astype(np.float32)) * scale)

    def recurrent(self, node: onnx.NodeProto, weight: int, scale: int, zero: int) -> Floats:
        """Return a weight of a recurrent layer, by the positions of the node's inputs."""
        values, scales, zeros = (self.stored[node.input[each]].astype(np.float32) for each in (weight, scale, zero))
        return np.asarray((values - _by_direction(zeros)) * _by_direction(scales))

    def _scale(self, name: str, node: onnx.NodeProto) -> Floats:
        own = name.removesuffix("_quantized") + "_scale"
        if own in self.stored:
            return np.asarray(self.stored[own])
        # Equal scales are stored once; the multiplication after the node names the one that it takes.
        cast = self._readers[node.output[0]][0]
        factor = next(each for each in self._readers[cast.output[0]][0].input if each != cast.output[0])
        product = next(each for each in self.graph.node if factor in each.output)
        return np.asarray(next(self.stored[each] for each in product.input if each in self.stored))


class Restoring:
    """Fills PyTorch's model with the weights of the int8 file."""

    def __init__(self, model: torch.nn.Module, source: QuantizedFile) -> None:
        self._source = source
        self._state = dict(model.state_dict())
        self._filled: set[str] = set()

    def run(self) -> list[str]:
        """Fill everything; return the names of what stays as it was."""
        for name, values in self._state.items():  # these norms have no weights in the published model
            if re.search(r"(adain\d\.\d|norm\d)\.norm\.(weight|bias)$", name):
                self._put(name, np.full(values.shape, float(name.endswith("weight")), np.float32))
        for node in self._source.graph.node:
            self._node(node)
        for name, values in self._source.stored.items():
            if name.startswith(("encoder.", "decoder.")) and not name.endswith("_quantized"):
                self._put(_in_torch(name), values)
        return sorted(set(self._state) - self._filled)

    def _node(self, node: onnx.NodeProto) -> None:
        module, source = _module_of(node.name), self._source
        if node.op_type in {"ConvInteger", "Conv", "ConvTranspose"}:
            self._convolution(module, source.weight(node.input[1], node).copy())
        elif node.op_type in {"MatMulInteger", "MatMul", "FusedMatMul"} and node.input[1] in source.stored:
            self._put(f"{module}.weight", source.weight(node.input[1], node).T)
        elif node.op_type == "DynamicQuantizeLSTM":
            self._recurrent(module, node)
        elif node.op_type == "Gather" and node.input[0].endswith("weight_quantized"):
            self._put(_in_torch(node.input[0]).removesuffix("_quantized"), source.weight(node.input[0], node))

    def _convolution(self, module: str, kernel: Floats) -> None:
        if f"{module}.weight_v" not in self._state:
            self._put(f"{module}.weight", kernel)
            return
        kernel[~kernel.reshape(len(kernel), -1).any(axis=1), 0, 0] = SHORTEST
        lengths = np.sqrt(np.square(kernel, dtype=np.float64).sum(axis=(1, 2), keepdims=True))
        self._put(f"{module}.weight_v", kernel)
        self._put(f"{module}.weight_g", lengths.astype(np.float32))

    def _recurrent(self, module: str, node: onnx.NodeProto) -> None:
        inner, outer = self._source.recurrent(node, 1, 8, 9), self._source.recurrent(node, 2, 10, 11)
        for direction, suffix in enumerate(("", "_reverse")):
            biases = np.split(self._source.stored[node.input[3]][direction], 2)
            self._put(f"{module}.weight_ih_l0{suffix}", _torch_gates(inner[direction].T))
            self._put(f"{module}.weight_hh_l0{suffix}", _torch_gates(outer[direction].T))
            self._put(f"{module}.bias_ih_l0{suffix}", _torch_gates(biases[0]))
            self._put(f"{module}.bias_hh_l0{suffix}", _torch_gates(biases[1]))

    def _put(self, name: str, values: Floats) -> None:
        if name not in self._state:
            return
        if tuple(self._state[name].shape) != tuple(values.shape):
            raise SystemExit(f"{name} has the shape {values.shape} in the int8 file.")
        self._state[name].copy_(torch.from_numpy(np.ascontiguousarray(values)))
        self._filled.add(name)


def main() -> None:
    """Read the command line, and restore."""
    if len(sys.argv) != 3:  # noqa: PLR2004 - two arguments
        raise SystemExit(__doc__)
    published, folder = Path(sys.argv[1]), Path(sys.argv[2])
    warnings.simplefilter("ignore")  # torch's old functions, thousands of times
    logging.disable(logging.WARNING)
    config = published_config()
    model = random_model(config, 0)
    unchanged = Restoring(model, QuantizedFile(published)).run()
    if missing := [name for name in unchanged if not any(part in name for part in NOT_NEEDED)]:
        raise SystemExit(f"Not in {published.name}: {', '.join(missing)}")
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / "restored.part"
    export(model, partial)
    partial.replace(folder / "real-full.onnx")
    q4(folder / "real-full.onnx", partial)
    partial.replace(folder / "real-q4.onnx")


def _by_direction(values: Floats) -> Floats:
    """Return values so that they fit a weight with a direction, an input and an output."""
    shapes = {1: (1,), 2: (2, 1, 1)}
    return values.reshape(shapes.get(values.size, (2, 1, -1)))


def _module_of(name: str) -> str:
    """Return what PyTorch calls the module of a node."""
    steps: list[str] = []
    for step in name.strip("/").split("/")[:-1]:
        if steps and step.startswith(steps[-1] + "."):
            steps[-1] = step
        else:
            steps.append(step)
    return _in_torch(".".join(steps))


def _in_torch(name: str) -> str:
    for pattern, replacement in _TORCH_NAMES:
        name = re.sub(pattern, replacement, name)
    return name


def _torch_gates(weights: Floats) -> Floats:
    """Return the gates in PyTorch's order (i, f, c, o) instead of ONNX's (i, o, f, c)."""
    first, output, forget, cell = np.split(weights, 4)
    return np.concatenate((first, forget, cell, output))


if __name__ == "__main__":
    main()
