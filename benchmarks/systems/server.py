"""Runs our server in a process of its own."""

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

MODEL = "standin.onnx"
VOICE = "af_standin"
"""Names that are not published ones: a file with a published name is used only if its digest is the published one."""
PUBLISHED_VOICE = "af_heart"


@dataclass(frozen=True, slots=True)
class RunningServer:
    """The ports and the process of a server."""

    wyoming_port: int
    http_port: int
    process: subprocess.Popen[str]


@contextmanager
def running(
    *arguments: str,
    folder: Path | None = None,
    settings: Mapping[str, object] | None = None,
    program: Sequence[str] = ("-m", "wyoming_kokoro"),
) -> Generator[RunningServer, None, None]:
    """Run a server on free ports; its data folder is empty unless one is named."""
    with tempfile.TemporaryDirectory() as empty:
        command = [sys.executable, *program, "serve", "--uri", "tcp://127.0.0.1:0", "--http-host"]
        command += ["127.0.0.1", "--http-port", "0", "--no-zeroconf", "--data-dir", str(folder or empty), *arguments]
        environment = {**os.environ, **as_environment(settings or {})}
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
            try:
                server = _wait_until_ready(process)
                threading.Thread(target=_drain_log, args=(process,), daemon=True).start()
                yield server
            finally:
                process.terminate()


def as_environment(settings: Mapping[str, object]) -> dict[str, str]:
    """Return settings as environment variables: engine.threads becomes WYOMING_KOKORO_ENGINE_THREADS."""
    return {f"WYOMING_KOKORO_{name.upper().replace('.', '_')}": str(value) for name, value in settings.items()}


def stand_in_folder(data: Path, models: Path, model: str = "model.onnx") -> Path:
    """Copy a model and a voice, such as build_full_size_model.py writes, into a data folder as files of the user."""
    for source, target in (
        (models / model, data / "models" / MODEL),
        (models / "voices" / f"{PUBLISHED_VOICE}.bin", data / "voices" / f"{VOICE}.bin"),
    ):
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    return data


def _wait_until_ready(process: subprocess.Popen[str]) -> RunningServer:
    """Read the log until both servers listen; returns their ports."""
    ports: dict[str, int] = {}
    for line in process.stderr or ():
        if match := re.search(r"(tcp|http)://127\.0\.0\.1:(\d+)", line):
            ports[match[1]] = int(match[2])
        if "is ready" in line:
            return RunningServer(ports["tcp"], ports["http"], process)
    raise RuntimeError("the server did not start")


def _drain_log(process: subprocess.Popen[str]) -> None:
    """Read what is logged, so that a full pipe does not stop the server."""
    with suppress(ValueError):  # the pipe is closed when the server was ended
        for _ in process.stderr or ():
            pass
