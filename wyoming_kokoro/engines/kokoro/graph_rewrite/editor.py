"""A graph that is being changed: who makes a tensor, who uses it, and what is constant."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

Array = NDArray[np.generic]


class GraphEditor:
    """Changes a graph in place; what stands in it is looked up once, and anew after `tidy`."""

    def __init__(self, graph: onnx.GraphProto, folder: Path | None = None) -> None:
        """Take a graph, and the folder of the file its weights are in where they are not inside it."""
        self.graph = graph
        self._folder = folder
        self._added = 0
        self._look()

    def maker(self, tensor: str) -> onnx.NodeProto | None:
        """The node that gives a tensor; None for inputs and weights."""
        return self._makers.get(tensor)

    def users(self, tensor: str) -> list[onnx.NodeProto]:
        """The nodes that take a tensor."""
        return self._users.get(tensor, [])

    def only_user(self, tensor: str, kind: str) -> onnx.NodeProto | None:
        """The one node that takes a tensor, if it is of this kind."""
        users = self.users(tensor)
        return users[0] if len(users) == 1 and users[0].op_type == kind else None

    def constant(self, tensor: str) -> Array | None:
        """The values of a tensor that never changes."""
        if (weight := self._weights.get(tensor)) is not None:
            return self._values(weight)
        maker = self._makers.get(tensor)
        if maker is None:
            return None
        if maker.op_type == "Constant":
            value = helper.get_attribute_value(maker.attribute[0])
            return numpy_helper.to_array(value) if isinstance(value, onnx.TensorProto) else None
        return self.constant(maker.input[0]) if maker.op_type == "Identity" else None

    def shape(self, tensor: str) -> tuple[int, ...] | None:
        """The shape of a weight, without reading it."""
        weight = self._weights.get(tensor)
        return tuple(weight.dims) if weight is not None else None

    def weight(self, values: Array) -> str:
        """Add a constant, and give its name."""
        while (name := f"ours/weight_{self._added}") in self._weights:
            self._added += 1
        made = numpy_helper.from_array(np.asarray(values, order="C"), name)
        self.graph.initializer.append(made)
        self._weights[name] = made
        return name

    def add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:  # noqa: ANN401 - as onnx has it
        """Add a node, and give the name of what it makes; `tidy` puts it in its place."""
        self.graph.node.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def tell_shape(self, tensor: str, shape: Sequence[int | str]) -> None:
        """Note what is known of a tensor's shape; equal names are equal lengths."""
        self.graph.value_info.append(helper.make_tensor_value_info(tensor, onnx.TensorProto.FLOAT, shape))

    def redirect(self, old: str, new: str) -> None:
        """Let everyone who takes one tensor take another one."""
        for node in self.users(old):
            for place, name in enumerate(node.input):
                if name == old:
                    node.input[place] = new

    def tidy(self) -> None:
        """Remove what nobody needs, and put the rest in order."""
        makers = {output: node for node in self.graph.node for output in node.output}
        ordered: list[onnx.NodeProto] = []
        state: dict[int, bool] = {}
        pending = [(makers[each.name], False) for each in reversed(self.graph.output) if each.name in makers]
        while pending:
            node, visited = pending.pop()
            if visited:
                if not state[id(node)]:
                    state[id(node)] = True
                    ordered.append(node)
                continue
            if id(node) in state:
                continue
            state[id(node)] = False
            pending.append((node, True))
            pending += [(makers[name], False) for name in taken_by(node) if name in makers]
        used = {name for node in ordered for name in taken_by(node)} | {each.name for each in self.graph.output}
        weights = [each for each in self.graph.initializer if each.name in used]
        kept = [onnx.NodeProto.FromString(node.SerializeToString()) for node in ordered]
        kept_weights = [onnx.TensorProto.FromString(each.SerializeToString()) for each in weights]
        del self.graph.node[:], self.graph.initializer[:]
        self.graph.node.extend(kept)
        self.graph.initializer.extend(kept_weights)
        self._look()

    def _values(self, weight: onnx.TensorProto) -> Array:
        if weight.data_location != onnx.TensorProto.EXTERNAL:
            return numpy_helper.to_array(weight)
        # Read here: onnx refuses files that have two names, as a copy made by linking has.
        assert self._folder is not None, "whoever cuts weights off knows where they are"  # noqa: S101
        location, offset, length = place_of(weight)
        with (self._folder / location).open("rb") as file:
            file.seek(offset)
            content = file.read(length)
        kind = helper.tensor_dtype_to_np_dtype(weight.data_type)
        return np.frombuffer(content, kind).reshape(tuple(weight.dims))

    def _look(self) -> None:
        self._makers = {output: node for node in self.graph.node for output in node.output}
        self._weights = {each.name: each for each in self.graph.initializer}
        self._users: dict[str, list[onnx.NodeProto]] = defaultdict(list)
        for node in self.graph.node:
            for name in node.input:
                self._users[name].append(node)


def place_of(weight: onnx.TensorProto) -> tuple[str, int, int]:
    """In which file a weight lies, where, and how long it is."""
    place = {entry.key: entry.value for entry in weight.external_data}
    return place["location"], int(place["offset"]), int(place["length"])


def taken_by(node: onnx.NodeProto) -> Iterator[str]:
    """What a node takes, also what graphs inside it take from outside."""
    yield from (name for name in node.input if name)
    for attribute in node.attribute:
        if attribute.type == onnx.AttributeProto.GRAPH:
            inner = attribute.g
            own = {each.name for each in (*inner.input, *inner.initializer)}
            own |= {name for each in inner.node for name in each.output}
            yield from (name for each in inner.node for name in taken_by(each) if name not in own)
            yield from (each.name for each in inner.output if each.name not in own)
