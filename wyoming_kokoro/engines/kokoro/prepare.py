"""Prepares a stock model file once, and keeps the result beside it."""

import contextlib
import hashlib
import logging
import os
import platform
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import onnxruntime

from wyoming_kokoro.atomic_write import replace_file
from wyoming_kokoro.engines.host import Host

log = logging.getLogger(__name__)

FOLDER = "prepared"
"""Where prepared graphs lie, below the folder of the model files."""
PASSES = 2
"""Counted up whenever the changes made to graphs change, so that older results are not used any more."""
PATIENCE = 300.0
"""Seconds; preparing takes one or two, and a machine so slow or short of memory is served with the stock graph."""


PARTS_PATIENCE = 3600.0
"""Seconds; taking a model apart takes half a minute of one core, and on a busy Raspberry Pi a good part of an hour."""


@dataclass(frozen=True, slots=True)
class PreparedGraph:
    """A model file, and what is changed in it."""

    stock: Path
    digest: str
    """The SHA-256 of the stock file."""
    prepared: bytes | None = None
    """The changed graph, whose weights are in the stock file; None: the stock file as it is."""
    problem: str | None = None
    """Why it is not prepared, as one sentence."""

    @property
    def weights(self) -> Path:
        """The file the weights are in: ONNX Runtime takes none from behind a link."""
        return self.stock.resolve()


def prepare(stock: Path, digest: str) -> PreparedGraph:
    """The prepared graph of a model file, kept from last time or made now; the stock graph where that fails."""
    kept = stock.parent / FOLDER / _name(stock, digest)
    with contextlib.suppress(OSError):
        return PreparedGraph(stock, digest, kept.read_bytes())
    made = _made(stock.resolve())
    if made is None:
        return plain(stock, digest, f"{stock.name} could not be prepared and is used as it is.")
    _keep(kept, made)
    return PreparedGraph(stock, digest, made)


def plain(stock: Path, digest: str, problem: str | None = None) -> PreparedGraph:
    """The stock graph as it is."""
    return PreparedGraph(stock, digest, None, problem)


def forget(graph: PreparedGraph) -> None:
    """Remove a kept result that turned out not to work."""
    with contextlib.suppress(OSError):
        (graph.stock.parent / FOLDER / _name(graph.stock, graph.digest)).unlink()


def forget_parts(graph: PreparedGraph) -> None:
    """Remove parts that turned out not to work."""
    shutil.rmtree(parts_place(graph), ignore_errors=True)


class RewriteProcess:
    """Changes graphs in a process of its own, which may take a minute and can be stopped."""

    def __init__(self, name: str, *arguments: str | Path, patience: float = PATIENCE) -> None:
        """Take the name that people know the model by, what is to be done, and for how long, in seconds."""
        self._name = name
        self._patience = patience
        self.arguments = arguments
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def run(self) -> None:
        """Do it; blocks until it is done, or could not be done."""
        with self._lock:
            if self._stopped:
                return
            try:
                self._process = subprocess.Popen(  # noqa: S603 - as above
                    _surgery(*self.arguments),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    env=_environment(),
                )
            except OSError as error:
                log.warning("%s stays as it is: %s", self._name, error.strerror)
                return
        try:
            _, told = self._process.communicate(timeout=self._patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            _, told = self._process.communicate()
        if self._process.returncode and not self._stopped:
            log.warning("%s stays as it is: its graph could not be changed", self._name)
            log.debug("%s", told.decode(errors="replace"))

    def stop(self) -> None:
        """End it; harmless when it has ended."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.terminate()


def taking_apart(graph: PreparedGraph) -> RewriteProcess:
    """What makes the parts of a model."""
    return RewriteProcess(graph.stock.name, "parts", graph.weights, parts_place(graph), patience=PARTS_PATIENCE)


def parts_place(graph: PreparedGraph) -> Path:
    """Where the parts of a model lie: beside the real file, so that both can point to its weights."""
    return graph.weights.parent / FOLDER / _name(graph.stock, graph.digest).replace(".onnx", ".parts")


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _name(stock: Path, digest: str) -> str:
    """Another name for another file, runtime, processor, or way of preparing."""
    return f"{stock.resolve().stem}@{digest[:16]}-{onnxruntime.__version__}-{_processor()}-{PASSES}.onnx"


def _processor() -> str:
    flags = hashlib.sha256(" ".join(sorted(Host.here().flags)).encode()).hexdigest()
    return f"{platform.machine()}-{flags[:8]}"


def _surgery(*arguments: str | Path) -> list[str]:
    return [
        sys.executable,
        "-m",
        "wyoming_kokoro.engines.kokoro.graph_rewrite",
        *(os.fspath(each) for each in arguments),
    ]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def _made(stock: Path) -> bytes | None:
    # In a process of its own, so that onnx and what it needs are gone from memory afterwards.
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, and paths that are one argument each
            _surgery("whole", stock), capture_output=True, env=_environment(), timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.warning("Preparing %s did not succeed: %s", stock.name, error)
        return None
    if done.returncode or not done.stdout:
        log.warning("Preparing %s did not succeed (status %d)", stock.name, done.returncode)
        log.debug("%s", done.stderr.decode(errors="replace"))
        return None
    return done.stdout


def _keep(place: Path, made: bytes) -> None:
    """Write it whole or not at all; without a place to keep it, it is made again next time."""
    try:
        replace_file(place, made, durable=True)
    except OSError as error:
        log.info("The prepared graph is not kept: %s", error.strerror)
        return
    _remove_older(place)


def _remove_older(place: Path) -> None:
    """Remove what was made of the same file's earlier bytes, or for another runtime."""
    model = place.name.rpartition("@")[0]
    for other in place.parent.iterdir():
        if other.stem != place.stem and other.name.rpartition("@")[0] == model:
            if other.is_dir():
                shutil.rmtree(other, ignore_errors=True)
            with contextlib.suppress(OSError):
                other.unlink()
