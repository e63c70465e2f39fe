"""A server of our own in a process of its own, for benchmarks to talk to."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

READY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Running:
    """Where it listens, and its process."""

    wyoming_port: int
    http_port: int
    process: subprocess.Popen[str]


@contextmanager
def running(*arguments: str) -> Generator[Running, None, None]:
    """Serve from an empty data folder on free ports until left."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "wyoming_kokoro", "serve", "--uri", "tcp://127.0.0.1:0", "--http-host"]
        command += ["127.0.0.1", "--http-port", "0", "--no-zeroconf", "--data-dir", folder, *arguments]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            try:
                yield _ready(process)
            finally:
                process.terminate()


def _ready(process: subprocess.Popen[str]) -> Running:
    """Read the log until both doors are open."""
    ports: dict[str, int] = {}
    for line in process.stderr or ():
        if found := re.search(r"(tcp|http)://127\.0\.0\.1:(\d+)", line):
            ports[found[1]] = int(found[2])
        if "is ready" in line:
            return Running(ports["tcp"], ports["http"], process)
    raise RuntimeError("the server did not start")
