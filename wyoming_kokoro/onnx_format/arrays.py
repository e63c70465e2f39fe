"""Turns tensors of ONNX into arrays of numpy, and arrays into tensors."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.onnx_format.messages import TensorProto

Array = NDArray[np.generic]

_TYPES: Mapping[int, np.dtype[np.generic]] = {
    TensorProto.FLOAT: np.dtype(np.float32),
    TensorProto.UINT8: np.dtype(np.uint8),
    TensorProto.INT8: np.dtype(np.int8),
    TensorProto.UINT16: np.dtype(np.uint16),
    TensorProto.INT16: np.dtype(np.int16),
    TensorProto.INT32: np.dtype(np.int32),
    TensorProto.INT64: np.dtype(np.int64),
    TensorProto.BOOL: np.dtype(np.bool_),
    TensorProto.FLOAT16: np.dtype(np.float16),
    TensorProto.DOUBLE: np.dtype(np.float64),
    TensorProto.UINT32: np.dtype(np.uint32),
    TensorProto.UINT64: np.dtype(np.uint64),
}
_NUMBERS = {kind: number for number, kind in _TYPES.items()}


def array_type(number: int) -> np.dtype[np.generic]:
    """Return numpy's type for the number of a type of ONNX; ValueError for those that numpy lacks."""
    if number not in _TYPES:
        raise ValueError(f"ONNX's type {number} is not known here")
    return _TYPES[number]


def type_number(kind: np.dtype[np.generic]) -> int:
    """Return the number that ONNX has for a type of numpy; ValueError where it has none."""
    if kind not in _NUMBERS:
        raise ValueError(f"ONNX has no type for {kind}")
    return _NUMBERS[kind]


def to_array(tensor: TensorProto) -> Array:
    """Return the values of a tensor that holds them itself."""
    kind = array_type(tensor.data_type)
    shape = tuple(tensor.dims)
    if tensor.HasField("raw_data"):
        return np.frombuffer(tensor.raw_data, kind.newbyteorder("<")).astype(kind).reshape(shape)
    if kind == np.float16:  # as bits, in the field for small integers
        return np.asarray(tensor.int32_data, np.uint16).view(np.float16).reshape(shape)
    return np.asarray(_listed(tensor, kind)).astype(kind).reshape(shape)


def to_tensor(values: Array, name: str) -> TensorProto:
    """Return an array as a tensor with a name."""
    little = np.ascontiguousarray(values, values.dtype.newbyteorder("<"))
    return TensorProto(name=name, dims=values.shape, data_type=type_number(values.dtype), raw_data=little.tobytes())


def _listed(tensor: TensorProto, kind: np.dtype[np.generic]) -> object:
    """Return the field in which a file lists values of a type one by one."""
    match kind.name:
        case "float32":
            return tensor.float_data
        case "float64":
            return tensor.double_data
        case "int64":
            return tensor.int64_data
        case "uint32" | "uint64":
            return tensor.uint64_data
        case _:
            return tensor.int32_data
