"""Edits a graph: finds the producer and the consumers of a tensor, adds nodes and weights, and removes unused ones."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from wyoming_kokoro.engines.kokoro.graph_rewrite.graph_session import open_graph
from wyoming_kokoro.onnx_format.arrays import Array, array_type, to_array, to_tensor, type_number
from wyoming_kokoro.onnx_format.graphs import Attribute, make_graph, make_model, make_node, make_value_info
from wyoming_kokoro.onnx_format.messages import AttributeProto, ModelProto, NodeProto, TensorProto, ValueInfoProto

TIME = 2
"""The dimension of a wave that is time; batch and channels come before it."""
MEAN_TAKES_AXES_AS_INPUT = 18
"""The version of ONNX's operators from which on the dimensions of a mean are an input, no attribute."""


class GraphEditor:
    """Changes a graph in place; nodes are indexed once, and again after `clean_up`."""

    def __init__(self, model: ModelProto, folder: Path | None = None) -> None:
        """Take a model, and the folder of its external weights if it has any."""
        self.graph = model.graph
        self._operators, self._format_version = model.opset_import, model.ir_version
        self._version = next(each.version for each in self._operators if each.domain in ("", "ai.onnx"))
        self._folder = folder
        self._added = 0
        self._computed: dict[str, tuple[int, ...]] = {}
        self._index()

    def producer(self, tensor: str) -> NodeProto | None:
        """Return the node that computes a tensor; None for inputs and weights."""
        return self._producers.get(tensor)

    def consumers(self, tensor: str) -> list[NodeProto]:
        """Return the nodes that use a tensor."""
        return self._consumers.get(tensor, [])

    def only_consumer(self, tensor: str, operator: str) -> NodeProto | None:
        """Return the only node that uses a tensor, if it has this operator."""
        consumers = self.consumers(tensor)
        return consumers[0] if len(consumers) == 1 and consumers[0].op_type == operator else None

    def constant(self, tensor: str) -> Array | None:
        """Return the values of a tensor that never changes; None for others."""
        if (weight := self._weights.get(tensor)) is not None:
            return self._values(weight)
        producer = self._producers.get(tensor)
        if producer is None:
            return None
        if tensor in self._computed:
            return self._evaluate(producer)
        if producer.op_type == "Constant":
            (value,) = producer.attribute
            return to_array(value.t) if value.type == AttributeProto.TENSOR else None
        return self.constant(producer.input[0]) if producer.op_type == "Identity" else None

    def shape(self, tensor: str) -> tuple[int, ...] | None:
        """Return the shape of a weight, stored or computed, without reading it; None for other tensors."""
        weight = self._weights.get(tensor)
        return tuple(weight.dims) if weight is not None else self._computed.get(tensor)

    def weight(self, values: Array) -> str:
        """Add a constant; returns its name."""
        while (name := f"ours/weight_{self._added}") in self._weights:
            self._added += 1
        tensor = to_tensor(np.asarray(values, order="C"), name)
        self.graph.initializer.append(tensor)
        self._weights[name] = tensor
        return name

    def add(self, operator: str, inputs: list[str], output: str, **attributes: Attribute) -> str:
        """Add a node; returns the name of its output. `clean_up` moves it where it belongs."""
        self.graph.node.append(make_node(operator, inputs, [output], name=output, **attributes))
        return output

    def add_mean(self, wave: str, output: str) -> str:
        """Add a node that computes the mean over time; returns the name of its output."""
        if self._version < MEAN_TAKES_AXES_AS_INPUT:
            return self.add("ReduceMean", [wave], output, axes=[TIME], keepdims=1)
        return self.add("ReduceMean", [wave, self.weight(np.array([TIME], np.int64))], output, keepdims=1)

    def is_mean(self, node: NodeProto) -> bool:
        """Return whether a node computes the mean over time, and keeps that dimension."""
        if node.op_type != "ReduceMean" or any(each.i != 1 for each in node.attribute if each.name == "keepdims"):
            return False
        axes = next((list(each.ints) for each in node.attribute if each.name == "axes"), None)
        if axes is None and len(node.input) > 1 and (values := self.constant(node.input[1])) is not None:
            axes = [int(each) for each in values.ravel()]
        return axes in ([TIME], [-1])

    def dequantize(self, integers: str, scale: str, zero: str, output: str, axis: int = 0) -> str:
        """Add a node that computes a weight from integers that stay as they are stored; returns the weight's name."""
        self._computed[output] = self.shape(integers) or ()
        self.add("DequantizeLinear", [integers, scale, zero], output, axis=axis)
        self._producers[output] = self.graph.node[-1]
        return output

    def compute(self, operator: str, inputs: list[str], name: str, **attributes: Attribute) -> str:
        """Compute a weight from others; returns its name.

        It is computed here, and stored. One that comes from integers is computed when the graph is loaded, so that only
        the integers are stored.
        """
        node = make_node(operator, inputs, [name], name=name, **attributes)
        values = self._evaluate(node)
        if not any(each in self._computed for each in inputs):
            return self.weight(values)
        self.graph.node.append(node)
        self._producers[name] = self.graph.node[-1]
        self._computed[name] = values.shape
        return name

    def declare_shape(self, tensor: str, shape: Sequence[int | str]) -> None:
        """Declare the shape of a tensor; equal names are equal lengths."""
        self.graph.value_info.append(make_value_info(tensor, TensorProto.FLOAT, shape))

    def redirect(self, old: str, new: str) -> None:
        """Replace a tensor by another one everywhere."""
        for node in self.consumers(old):
            for index, name in enumerate(node.input):
                if name == old:
                    node.input[index] = new

    def clean_up(self) -> None:
        """Remove unused nodes and weights, and put nodes after those whose outputs they use."""
        ordered = self._used_nodes_in_order()
        used = {name for node in ordered for name in inputs_of(node)} | {each.name for each in self.graph.output}
        weights = [each for each in self.graph.initializer if each.name in used]
        node_copies = [NodeProto.FromString(node.SerializeToString()) for node in ordered]
        weight_copies = [TensorProto.FromString(each.SerializeToString()) for each in weights]
        del self.graph.node[:], self.graph.initializer[:]
        self.graph.node.extend(node_copies)
        self.graph.initializer.extend(weight_copies)
        self._index()

    def _used_nodes_in_order(self) -> list[NodeProto]:
        """Walk from the outputs to the inputs, depth first; a node follows when all its inputs are there."""
        producers = {output: node for node in self.graph.node for output in node.output}
        ordered: list[NodeProto] = []
        done: dict[int, bool] = {}
        pending = [(producers[each.name], False) for each in reversed(self.graph.output) if each.name in producers]
        while pending:
            node, visited = pending.pop()
            if visited:
                if not done[id(node)]:
                    done[id(node)] = True
                    ordered.append(node)
                continue
            if id(node) in done:
                continue
            done[id(node)] = False
            pending.append((node, True))
            pending += [(producers[name], False) for name in inputs_of(node) if name in producers]
        return ordered

    def _values(self, weight: TensorProto) -> Array:
        if weight.data_location != TensorProto.EXTERNAL:
            return to_array(weight)
        assert self._folder is not None, "external weights need their folder"  # noqa: S101
        location, offset, length = external_location(weight)
        with (self._folder / location).open("rb") as file:
            file.seek(offset)
            content = file.read(length)
        kind = array_type(weight.data_type)
        return np.frombuffer(content, kind).reshape(tuple(weight.dims))

    def _evaluate(self, node: NodeProto) -> Array:
        """Return what a node computes from weights, as ONNX Runtime does it."""
        values = {name: self._constant(name) for name in node.input if name}
        inputs = [make_value_info(name, type_number(each.dtype), each.shape) for name, each in values.items()]
        graph = make_graph([node], "node", inputs, [ValueInfoProto(name=node.output[0])])
        session = open_graph(make_model(graph, self._operators, self._format_version))
        (result,) = session.run(None, values)
        return np.asarray(result)

    def _constant(self, tensor: str) -> Array:
        values = self.constant(tensor)
        assert values is not None, "it is computed from weights only"  # noqa: S101
        return values

    def _index(self) -> None:
        self._producers = {output: node for node in self.graph.node for output in node.output}
        self._weights = {each.name: each for each in self.graph.initializer}
        self._consumers: dict[str, list[NodeProto]] = defaultdict(list)
        for node in self.graph.node:
            for name in node.input:
                self._consumers[name].append(node)


def external_location(weight: TensorProto) -> tuple[str, int, int]:
    """Return the file of an external weight, its offset there, and its length."""
    data = {entry.key: entry.value for entry in weight.external_data}
    return data["location"], int(data["offset"]), int(data["length"])


def inputs_of(node: NodeProto) -> Iterator[str]:
    """Yield the inputs of a node, also those that graphs inside it use from outside."""
    yield from (name for name in node.input if name)
    for attribute in node.attribute:
        if attribute.type == AttributeProto.GRAPH:
            inner = attribute.g
            own = {each.name for each in (*inner.input, *inner.initializer)}
            own |= {name for each in inner.node for name in each.output}
            yield from (name for each in inner.node for name in inputs_of(each) if name not in own)
            yield from (each.name for each in inner.output if each.name not in own)
