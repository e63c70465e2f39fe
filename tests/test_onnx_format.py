"""Our reading and writing of ONNX files agrees with the package onnx."""

from collections.abc import Sequence

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from wyoming_kokoro.onnx_format import arrays, graphs
from wyoming_kokoro.onnx_format.messages import GraphProto, TensorProto

TYPES = ("f4", "u1", "i1", "u2", "i2", "i4", "i8", "?", "f2", "f8", "u4", "u8")


@pytest.mark.parametrize("kind", TYPES)
def test_arrays_are_the_same_both_ways(kind: str) -> None:
    values = np.array([[0, 1, 2], [3, 100, 0]]).astype(kind)
    theirs = numpy_helper.from_array(values, "weight")
    ours = arrays.to_tensor(values, "weight")
    assert ours.SerializeToString(deterministic=True) == theirs.SerializeToString(deterministic=True)
    assert arrays.array_type(theirs.data_type) == values.dtype == helper.tensor_dtype_to_np_dtype(ours.data_type)
    np.testing.assert_array_equal(arrays.to_array(ours), values)


@pytest.mark.parametrize("kind", TYPES)
def test_values_that_a_file_lists_one_by_one_are_read(kind: str) -> None:
    values = np.array([0, 1, 3]).astype(kind)
    listed = helper.make_tensor("weight", arrays.type_number(values.dtype), [3], values.tolist())
    assert not listed.HasField("raw_data")
    read = TensorProto.FromString(listed.SerializeToString())
    result = arrays.to_array(read)
    assert result.dtype == values.dtype
    np.testing.assert_array_equal(result, values)


@pytest.mark.parametrize("shape", [(), (0,), (2, 0, 3)])
def test_numbers_alone_and_empty_arrays_keep_their_shape(shape: tuple[int, ...]) -> None:
    assert arrays.to_array(arrays.to_tensor(np.ones(shape, np.float32), "weight")).shape == shape


def test_types_without_a_counterpart_are_refused() -> None:
    with pytest.raises(ValueError, match="type 16 is not known"):
        arrays.array_type(TensorProto.BFLOAT16)
    with pytest.raises(ValueError, match="no type for datetime64"):
        arrays.type_number(np.dtype("datetime64[s]"))


@pytest.mark.parametrize(
    "value",
    [3, -1, True, 0.5, "linear", [1, 2], [0.5, 1.0], ["a", "b"]],
    ids=str,
)  # fmt: skip
def test_attributes_have_the_kind_of_their_value(value: float | str | Sequence[int]) -> None:
    ours = graphs.make_node("Any", ["a", ""], ["b"], name="node", key=value)
    theirs = helper.make_node("Any", ["a", ""], ["b"], name="node", key=value)
    assert ours.SerializeToString(deterministic=True) == theirs.SerializeToString(deterministic=True)


def test_attributes_may_be_tensors_and_graphs() -> None:
    tensor = arrays.to_tensor(np.ones(2, np.float32), "")
    inner = graphs.make_graph([], "inner", [], [])
    node = graphs.make_node("Any", [], ["out"], branch=inner, value=tensor)
    read = onnx.NodeProto.FromString(node.SerializeToString())
    found = {each.name: helper.get_attribute_value(each) for each in read.attribute}
    assert found["branch"].name == "inner"
    np.testing.assert_array_equal(numpy_helper.to_array(found["value"]), np.ones(2, np.float32))


@pytest.mark.parametrize("shape", [None, [], [1, "time", None]], ids=str)
def test_lengths_may_be_numbers_names_or_open(shape: list[int | str | None] | None) -> None:
    ours = graphs.make_value_info("sound", TensorProto.FLOAT, shape)
    theirs = helper.make_tensor_value_info("sound", onnx.TensorProto.FLOAT, shape)
    assert ours.SerializeToString(deterministic=True) == theirs.SerializeToString(deterministic=True)


def test_a_model_is_the_same_as_that_of_onnx() -> None:
    info = graphs.make_value_info("a", TensorProto.FLOAT, [1])
    weight = arrays.to_tensor(np.ones(1, np.float32), "one")
    node = graphs.make_node("Add", ["a", "one"], ["b"])
    output = graphs.make_value_info("b", TensorProto.FLOAT, [1])
    graph = graphs.make_graph([node], "sum", [info], [output], [weight])
    content = graphs.make_model(graph, [graphs.operator_version(17)], 8).SerializeToString()
    onnx.checker.check_model(content, full_check=True)
    theirs = helper.make_model(
        onnx.GraphProto.FromString(graph.SerializeToString()),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )
    assert onnx.ModelProto.FromString(content) == theirs
    assert graphs.read_model(content).graph == graph
    assert isinstance(graphs.read_model(content).graph, GraphProto)
