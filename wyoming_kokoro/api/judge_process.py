"""Runs `wyoming-kokoro judge` in a process of its own: nothing of it is in the server, and listeners never wait."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wyoming_kokoro.api.command_process import CommandProcess, Line
from wyoming_kokoro.api.work_queue import WorkQueue
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.settings import Paths

NICENESS = 10
"""Judging gives way to speaking."""
LIST_NICENESS = 5
"""Listing takes half a second of processor time and somebody waits for it: it gives way to speaking only."""
VALIDATE_SECONDS = 300.0
"""For one sound: on a Raspberry Pi, Whisper tiny takes ten seconds to load and twice the length of a sound."""
LIST_SECONDS = 60.0
PROMPTS_SECONDS = 6 * 3600.0
"""For the hundred prompts, on a slow machine."""
MAX_WAITING = 4
"""Requests that wait while another of their kind runs; more are refused, because each may hold a sound."""


class JudgeProcess(CommandProcess):
    """One run of `judge`."""

    def __init__(
        self,
        arguments: Sequence[str],
        paths: Paths,
        on_line: Line = lambda _: None,
        files: Mapping[str, bytes] | None = None,
        niceness: int = 0,
    ) -> None:
        super().__init__(("judge",), arguments, paths, on_line, files, niceness, "Judging")


@dataclass(slots=True)
class PromptsJob:
    """The prompts that are being judged, or were last."""

    about: Mapping[str, str]
    begun: float
    doing: str = ""
    ended: float | None = None
    problem: str | None = None

    def as_json(self) -> dict[str, object]:
        """Return it for the dashboard."""
        return {
            "about": dict(self.about),
            "begun": self.begun,
            "doing": self.doing,
            "ended": self.ended,
            "problem": self.problem,
        }


class JudgeProcesses:
    """The processes of one server: one sound at a time, and beside it one list and one job with prompts."""

    def __init__(self) -> None:
        self._sounds, self._lists = WorkQueue(), WorkQueue()
        self._task: asyncio.Task[None] | None = None
        self.job: PromptsJob | None = None

    async def validate(self, sound: bytes, text: str, arguments: Sequence[str], paths: Paths) -> dict[str, Any]:
        """Judge a sound against a text; nothing is kept."""
        files = {"sound": sound, "text": text.encode()}
        command = ("file", "sound", "--text-file", "text", "--json", *arguments)
        process = JudgeProcess(command, paths, files=files, niceness=NICENESS)
        async with self._sounds.turn(MAX_WAITING):
            report = await _in_thread(process, VALIDATE_SECONDS)
        take: dict[str, Any] = report["takes"][0]
        return {**take, "about": report["about"], "unjudged": report["unjudged"], "thresholds": report["thresholds"]}

    async def ask(self, arguments: Sequence[str], paths: Paths) -> Any:  # noqa: ANN401 -- as the command prints it
        """Return what the command prints; it does not wait for a sound that is being judged."""
        async with self._lists.turn(MAX_WAITING):
            return await _in_thread(JudgeProcess(arguments, paths, niceness=LIST_NICENESS), LIST_SECONDS)

    def start(self, about: Mapping[str, str], arguments: Sequence[str], paths: Paths) -> PromptsJob:
        """Begin to speak and judge the prompts; BadRequest while others are being judged."""
        if self._task is not None and not self._task.done():
            raise BadRequest("Prompts are being judged already; wait until they are.", code="already_judging")
        self.job = PromptsJob(about, time.time())
        self._task = asyncio.create_task(self._run(self.job, arguments, paths))
        return self.job

    async def stop(self) -> None:
        """End the job; harmless when there is none."""
        task = self._task
        if task is not None and not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self, job: PromptsJob, arguments: Sequence[str], paths: Paths) -> None:
        def show(line: str) -> None:
            job.doing = line

        try:
            await _in_thread(JudgeProcess(arguments, paths, show, niceness=NICENESS), PROMPTS_SECONDS)
        except (Unavailable, BadRequest) as error:
            job.problem = error.message
        except asyncio.CancelledError:
            job.problem = "It was stopped."
            raise
        finally:
            job.ended = time.time()


async def _in_thread(process: JudgeProcess, timeout: float) -> Any:  # noqa: ANN401, ASYNC109 -- as above
    """Run a process, and end it when this is cancelled."""
    try:
        return await asyncio.to_thread(process.run, timeout)
    finally:
        process.stop()
