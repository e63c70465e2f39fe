"""A server of our own in a process of its own, for benchmarks to talk to."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

READY_SECONDS = 60.0
MODEL = "standin.onnx"
VOICE = "af_standin"
"""Names of their own: under a published name lies exactly what was published, or nothing that is used."""
PUBLISHED_VOICE = "af_heart"


@dataclass(frozen=True, slots=True)
class Running:
    """Where it listens, and its process."""

    wyoming_port: int
    http_port: int
    process: subprocess.Popen[str]


@contextmanager
def running(
    *arguments: str,
    folder: Path | None = None,
    settings: Mapping[str, object] | None = None,
    program: Sequence[str] = ("-m", "wyoming_kokoro"),
) -> Generator[Running, None, None]:
    """Serve on free ports until left, from a data folder that is empty unless it is named."""
    with tempfile.TemporaryDirectory() as empty:
        command = [sys.executable, *program, "serve", "--uri", "tcp://127.0.0.1:0", "--http-host"]
        command += ["127.0.0.1", "--http-port", "0", "--no-zeroconf", "--data-dir", str(folder or empty), *arguments]
        environment = {**os.environ, **as_environment(settings or {})}
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
            try:
                server = _ready(process)
                threading.Thread(target=_read_on, args=(process,), daemon=True).start()
                yield server
            finally:
                process.terminate()


def as_environment(settings: Mapping[str, object]) -> dict[str, str]:
    """Settings as variables: engine.threads becomes WYOMING_KOKORO_ENGINE_THREADS."""
    return {f"WYOMING_KOKORO_{name.upper().replace('.', '_')}": str(value) for name, value in settings.items()}


def stand_in_folder(data: Path, models: Path, model: str = "model.onnx") -> Path:
    """A data folder that holds a stand-in model and voice, such as build_full_size_model.py writes, as a user's own."""
    for source, target in (
        (models / model, data / "models" / MODEL),
        (models / "voices" / f"{PUBLISHED_VOICE}.bin", data / "voices" / f"{VOICE}.bin"),
    ):
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    return data


def _ready(process: subprocess.Popen[str]) -> Running:
    """Read the log until both doors are open."""
    ports: dict[str, int] = {}
    for line in process.stderr or ():
        if found := re.search(r"(tcp|http)://127\.0\.0\.1:(\d+)", line):
            ports[found[1]] = int(found[2])
        if "is ready" in line:
            return Running(ports["tcp"], ports["http"], process)
    raise RuntimeError("the server did not start")


def _read_on(process: subprocess.Popen[str]) -> None:
    """Take what is logged, so that a full pipe does not stop the server."""
    with suppress(ValueError):  # the pipe is closed when the server was ended
        for _ in process.stderr or ():
            pass
