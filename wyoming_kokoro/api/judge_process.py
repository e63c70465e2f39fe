"""Runs `wyoming-kokoro judge` in a process of its own: nothing of it is in the server, and listeners never wait."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
MAX_OUTPUT = 20_000_000
"""Bytes of a report that are read: that of a hundred prompts has a fiftieth of it."""
UNREADABLE, WRONG = 3, 4
"""The exit codes for a sound that cannot be decoded, and for what was asked for wrongly."""

Line = Callable[[str], None]


class JudgeProcess:
    """One run of the command, which can be stopped from another thread."""

    def __init__(
        self,
        arguments: Sequence[str],
        paths: Paths,
        on_line: Line = lambda _: None,
        files: Mapping[str, bytes] | None = None,
        niceness: int = 0,
    ) -> None:
        """Take what follows `judge`, and what is told every line that it writes while it works.

        It runs in a folder of its own that has these files, and gives way to others by its niceness.
        """
        self.files = files or {}
        self._niceness = niceness
        folders = ("--data-dir", str(paths.data), "--download-dir", str(paths.downloads))
        self._command = [sys.executable, "-m", "wyoming_kokoro", "judge", *folders, *arguments]
        self._on_line = on_line
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def run(self, timeout: float) -> Any:  # noqa: ANN401 -- whatever JSON the command prints
        """Run it to its end and return the JSON that it prints. Blocks."""
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as output:
            for name, content in self.files.items():
                (Path(folder) / name).write_bytes(content)
            process = self._start(folder, output.fileno())
            timer = threading.Timer(timeout, self.stop)
            timer.start()
            try:
                last = self._read_lines(process)
                code = process.wait()
            finally:
                timer.cancel()
                self.stop()
            output.seek(0)
            return self._result(code, output.read(MAX_OUTPUT), last)

    def stop(self) -> None:
        """End the process; harmless when it has ended."""
        with self._lock:
            self._stopped = True
            if self._process is not None and self._process.poll() is None:
                self._process.kill()

    def _start(self, folder: str, output: int) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._stopped:
                raise Unavailable("Judging was stopped.")
            try:
                self._process = subprocess.Popen(  # noqa: S603 -- our own program
                    ["nice", "-n", str(self._niceness), *self._command],  # noqa: S607 -- it is in every system
                    cwd=folder,
                    env=_environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.PIPE,
                )
            except OSError as error:
                raise Unavailable(f"The judges cannot be started: {error.strerror}.") from error
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
            raise Unavailable("Judging was stopped, or took too long.")
        with suppress(ValueError):
            return json.loads(content)
        raise Unavailable(last if last.endswith(".") else "The judges failed.")


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
        self._sounds, self._lists = _Queue(), _Queue()
        self._task: asyncio.Task[None] | None = None
        self.job: PromptsJob | None = None

    async def validate(self, sound: bytes, text: str, arguments: Sequence[str], paths: Paths) -> dict[str, Any]:
        """Judge a sound against a text; nothing is kept."""
        files = {"sound": sound, "text": text.encode()}
        command = ("file", "sound", "--text-file", "text", "--json", *arguments)
        report = await self._sounds.run(JudgeProcess(command, paths, files=files, niceness=NICENESS), VALIDATE_SECONDS)
        take: dict[str, Any] = report["takes"][0]
        return {**take, "about": report["about"], "unjudged": report["unjudged"], "thresholds": report["thresholds"]}

    async def ask(self, arguments: Sequence[str], paths: Paths) -> Any:  # noqa: ANN401 -- as the command prints it
        """Return what the command prints; it does not wait for a sound that is being judged."""
        return await self._lists.run(JudgeProcess(arguments, paths, niceness=LIST_NICENESS), LIST_SECONDS)

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


class _Queue:
    """Runs one process at a time; some wait."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)
        self._waiting = 0

    async def run(self, process: JudgeProcess, timeout: float) -> Any:  # noqa: ANN401, ASYNC109 -- whatever JSON it prints; the process has to know it
        """Return what the process prints; Unavailable while too many wait."""
        if self._waiting >= MAX_WAITING:
            raise Unavailable("Too many requests wait to be judged.", code="busy", retry_after=10)
        self._waiting += 1
        try:
            async with self._turn:
                return await _in_thread(process, timeout)
        finally:
            self._waiting -= 1


async def _in_thread(process: JudgeProcess, timeout: float) -> Any:  # noqa: ANN401, ASYNC109 -- as above
    """Run a process, and end it when this is cancelled."""
    try:
        return await asyncio.to_thread(process.run, timeout)
    finally:
        process.stop()


def _environment() -> dict[str, str]:
    """Return the environment, in which this very program is found from any folder."""
    search = os.pathsep.join(filter(None, (str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": search}
