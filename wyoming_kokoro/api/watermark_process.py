"""Runs `wyoming-kokoro watermark` in a process of its own: what a sound does to its decoder happens there."""

import asyncio
from typing import Any

from wyoming_kokoro.api.command_process import CommandProcess
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


class WatermarkProcesses:
    """Looks at one sound at a time; some wait."""

    def __init__(self) -> None:
        self._queue = WorkQueue()

    async def detect(self, sound: bytes) -> dict[str, Any]:
        """Return what the command finds; BadRequest for what cannot be decoded. Nothing is kept."""
        async with self._queue.turn(MAX_WAITING):
            found: dict[str, Any] = (await _run(sound))[0]
        del found["file"]
        return found


async def _run(sound: bytes) -> Any:  # noqa: ANN401 -- the JSON that the command prints
    arguments = ("--json", f"--memory={MEMORY_MEGABYTES}", "sound")
    files, work = {"sound": sound}, "Looking for marks"
    process = CommandProcess(
        ("watermark",), arguments, None, files=files, niceness=NICENESS, work=work, one_thread=True
    )
    try:
        return await asyncio.to_thread(process.run, MAX_SECONDS)
    except (BadRequest, Unavailable) as error:
        if not process.was_started:
            raise
        # Whatever ended it, a limit or a signal, it was the sound: the same program found others.
        why = "takes too long to look at" if process.timed_out else "cannot be decoded, or is longer than ten minutes"
        raise BadRequest(f"The sound {why}.", code="bad_file", about="file") from error
    finally:
        process.stop()
