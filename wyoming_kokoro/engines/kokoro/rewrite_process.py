"""Rewrites graphs in a process of its own, so that onnx and what it needs are gone from memory afterwards."""

import logging
import os
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

log = logging.getLogger(__name__)

PREPARE_TIMEOUT = 300.0
"""Seconds; preparing takes one or two, and a machine so slow or short of memory uses the model file as it is."""
SPLIT_TIMEOUT = 3600.0
"""Seconds; splitting takes half a minute of one core, and on a busy Raspberry Pi a good part of an hour."""

MAX_REPORT_BYTES = 4096
"""Of what a process prints about its progress: some dozen lines."""


class RewriteProcess:
    """Rewrites a model in a process of its own, which may take a minute and can be stopped."""

    def __init__(self, name: str, *arguments: str | Path, timeout: float = PREPARE_TIMEOUT) -> None:
        """Take the model's name for messages, what is to be done, and the timeout in seconds."""
        self._name = name
        self._timeout = timeout
        self.arguments = arguments
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._report: IO[bytes] | None = None
        """What the process prints: a share of its work in each line."""

    @property
    def share(self) -> float | None:
        """How much of the work is done, from 0 to 1, as the process last printed it; None if it has not."""
        report = self._report
        if report is None:
            return None
        with suppress(OSError, ValueError):  # it was closed a moment ago
            printed = os.pread(report.fileno(), MAX_REPORT_BYTES, 0)
            lines = printed.rpartition(b"\n")[0].split()  # what follows the last line end is not printed to its end
            return float(lines[-1]) if lines else None
        return None

    def run(self) -> None:
        """Run the process until it ends or the timeout is reached; failures are logged."""
        process = self._start()
        if process is None:
            return
        try:
            _, errors = process.communicate(timeout=self._timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            _, errors = process.communicate()
        finally:
            self._end_report()
        if process.returncode and not self._stopped:
            log.warning("%s stays as it is: rewriting its graph failed", self._name)
            log.debug("%s", errors.decode(errors="replace"))

    def stop(self) -> None:
        """End the process; harmless when it has ended, and it is not started afterwards."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.terminate()

    def _end_report(self) -> None:
        with self._lock:
            if self._report is not None:
                self._report.close()
                self._report = None

    def _start(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._stopped:
                return None
            try:
                self._report = tempfile.TemporaryFile()  # noqa: SIM115 -- open as long as the process runs
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                    _command(*self.arguments),
                    stdin=subprocess.DEVNULL,
                    stdout=self._report,
                    stderr=subprocess.PIPE,
                    env=_environment(),
                )
            except OSError as error:
                log.warning("%s stays as it is: %s", self._name, error.strerror)
                return None
            return self._process


def prepared_graph(stock: Path) -> bytes | None:
    """Return the prepared graph of a model file, made in a process of its own; None if that failed."""
    try:
        result = subprocess.run(  # noqa: S603 - our own interpreter and module
            _command("whole", stock), capture_output=True, env=_environment(), timeout=PREPARE_TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.warning("Preparing %s failed: %s", stock.name, error)
        return None
    if result.returncode or not result.stdout:
        log.warning("Preparing %s failed (status %d)", stock.name, result.returncode)
        log.debug("%s", result.stderr.decode(errors="replace"))
        return None
    return result.stdout


def _command(*arguments: str | Path) -> list[str]:
    module = "wyoming_kokoro.engines.kokoro.graph_rewrite"
    return [sys.executable, "-m", module, *(os.fspath(each) for each in arguments)]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
