"""The messages of which an ONNX file consists, made by protobuf from the published description of the format.

The package onnx has the same ones, and thirty megabytes of other things; types are checked against it.
"""

from pathlib import Path
from typing import TYPE_CHECKING

DESCRIPTION = Path(__file__).parent / "onnx.bin"
"""The description, written by script/shipped-data."""

if TYPE_CHECKING:
    from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto, ValueInfoProto
else:
    from google.protobuf.descriptor_pool import DescriptorPool
    from google.protobuf.message_factory import GetMessageClass

    # A pool of its own: in the one that is shared, the package onnx may have put its description already.
    _pool = DescriptorPool()
    _pool.AddSerializedFile(DESCRIPTION.read_bytes())

    def _message(name: str) -> type:
        return GetMessageClass(_pool.FindMessageTypeByName(f"onnx.{name}"))

    AttributeProto = _message("AttributeProto")
    GraphProto = _message("GraphProto")
    ModelProto = _message("ModelProto")
    NodeProto = _message("NodeProto")
    OperatorSetIdProto = _message("OperatorSetIdProto")
    TensorProto = _message("TensorProto")
    ValueInfoProto = _message("ValueInfoProto")

__all__ = [
    "DESCRIPTION",
    "AttributeProto",
    "GraphProto",
    "ModelProto",
    "NodeProto",
    "OperatorSetIdProto",
    "TensorProto",
    "ValueInfoProto",
]
