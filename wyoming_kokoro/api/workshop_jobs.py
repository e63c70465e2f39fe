"""Runs the workshop's commands in processes of their own, one at a time: nothing of the workshop is in the server."""

import asyncio
import re
import secrets
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from wyoming_kokoro.api.command_process import CommandProcess
from wyoming_kokoro.api.work_queue import WorkQueue
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.settings import Paths

NICENESS = 10
"""Making samples gives way to speaking."""
LIST_NICENESS = 5
"""Somebody waits for a list: it gives way to speaking only."""
LIST_SECONDS = 60.0
JOB_SECONDS = 30 * 24 * 3600.0
"""A hundred thousand samples on a Raspberry Pi take two weeks."""
MAX_LISTS = 6
MAX_WAITING = 5
"""Jobs that wait for the one that runs."""
MAX_KEPT = 20
"""Jobs that are over and still shown."""
RECENT_SECONDS = 60.0
"""Over which the speed of a job is measured."""
ENDING_SECONDS = 4.0
"""For the samples in hand when the server stops; a process that takes longer is killed, and makes them again later."""
_DONE = re.compile(r"(\d+) of (\d+)")

State = Literal["waiting", "working", "stopping", "stopped", "done", "failed"]


@dataclass(slots=True)
class JobProgress:
    """How far a job is, as its process tells it."""

    done: int = 0
    total: int = 0
    _seen: list[tuple[float, int]] = field(default_factory=list)

    def read(self, line: str, now: float) -> None:
        """Take a line that the process has written: "speak: 12 of 20, ..."."""
        found = _DONE.search(line)
        if found is None:
            return
        done, total = int(found[1]), int(found[2])
        if total != self.total or done < self.done:  # the next command of the job
            self._seen.clear()
        self.done, self.total = done, total
        self._seen = [each for each in self._seen if now - each[0] < RECENT_SECONDS]
        self._seen.append((now, done))

    def as_json(self) -> dict[str, object]:
        """Return it with the samples a minute, and the seconds that are left, if they are known."""
        (began, first), (last, done) = (self._seen[0], self._seen[-1]) if self._seen else ((0.0, 0), (0.0, 0))
        rate = (done - first) / (last - began) if last > began else 0.0
        left = round((self.total - self.done) / rate) if rate else None
        return {
            "done": self.done,
            "total": self.total,
            "a_minute": round(60 * rate, 1) if rate else None,
            "seconds_left": left,
        }


@dataclass(slots=True)
class WorkshopJob:
    """A job of this server: some commands, one after the other."""

    action: str
    data_set: str
    steps: Sequence[Sequence[str]]
    paths: Paths
    id: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    state: State = "waiting"
    doing: str = ""
    progress: JobProgress = field(default_factory=JobProgress)
    asked: float = field(default_factory=time.time)
    begun: float | None = None
    ended: float | None = None
    problem: str | None = None
    result: Any = None
    """What the last command has printed."""
    process: CommandProcess | None = None
    stop_asked: bool = False

    @property
    def is_over(self) -> bool:
        """Whether nothing will come any more."""
        return self.ended is not None

    def show(self, line: str) -> None:
        """Take a line that the process has written."""
        self.doing = line.strip()[:300]
        self.progress.read(line, time.monotonic())

    def end(self, state: State, problem: str | None = None) -> None:
        """Note how it ended."""
        self.state, self.problem, self.ended, self.process = state, problem, time.time(), None

    def as_json(self) -> dict[str, object]:
        """Return it for the dashboard, without its result, which may be long."""
        return {
            "id": self.id, "action": self.action, "set": self.data_set, "state": self.state, "doing": self.doing,
            **self.progress.as_json(), "asked": self.asked, "begun": self.begun, "ended": self.ended,
            "problem": self.problem,
        }  # fmt: skip


