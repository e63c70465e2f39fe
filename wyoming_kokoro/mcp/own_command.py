"""Runs a command of this program in a process of its own, which is told to end when nobody waits for it any more."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import Paths

END_SECONDS = 5.0
"""For a command that was told to end, which stops its player and lets media players go on, before it is killed."""


class OwnCommand:
    """One run of a command that prints JSON."""

    def __init__(self, words: Sequence[str], paths: Paths) -> None:
        folders = ("--data-dir", str(paths.data), "--download-dir", str(paths.downloads))
        self._words = [sys.executable, "-m", "wyoming_kokoro", *words, *folders]
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = threading.Event()

    async def run(self, given: str = "") -> Any:  # noqa: ANN401 -- whatever JSON the command prints
        """Run it with a text on its standard input, and return what it prints; Unavailable if it fails."""
        work = asyncio.create_task(asyncio.to_thread(self._run, given.encode()))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.to_thread(self._stop)
            await asyncio.gather(work, return_exceptions=True)
            raise

    def _run(self, given: bytes) -> Any:  # noqa: ANN401 -- as above
        if self._stopped.is_set():
            raise Unavailable("It was stopped.")
        try:
            self._process = subprocess.Popen(  # noqa: S603 -- our own program
                self._words,
                env=_with_this_program(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            raise Unavailable(f"The command cannot be started: {error.strerror}.") from error
        if self._stopped.is_set():
            self._process.terminate()
        output, errors = self._process.communicate(given)
        try:
            return json.loads(output)
        except ValueError:
            last = (errors.decode(errors="replace").strip().splitlines() or ["The command failed."])[-1]
            raise Unavailable(last) from None

    def _stop(self) -> None:
        """Tell the process to end, and wait until it has."""
        self._stopped.set()
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def _with_this_program() -> dict[str, str]:
    """Return the environment, in which this very program is found from any folder."""
    search = os.pathsep.join(filter(None, (str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": search}
