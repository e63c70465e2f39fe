"""Prepares a model file once, and keeps the result in a folder beside it."""

import contextlib
import hashlib
import logging
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

import onnxruntime

from wyoming_kokoro.atomic_write import replace_file
from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.kokoro import rewrite_process
from wyoming_kokoro.engines.kokoro.rewrite_process import SPLIT_TIMEOUT, RewriteProcess
from wyoming_kokoro.engines.kokoro.split_files import PREPARED_FOLDER, SPLIT_SUFFIX

log = logging.getLogger(__name__)

REWRITE_VERSION = 3
"""Counted up whenever the changes to graphs change, so that older results are not used any more."""


@dataclass(frozen=True, slots=True)
class PreparedGraph:
    """A model file, and the graph to run in its place."""

    stock: Path
    """The model file as it was published."""
    digest: str
    """The SHA-256 of the model file."""
    prepared: bytes | None = None
    """The changed graph, whose weights are in the model file; None: the model file as it is."""
    problem: str | None = None
    """Why it is not prepared, as one sentence."""

    @property
    def weights(self) -> Path:
        """The real file with the weights: ONNX Runtime does not follow links."""
        return self.stock.resolve()


def prepare(stock: Path, digest: str) -> PreparedGraph:
    """Return the prepared graph of a model file, from the folder or made now; the file as it is where that fails."""
    file = stock.parent / PREPARED_FOLDER / _file_name(stock, digest)
    with contextlib.suppress(OSError):
        return PreparedGraph(stock, digest, file.read_bytes())
    graph = rewrite_process.prepared_graph(stock.resolve())
    if graph is None:
        return unprepared(stock, digest)
    _save(file, graph)
    return PreparedGraph(stock, digest, graph)


def unprepared(stock: Path, digest: str) -> PreparedGraph:
    """Return a model file that is used as it is, because it could not be prepared."""
    return PreparedGraph(stock, digest, None, f"{stock.name} could not be prepared and is used as it is.")


def discard_prepared(graph: PreparedGraph) -> None:
    """Remove a prepared graph that turned out not to work."""
    with contextlib.suppress(OSError):
        (graph.stock.parent / PREPARED_FOLDER / _file_name(graph.stock, graph.digest)).unlink()


def split_process(graph: PreparedGraph) -> RewriteProcess:
    """Return the process that splits a model into its parts."""
    return RewriteProcess(graph.stock.name, "parts", graph.weights, split_folder(graph), timeout=SPLIT_TIMEOUT)


def split_folder(graph: PreparedGraph) -> Path:
    """Return the folder of a split model: beside the real file, so that its parts can point to the weights there."""
    name = _file_name(graph.stock, graph.digest).replace(".onnx", SPLIT_SUFFIX)
    return graph.weights.parent / PREPARED_FOLDER / name


def discard_split(graph: PreparedGraph) -> None:
    """Remove the parts of a split model that turned out not to work."""
    shutil.rmtree(split_folder(graph), ignore_errors=True)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _file_name(stock: Path, digest: str) -> str:
    """Return a name that differs for another file, runtime, processor, or version of the rewrites."""
    return f"{stock.resolve().stem}@{digest[:16]}-{onnxruntime.__version__}-{_processor()}-{REWRITE_VERSION}.onnx"


def _processor() -> str:
    flags = hashlib.sha256(" ".join(sorted(Host.here().flags)).encode()).hexdigest()
    return f"{platform.machine()}-{flags[:8]}"


def _save(file: Path, graph: bytes) -> None:
    """Write the file whole or not at all; where it cannot be written, the graph is made again next time."""
    try:
        replace_file(file, graph, durable=True)
    except OSError as error:
        log.info("The prepared graph is not saved: %s", error.strerror)
        return
    _remove_outdated(file)


def _remove_outdated(file: Path) -> None:
    """Remove what was made of earlier contents of the same model file, or for another runtime."""
    model = file.name.rpartition("@")[0]
    for other in file.parent.iterdir():
        if other.stem != file.stem and other.name.rpartition("@")[0] == model:
            if other.is_dir():
                shutil.rmtree(other, ignore_errors=True)
            with contextlib.suppress(OSError):
                other.unlink()