class WorkshopJobs:
    """The jobs of one server: one runs, a few wait."""

    def __init__(self) -> None:
        self._lists = WorkQueue()
        self._jobs: list[WorkshopJob] = []
        self._task: asyncio.Task[None] | None = None
        self._choices: dict[str, Any] | None = None

    @property
    def jobs(self) -> Sequence[WorkshopJob]:
        """All jobs, the newest first."""
        return tuple(reversed(self._jobs))

    async def ask(self, arguments: Sequence[str], paths: Paths) -> Any:  # noqa: ANN401 -- as the command prints it
        """Return what a command prints that only reads; it does not wait for a job."""
        process = CommandProcess(arguments[:2], arguments[2:], paths, niceness=LIST_NICENESS, work="Reading")
        async with self._lists.turn(MAX_LISTS):
            return await _in_thread(process, LIST_SECONDS)

    async def choices(self, paths: Paths, *, fresh: bool = False) -> dict[str, Any]:
        """Return what may be chosen, which changes only where somebody adds presets."""
        if fresh or self._choices is None:
            self._choices = await self.ask(("dataset", "choices", "--json"), paths)
        return self._choices or {}

    def start(self, job: WorkshopJob) -> WorkshopJob:
        """Run a job as soon as those before it are over; Unavailable where too many wait."""
        waiting = sum(each.state == "waiting" for each in self._jobs)
        if waiting >= MAX_WAITING:
            raise Unavailable("Too many jobs wait already.", code="busy", retry_after=60)
        over = [each for each in self._jobs if each.is_over]
        for old in over[: max(0, len(over) - MAX_KEPT + 1)]:
            self._jobs.remove(old)
        self._jobs.append(job)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run_all())
        return job

    def find(self, job_id: str) -> WorkshopJob:
        """Return a job; BadRequest where there is none."""
        for job in self._jobs:
            if job.id == job_id:
                return job
        raise BadRequest("There is no such job.", code="job_not_found")

    def interrupt(self, job_id: str) -> WorkshopJob:
        """Let a job finish the samples in hand and stop; one that waits is not begun. The same job can go on later."""
        job = self.find(job_id)
        if job.state == "waiting":
            job.end("stopped")
        elif not job.is_over:
            job.state, job.stop_asked = "stopping", True
            if job.process is not None:
                job.process.interrupt()
        return job

    async def stop(self) -> None:
        """End all jobs, as the server stops; harmless when there are none."""
        for job in self._jobs:
            if not job.is_over:
                self.interrupt(job.id)
        task = self._task
        if task is None or task.done():
            return
        _, working = await asyncio.wait((task,), timeout=ENDING_SECONDS)
        if working:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run_all(self) -> None:
        while job := next((each for each in self._jobs if each.state == "waiting"), None):
            await self._run(job)

    async def _run(self, job: WorkshopJob) -> None:
        job.state, job.begun = "working", time.time()
        try:
            for step in job.steps:
                job.process = CommandProcess(step[:2], step[2:], job.paths, job.show, niceness=NICENESS, work="The job")
                job.result = await _in_thread(job.process, JOB_SECONDS)
                if job.stop_asked:
                    break
        except (BadRequest, Unavailable) as error:
            job.end("stopped" if job.stop_asked else "failed", None if job.stop_asked else error.message)
        except asyncio.CancelledError:
            job.end("stopped")
            raise
        else:
            job.end("stopped" if job.stop_asked and _is_cut_short(job.result) else "done")


def _is_cut_short(result: object) -> bool:
    """Return whether a command says that it was stopped before its end; one that says nothing was."""
    outcomes = result if isinstance(result, list) else [result]
    return any(not isinstance(each, dict) or each.get("stopped", True) for each in outcomes)


async def _in_thread(process: CommandProcess, seconds: float) -> Any:  # noqa: ANN401 -- as above
    """Run a process, and end it when this is cancelled."""
    try:
        return await asyncio.to_thread(process.run, seconds)
    finally:
        with suppress(ProcessLookupError):
            process.stop()
