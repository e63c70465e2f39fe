"""Runs `wyoming-kokoro watermark` in a process of its own: what a sound does to its decoder happens there."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wyoming_kokoro.api.work_queue import WorkQueue
from wyoming_kokoro.errors import BadRequest, Unavailable

NICENESS = 10
"""Looking for marks gives way to speaking."""
MAX_SECONDS = 120.0
"""For one sound: ten minutes without a mark take fifteen seconds, and a Raspberry Pi takes five times as long."""
MEMORY_MEGABYTES = 1_500
"""Of addresses: a sound of ten minutes takes a third of it, and libraries reserve much of which they use little."""
MAX_WAITING = 4
"""Requests that wait while another sound is looked at; more are refused, because each holds a sound."""
NOT_MARKED, UNREADABLE = 1, 3
"""The exit codes of the command."""


class WatermarkProcesses:
    """Looks at one sound at a time; some wait."""

    def __init__(self) -> None:
        self._queue = WorkQueue()

    async def detect(self, sound: bytes) -> dict[str, Any]:
        """Return what the command finds; BadRequest for what cannot be decoded. Nothing is kept."""
        async with self._queue.turn(MAX_WAITING):
            folder = await asyncio.to_thread(tempfile.TemporaryDirectory)
            try:
                await asyncio.to_thread((Path(folder.name) / "sound").write_bytes, sound)
                return await _run(folder.name)
            finally:
                await asyncio.shield(asyncio.to_thread(folder.cleanup))


async def _run(folder: str) -> dict[str, Any]:
    command = (sys.executable, "-m", "wyoming_kokoro", "watermark", "--json", f"--memory={MEMORY_MEGABYTES}", "sound")
    process = await asyncio.to_thread(_start, ("nice", "-n", str(NICENESS), *command), folder)
    try:
        content, _ = await asyncio.to_thread(process.communicate, None, MAX_SECONDS)
        code = process.returncode
    except subprocess.TimeoutExpired:
        raise BadRequest("The sound takes too long to look at.", code="bad_file", about="file") from None
    finally:
        await asyncio.shield(asyncio.to_thread(_end, process))
    if code not in (0, NOT_MARKED):
        # Whatever ended it, a limit or a signal, it was the sound: the same program found others.
        raise BadRequest("The sound cannot be decoded, or is longer than ten minutes.", code="bad_file", about="file")
    found: dict[str, Any] = json.loads(content)[0]
    del found["file"]
    return found


def _start(command: Sequence[str], folder: str) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 -- our own program
            command,
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        raise Unavailable(f"Marks cannot be looked for: {error.strerror}.") from error


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process, if it has not ended, and close what it writes to."""
    process.kill()
    with process:
        process.wait()


def _environment() -> dict[str, str]:
    """Return the environment, in which this very program is found from any folder, and its libraries use one thread."""
    search = os.pathsep.join(filter(None, (str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": search, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
