"""Arrays of different lengths in one file that is mapped into memory: the layout of the package mmap_ninja."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def write_ragged(folder: Path, items: Iterable[NDArray[np.uint16]]) -> int:
    """Write two-dimensional arrays, one after the other, and return how many there are."""
    folder.mkdir(parents=True)
    shapes: list[tuple[int, ...]] = []
    with (folder / "data.ninja").open("wb") as file:
        for item in items:
            file.write(np.ascontiguousarray(item).tobytes())
            shapes.append(item.shape)
    counts = np.array([np.prod(shape) for shape in shapes], np.int64)
    _describe(folder, "uint16", int(counts.sum()))
    _describe_items(folder, counts, are_flat=False)
    _write_shapes(folder / "shapes", np.array(shapes, np.int64))
    return len(shapes)


def _write_shapes(folder: Path, shapes: NDArray[np.int64]) -> None:
    """Write the shapes, which are a list of such arrays themselves, of one dimension."""
    folder.mkdir()
    (folder / "data.ninja").write_bytes(shapes.tobytes())
    _describe(folder, "int64", shapes.size)
    counts = np.full(len(shapes), shapes.shape[1], np.int64)
    _describe_items(folder, counts, are_flat=True)
    _write_array(folder / "shapes", counts[:, None])


def _describe_items(folder: Path, counts: NDArray[np.int64], *, are_flat: bool) -> None:
    ends = np.cumsum(counts)
    _write_array(folder / "starts", ends - counts)
    _write_array(folder / "ends", ends)
    _write_array(folder / "flattened_shapes", counts)
    (folder / "shapes_are_flat.ninja").write_bytes(np.int32(are_flat).tobytes())
    (folder / "type.ninja").write_text("ragged", "utf-8")


def _write_array(folder: Path, values: NDArray[np.int64]) -> None:
    folder.mkdir()
    (folder / "data.ninja").write_bytes(values.tobytes())
    _describe(folder, "int64", *values.shape)
    (folder / "type.ninja").write_text("numpy", "utf-8")


def _describe(folder: Path, kind: str, *shape: int) -> None:
    (folder / "dtype.ninja").write_text(kind, "utf-8")
    (folder / "shape.ninja").write_bytes(np.array(shape, "<u8").tobytes())
    (folder / "order.ninja").write_text("C", "utf-8")
