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

LONGEST_ANSWER = 20.0
"""Seconds after which it is taken to hang: the longest text of a request takes about one."""


RETRIED_AFTER = 10.0
"""Seconds before a process that could not be started is tried again: not each word that is asked shall wait for it."""


class ProcessEnded(Exception):
    """A text has ended the process."""


class EspeakProcess:
    """One worker at a time; not to be asked by two threads at once."""

    def __init__(self, place: str, data: str) -> None:
        self._arguments = (sys.executable, "-I", "-S", str(Path(worker.__file__)), place, data)
        self._running: subprocess.Popen[bytes] | None = None
        self._connection: socket.socket | None = None
        self.about: dict[str, Any] = {}
        """What it said of itself: rate, version."""
        self._refused = -RETRIED_AFTER

    def ask(self, do: str, **request: object) -> Answer:
        """Its answer; Ended when there is none, Unavailable when it cannot be started."""
        connection = self._connection or self._start()
        try:
            worker.send(connection, {"do": do, **request})
            answer = worker.receive(connection)
        except OSError:
            answer = None
        if answer is None:
            self.close()
            raise ProcessEnded
        return answer

    def start(self) -> None:
        """See that it runs."""
        if self._connection is None:
            self._start()

    def close(self) -> None:
        """End it, if it runs."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._running is not None:
            self._running.kill()
            self._running.wait()
            self._running = None

    def _start(self) -> socket.socket:
        if time.monotonic() - self._refused < RETRIED_AFTER:
            raise _unavailable()
        ours, theirs = socket.socketpair()
        ours.settimeout(LONGEST_ANSWER)
        self._connection = ours
        told = None
        with theirs, suppress(OSError):
            nowhere = subprocess.DEVNULL
            self._running = subprocess.Popen(self._arguments, stdin=theirs.fileno(), stdout=nowhere, stderr=nowhere)  # noqa: S603 - ourselves
        with suppress(OSError):
            told = worker.receive(ours) if self._running else None
        if told is None or "error" in told[0]:
            self.close()
            self._refused = time.monotonic()
            raise _unavailable()
        self.about = told[0]
        return ours


def _unavailable() -> Unavailable:
    return Unavailable("The eSpeak NG library cannot be used here.", code="espeak_missing")
