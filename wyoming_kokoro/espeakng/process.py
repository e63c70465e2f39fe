"""The process that eSpeak NG runs in: started when it is needed, and again when a text has ended it."""

import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.espeakng import worker
from wyoming_kokoro.espeakng.worker import Answer

START_SECONDS = 20.0
"""How long a start may take: a fraction of a second, but a busy machine may need longer."""

ANSWER_SECONDS = 20.0
"""How long an answer may take: the longest text of a request takes about one second."""

RETRY_SECONDS = 10.0
"""How long a process that could not be started is not tried again, so that not every word waits for it."""


class ProcessEnded(Exception):
    """A text has ended the process."""


class EspeakProcess:
    """Runs one worker at a time, for one thread at a time."""

    def __init__(self, library: str, data: str, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._arguments = (sys.executable, "-I", "-S", str(Path(worker.__file__)), library, data)
        self._answer_seconds = answer_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: socket.socket | None = None
        self.info: dict[str, Any] = {}
        """What the library says of itself: rate, version."""
        self._start_failed = -RETRY_SECONDS

    @property
    def pid(self) -> int | None:
        """The number of the process; None while it does not run."""
        return self._process.pid if self._process else None

    def ask(self, command: str, **request: object) -> Answer:
        """Return its answer; ProcessEnded when there is none, Unavailable when it cannot be started."""
        connection = self._connection or self._start()
        try:
            worker.send(connection, {"command": command, **request})
            answer = worker.receive(connection)
        except OSError:
            answer = None
        if answer is None:
            self.close()
            raise ProcessEnded
        return answer

    def start(self) -> None:
        """Start it unless it runs; Unavailable when it cannot be started."""
        if self._connection is None:
            self._start()

    def close(self) -> None:
        """End it, if it runs."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _start(self) -> socket.socket:
        if time.monotonic() - self._start_failed < RETRY_SECONDS:
            raise _unavailable()
        ours, theirs = socket.socketpair()
        ours.settimeout(START_SECONDS)
        self._connection = ours
        greeting = None
        with theirs, suppress(OSError):
            null = subprocess.DEVNULL
            self._process = subprocess.Popen(self._arguments, stdin=theirs.fileno(), stdout=null, stderr=null)  # noqa: S603 - our own program
        with suppress(OSError):
            greeting = worker.receive(ours) if self._process else None
        if greeting is None or "error" in greeting[0]:
            self.close()
            self._start_failed = time.monotonic()
            raise _unavailable()
        self.info = greeting[0]
        ours.settimeout(self._answer_seconds)
        return ours


def _unavailable() -> Unavailable:
    return Unavailable("The eSpeak NG library cannot be used here.", code="espeak_missing")
