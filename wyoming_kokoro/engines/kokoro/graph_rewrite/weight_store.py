"""Saves rewritten graphs without storing again the weights that are in the model file.

ONNX Runtime saves a graph as it has optimized it, so that loading it again takes a third of the time; but with all of
its weights. Weights that are in the model file, byte for byte, are referred to there; the others go into one file.
"""

import hashlib
import mmap
import os
from pathlib import Path

import onnxruntime

from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import external_location
from wyoming_kokoro.engines.kokoro.split_files import WEIGHTS
from wyoming_kokoro.engines.kokoro.strip_weights import MIN_EXTERNAL_SIZE, graph_without_weights
from wyoming_kokoro.onnx_format.graphs import read_model
from wyoming_kokoro.onnx_format.messages import ModelProto, TensorProto

ALIGNMENT = 64
"""Bytes: as many as the widest instructions load at once."""

Location = tuple[str, int]
"""A file, and an offset in it."""


class WeightStore:
    """The weights of some graphs, each stored once."""

    def __init__(self, stock: Path, destination: Path, folder: Path, weights: str = WEIGHTS) -> None:
        """Take the model file, the final folder of the graphs, and the temporary folder that becomes it."""
        self._stock = stock
        self._folder = folder
        self._locations: dict[tuple[int, bytes], Location] = dict(_weights_of(stock))
        self._weights_file = f"{destination.parent.name}/{destination.name}/{weights}"
        self._file = (folder / weights).open("wb")

    def save(self, name: str, model: ModelProto) -> None:
        """Save a graph as ONNX Runtime optimizes it for this machine."""
        optimized = self._folder / f"{name}.whole"
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        options.enable_mem_reuse = False  # it is not run, so the memory of tensors need not be planned
        options.optimized_model_filepath = str(optimized)
        for key, value in (
            ("session.model_external_initializers_file_folder_path", str(self._stock.parent)),
            ("session.optimized_model_external_initializers_file_name", f"{name}.data"),
            ("session.optimized_model_external_initializers_min_size_in_bytes", str(MIN_EXTERNAL_SIZE)),
        ):
            options.add_session_config_entry(key, value)
        onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        graph = read_model(optimized.read_bytes())
        data = self._folder / f"{name}.data"
        if data.exists():
            self._refer_to_stored_weights(graph, data)
            data.unlink()
        (self._folder / name).write_bytes(graph.SerializeToString())
        optimized.unlink()

    def save_as_it_is(self, name: str, model: ModelProto) -> None:
        """Save a graph that computes weights from those of the model file when it is loaded, and is optimized then."""
        (self._folder / name).write_bytes(model.SerializeToString())

    def close(self) -> None:
        """Make sure that everything is on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def _refer_to_stored_weights(self, model: ModelProto, data: Path) -> None:
        """Let every weight of a graph refer to where it is stored."""
        if not data.stat().st_size:
            return
        with data.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            for weight in model.graph.initializer:
                if weight.data_location == TensorProto.EXTERNAL:
                    _, start, length = external_location(weight)
                    location, offset = self._stored_at(content[start : start + length])
                    del weight.external_data[:]
                    for key, value in (("location", location), ("offset", offset), ("length", length)):
                        weight.external_data.add(key=key, value=str(value))

    def _stored_at(self, content: bytes) -> Location:
        """Return where a weight is stored; it is written if it is new."""
        key = len(content), hashlib.sha256(content).digest()
        if key not in self._locations:
            self._file.write(bytes(-self._file.tell() % ALIGNMENT))
            self._locations[key] = self._weights_file, self._file.tell()
            self._file.write(content)
        return self._locations[key]


def _weights_of(stock: Path) -> list[tuple[tuple[int, bytes], Location]]:
    """Return the location of every large weight of a model file, by its size and digest."""
    model = read_model(graph_without_weights(stock))
    locations = []
    with stock.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for weight in model.graph.initializer:
            if weight.data_location == TensorProto.EXTERNAL:
                _, start, length = external_location(weight)
                digest = hashlib.sha256(content[start : start + length]).digest()
                locations.append(((length, digest), (stock.name, start)))
    return locations
