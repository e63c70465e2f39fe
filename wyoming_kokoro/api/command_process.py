"""Runs one of the program's own commands in a process of its own: nothing of it is in the server."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.settings import Paths

MAX_OUTPUT = 20_000_000
"""Bytes of what a command prints that are read: a report of a hundred prompts has a fiftieth of it."""
UNREADABLE, WRONG = 3, 4
"""The exit codes for a sound that cannot be decoded, and for what was asked for wrongly."""

_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

Line = Callable[[str], None]


class CommandProcess:
    """One run of the command, which can be stopped from another thread."""

    def __init__(
        self,
        command: Sequence[str],
        arguments: Sequence[str],
        paths: Paths | None,
        on_line: Line = lambda _: None,
        files: Mapping[str, bytes] | None = None,
        niceness: int = 0,
        work: str = "The command",
        *,
        one_thread: bool = False,
    ) -> None:
        """Take the words of the command and what follows them, and what is told every line that it writes.

        `work` is what it does, for messages.
        It runs in a folder of its own that has these files, gives way to others by its niceness, and uses these paths
        where it needs any. With `one_thread` libraries compute with one, which takes less address space.
        """
        self.files = files or {}
        self._niceness = niceness
        folders = ("--data-dir", str(paths.data), "--download-dir", str(paths.downloads)) if paths else ()
        self._command = [sys.executable, "-m", "wyoming_kokoro", *command, *folders, *arguments]
        self._work = work
        self._on_line = on_line
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._environment = {**_environment(), **(_ONE_THREAD if one_thread else {})}
        self.timed_out = False
        """Whether it was ended because it took too long."""

    def run(self, timeout: float) -> Any:  # noqa: ANN401 -- whatever JSON the command prints
        """Run it to its end and return the JSON that it prints. Blocks."""
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as output:
            for name, content in self.files.items():
                (Path(folder) / name).write_bytes(content)
            process = self._start(folder, output.fileno())
            timer = threading.Timer(timeout, self._time_out)
            timer.start()
            try:
                last = self._read_lines(process)
                code = process.wait()
            finally:
                timer.cancel()
                self._kill()
            output.seek(0)
            return self._result(code, output.read(MAX_OUTPUT), last)

    @property
    def was_started(self) -> bool:
        """Whether there was a process."""
        return self._process is not None

    def interrupt(self) -> None:
        """Ask it to finish what it has in hand and end, as Ctrl-C does; harmless when it has ended."""
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                self._process.send_signal(signal.SIGINT)

    def stop(self) -> None:
        """End the process; harmless when it has ended."""
        with self._lock:
            self._stopped = True
        self._kill()

    def _kill(self) -> None:
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                self._process.kill()

    def _time_out(self) -> None:
        self.timed_out = True
        self.stop()

    def _start(self, folder: str, output: int) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._stopped:
                raise Unavailable(f"{self._work} was stopped.")
            try:
                self._process = subprocess.Popen(  # noqa: S603 -- our own program
                    ["nice", "-n", str(self._niceness), *self._command],  # noqa: S607 -- it is in every system
                    cwd=folder,
                    env=self._environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.PIPE,
                )
            except OSError as error:
                raise Unavailable(f"{self._work} cannot be started: {error.strerror}.") from error
            return self._process

    def _read_lines(self, process: subprocess.Popen[bytes]) -> str:
        last = ""
        with process.stderr or open(os.devnull, "rb") as lines:  # noqa: PTH123 -- it is a pipe
            for line in lines:
                last = line.decode(errors="replace").strip() or last
                self._on_line(last)
        return last

    def _result(self, code: int, content: bytes, last: str) -> Any:  # noqa: ANN401 -- as above
        if code == UNREADABLE:
            raise BadRequest("The sound cannot be decoded.", code="bad_file", about="file")
        if code == WRONG:
            raise BadRequest(last, code="invalid_value")
        if code < 0 or (self._stopped and not content):
            raise Unavailable(f"{self._work} was stopped, or took too long.")
        with suppress(ValueError):
            return json.loads(content)
        raise Unavailable(last if last.endswith(".") else f"{self._work} failed.")


def _environment() -> dict[str, str]:
    """Return the environment, in which this very program is found from any folder."""
    search = os.pathsep.join(filter(None, (str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": search}
