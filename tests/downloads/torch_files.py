"""Writes files as PyTorch does, without it."""

import io
import pickle
import struct
import sys
import types
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np


class Stored:
    """Stands for the numbers of one tensor."""

    def __init__(self, key: str, values: np.ndarray[Any, Any]) -> None:
        self.key, self.values = key, values
        self.kind = {"float32": "FloatStorage", "float16": "HalfStorage", "int64": "LongStorage"}[str(values.dtype)]


class Saved:
    """Stands for a tensor."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what PyTorch makes a tensor of."""
        values = self.stored.values
        strides = tuple(step // values.itemsize for step in values.strides)
        rebuild = sys.modules["torch._utils"]._rebuild_tensor_v2
        return rebuild, (self.stored, 0, values.shape, strides, False, {})


class Writer(pickle.Pickler):
    """Pickles tensors with references to their numbers."""

    def persistent_id(self, obj: object) -> Any:  # noqa: ANN401 -- as it is there
        if isinstance(obj, Stored):
            return "storage", getattr(sys.modules["torch"], obj.kind), obj.key, "cpu", obj.values.size
        return None


@contextmanager
def pretended_torch() -> Iterator[None]:
    """Let names of PyTorch exist while something is pickled."""
    torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")
    for kind in ("FloatStorage", "HalfStorage", "LongStorage"):
        setattr(torch, kind, type(kind, (), {"__module__": "torch"}))
    exec("def _rebuild_tensor_v2(*_): ...", utils.__dict__)  # noqa: S102 -- so that it belongs to this module
    utils._rebuild_tensor_v2.__module__ = "torch._utils"
    kept = {name: sys.modules.get(name) for name in ("torch", "torch._utils")}
    sys.modules.update({"torch": torch, "torch._utils": utils})
    try:
        yield
    finally:
        for name, module in kept.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


def _prepared(content: Any, stored: list[Stored]) -> Any:  # noqa: ANN401 -- dictionaries of arrays, or an array
    if isinstance(content, Mapping):
        return {key: _prepared(each, stored) for key, each in content.items()}
    if isinstance(content, np.ndarray):
        stored.append(Stored(str(len(stored)), np.ascontiguousarray(content)))
        return Saved(stored[-1])
    return content


def archive(content: Any) -> bytes:  # noqa: ANN401 -- as above
    """Return the format that PyTorch has written since 1.6."""
    stored: list[Stored] = []
    pickled, file = io.BytesIO(), io.BytesIO()
    with pretended_torch():
        Writer(pickled, 2).dump(_prepared(content, stored))
    with zipfile.ZipFile(file, "w") as written:
        written.writestr("voice/data.pkl", pickled.getvalue())
        for each in stored:
            written.writestr(f"voice/data/{each.key}", each.values.tobytes())
    return file.getvalue()


def legacy(content: Any) -> bytes:  # noqa: ANN401 -- as above
    """Return the older format."""
    stored: list[Stored] = []
    file = io.BytesIO()
    for about in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}):
        pickle.dump(about, file, 2)
    with pretended_torch():
        Writer(file, 2).dump(_prepared(content, stored))
    pickle.dump([each.key for each in stored], file, 2)
    for each in stored:
        file.write(struct.pack("<q", each.values.size) + each.values.tobytes())
    return file.getvalue()
