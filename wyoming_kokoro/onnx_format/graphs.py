"""Makes nodes, graphs and models of ONNX."""

from collections.abc import Iterable, Sequence

from wyoming_kokoro.onnx_format.messages import (
    AttributeProto,
    GraphProto,
    ModelProto,
    NodeProto,
    OperatorSetIdProto,
    TensorProto,
    ValueInfoProto,
)

Attribute = int | float | str | TensorProto | GraphProto | Sequence[int] | Sequence[float] | Sequence[str]
"""What an attribute of a node may be here."""


def read_model(content: bytes) -> ModelProto:
    """Return the model that a file holds; weights in other files stay there."""
    model = ModelProto()
    model.ParseFromString(content)
    return model


def make_node(
    operator: str, inputs: Iterable[str], outputs: Iterable[str], *, name: str = "", **attributes: Attribute
) -> NodeProto:
    """Return a node."""
    listed = [make_attribute(each, value) for each, value in sorted(attributes.items())]
    return NodeProto(op_type=operator, input=list(inputs), output=list(outputs), name=name, attribute=listed)


def make_attribute(name: str, value: Attribute) -> AttributeProto:  # noqa: PLR0911 - a kind of value each
    """Return an attribute, with the kind that its value has; an empty list is one of integers."""
    match value:
        case int():
            return AttributeProto(name=name, type=AttributeProto.INT, i=int(value))
        case float():
            return AttributeProto(name=name, type=AttributeProto.FLOAT, f=value)
        case str():
            return AttributeProto(name=name, type=AttributeProto.STRING, s=value.encode())
        case TensorProto():
            return AttributeProto(name=name, type=AttributeProto.TENSOR, t=value)
        case GraphProto():
            return AttributeProto(name=name, type=AttributeProto.GRAPH, g=value)
    values = list(value)
    if all(isinstance(each, int) for each in values):
        return AttributeProto(name=name, type=AttributeProto.INTS, ints=[int(each) for each in values])
    if all(isinstance(each, str) for each in values):
        return AttributeProto(name=name, type=AttributeProto.STRINGS, strings=[str(each).encode() for each in values])
    return AttributeProto(name=name, type=AttributeProto.FLOATS, floats=[float(each) for each in values])


def make_value_info(name: str, kind: int, shape: Sequence[int | str | None] | None) -> ValueInfoProto:
    """Return the name, type and shape of a tensor; lengths may be numbers, names or open, and the shape too."""
    info = ValueInfoProto(name=name)
    info.type.tensor_type.elem_type = kind
    if shape is not None:
        info.type.tensor_type.shape.SetInParent()  # a number alone has a shape, without any dimension
        for length in shape:
            dimension = info.type.tensor_type.shape.dim.add()
            if isinstance(length, str):
                dimension.dim_param = length
            elif length is not None:
                dimension.dim_value = length
    return info


def make_graph(
    nodes: Iterable[NodeProto],
    name: str,
    inputs: Iterable[ValueInfoProto],
    outputs: Iterable[ValueInfoProto],
    weights: Iterable[TensorProto] = (),
) -> GraphProto:
    """Return a graph."""
    return GraphProto(node=list(nodes), name=name, input=list(inputs), output=list(outputs), initializer=list(weights))


def make_model(graph: GraphProto, operators: Iterable[OperatorSetIdProto], format_version: int) -> ModelProto:
    """Return a model with a graph, the versions of its operators, and the version of the format."""
    return ModelProto(graph=graph, opset_import=list(operators), ir_version=format_version)


def operator_version(version: int) -> OperatorSetIdProto:
    """Return the version of ONNX's own operators."""
    return OperatorSetIdProto(domain="", version=version)
