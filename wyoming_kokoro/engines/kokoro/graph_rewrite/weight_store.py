"""Keeps changed graphs without keeping twice what the stock file holds already.

ONNX Runtime writes a graph as it has optimized it, so that loading it again takes a third of the time; but all of its
weights with it. Those that are in the stock file, byte for byte, are pointed to there; the others go into one file.
"""

import hashlib
import mmap
import os
from pathlib import Path

import onnx
import onnxruntime

from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import place_of
from wyoming_kokoro.engines.kokoro.report import WEIGHTS
from wyoming_kokoro.engines.kokoro.strip_weights import LEAST_WEIGHT, outline

ALIGNMENT = 64
"""Bytes: what the widest instructions load at once."""

Place = tuple[str, int]
"""A file, and where in it."""


class WeightStore:
    """The weights that are kept, each once."""

    def __init__(self, stock: Path, place: Path, folder: Path, weights: str = WEIGHTS) -> None:
        """Take the stock file, the place where the parts will lie, and the folder that is filled until then."""
        self._stock = stock
        self._folder = folder
        self._places: dict[tuple[int, bytes], Place] = dict(_weights_of(stock))
        self._location = f"{place.parent.name}/{place.name}/{weights}"
        self._file = (folder / weights).open("wb")

    def keep(self, name: str, model: onnx.ModelProto) -> None:
        """Write a graph as it was optimized for this machine."""
        optimized = self._folder / f"{name}.whole"
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        options.enable_mem_reuse = False  # it will not run, so where tensors would lie is no matter
        options.optimized_model_filepath = str(optimized)
        for key, value in (
            ("session.model_external_initializers_file_folder_path", str(self._stock.parent)),
            ("session.optimized_model_external_initializers_file_name", f"{name}.data"),
            ("session.optimized_model_external_initializers_min_size_in_bytes", str(LEAST_WEIGHT)),
        ):
            options.add_session_config_entry(key, value)
        onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        made = onnx.load(optimized, load_external_data=False)
        data = self._folder / f"{name}.data"
        if data.exists():
            self._point(made, data)
            data.unlink()
        (self._folder / name).write_bytes(made.SerializeToString())
        optimized.unlink()

    def close(self) -> None:
        """See that everything is on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def _point(self, model: onnx.ModelProto, data: Path) -> None:
        """Let every weight lie where it is kept."""
        if not data.stat().st_size:
            return
        with data.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            for weight in model.graph.initializer:
                if weight.data_location == onnx.TensorProto.EXTERNAL:
                    _, start, length = place_of(weight)
                    location, offset = self._place(content[start : start + length])
                    del weight.external_data[:]
                    for key, value in (("location", location), ("offset", offset), ("length", length)):
                        weight.external_data.add(key=key, value=str(value))

    def _place(self, content: bytes) -> Place:
        key = len(content), hashlib.sha256(content).digest()
        if key not in self._places:
            self._file.write(bytes(-self._file.tell() % ALIGNMENT))
            self._places[key] = self._location, self._file.tell()
            self._file.write(content)
        return self._places[key]


def _weights_of(stock: Path) -> list[tuple[tuple[int, bytes], Place]]:
    """Every large weight of a stock file, by its size and digest."""
    model = onnx.load_from_string(outline(stock))
    found = []
    with stock.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for weight in model.graph.initializer:
            if weight.data_location == onnx.TensorProto.EXTERNAL:
                _, start, length = place_of(weight)
                digest = hashlib.sha256(content[start : start + length]).digest()
                found.append(((length, digest), (stock.name, start)))
    return found
