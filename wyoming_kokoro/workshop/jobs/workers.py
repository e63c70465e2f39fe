"""Processes that make samples: lines are handed out one by one, and one that dies is replaced."""

import itertools
import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, Self

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop.jobs.made_sample import MadeSample, WorkerFacts
from wyoming_kokoro.workshop.jobs.plan import PlanLine

ATTEMPTS = 2
"""How often a line is given to a process: the second time to a new one."""
MAX_WORKERS = 64
START_SECONDS = 3600.0
"""How long a process may take until it can speak: a model is prepared once, on a busy machine slowly."""
SAMPLE_SECONDS = 900.0
"""How long a sample may take before its process counts as stuck: two minutes of speech on a slow, busy machine."""
_STOP_SECONDS = 2.0
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Variables by which libraries choose their threads, when they are loaded."""


class LineWorker:
    """One process and the line that it works at."""

    def __init__(self, loaded: LoadedSettings) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy threads that hold locks
        self.pipe, end = context.Pipe()
        self._process: Any = context.Process(target=_serve, args=(loaded, end), daemon=True, name="workshop")
        with _one_thread():
            self._process.start()
        end.close()
        self.line: PlanLine | None = None
        self.attempt = 1

    def started(self) -> WorkerFacts:
        """Wait until it can speak, and return what it speaks with; Unavailable where it cannot."""
        try:
            if not self.pipe.poll(START_SECONDS):
                raise Unavailable("A process of the workshop does not start.")
            _, content = self.pipe.recv()
        except (EOFError, OSError):
            raise Unavailable("A process of the workshop ended while it started.") from None
        if not isinstance(content, WorkerFacts):
            raise Unavailable(str(content))
        return content

    def give(self, line: PlanLine, attempt: int = 1) -> None:
        """Let it make a sample; raises OSError where it has died."""
        self.line, self.attempt = line, attempt
        self.pipe.send(line)

    def close(self) -> None:
        """End the process."""
        with suppress(OSError):
            self.pipe.close()  # on which it ends by itself
        self._process.join(_STOP_SECONDS if self.line is None else 0)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()


class LineWorkers:
    """Some processes, which make the samples of lines in any order."""

    def __init__(self, loaded: LoadedSettings, count: int) -> None:
        self._loaded = loaded
        self._count = max(1, min(count, MAX_WORKERS))
        self._workers: list[LineWorker] = []
        self._facts = WorkerFacts("")

    def __enter__(self) -> Self:
        """Return them; they are started when they are needed."""
        return self

    @property
    def facts(self) -> WorkerFacts:
        """What they speak with; starts them. Unavailable where they cannot speak."""
        if not self._workers:
            self._workers = [LineWorker(self._loaded) for _ in range(self._count)]
            for worker in self._workers:
                self._facts = worker.started()
        return self._facts

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End all processes."""
        self.close()

    def close(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.close()
        self._workers = []

    def make(self, lines: Iterator[PlanLine], stopped: Callable[[], bool]) -> Iterator[MadeSample]:
        """Yield the samples of lines as they are made; once stopped, only those that were begun."""
        first = next(lines, None)
        if first is None or not self.facts.identity:
            return
        lines = itertools.chain((first,), lines)
        for worker in list(self._workers):
            self._give_next(worker, lines, stopped)
        while busy := {worker.pipe: worker for worker in self._workers if worker.line is not None}:
            ready = [pipe for pipe in wait(list(busy), SAMPLE_SECONDS) if isinstance(pipe, Connection)]
            if not ready:
                raise Unavailable(f"No sample was made in {SAMPLE_SECONDS:g} seconds; the same command goes on.")
            for pipe in ready:
                worker = busy[pipe]
                try:
                    is_made, content = pipe.recv()
                except (EOFError, OSError):
                    yield from self._replaced(worker, lines, stopped)
                    continue
                worker.line = None
                if not is_made:
                    raise Unavailable(str(content))
                yield content
                self._give_next(worker, lines, stopped)

    def _give_next(self, worker: LineWorker, lines: Iterator[PlanLine], stopped: Callable[[], bool]) -> None:
        if stopped():
            return
        line = next(lines, None)
        if line is not None:
            with suppress(OSError):  # if it has died, that is seen when its answer is read
                worker.give(line)

    def _replaced(
        self, worker: LineWorker, lines: Iterator[PlanLine], stopped: Callable[[], bool]
    ) -> Iterator[MadeSample]:
        """Start another process in place of one that died, and give it the line once more."""
        line, attempt = worker.line, worker.attempt
        worker.close()
        fresh = LineWorker(self._loaded)
        self._workers[self._workers.index(worker)] = fresh
        fresh.started()
        if line is None:
            return
        if attempt < ATTEMPTS:
            fresh.give(line, attempt + 1)
            return
        yield MadeSample(line, problem="The process that made it ended unexpectedly, twice.")
        self._give_next(fresh, lines, stopped)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let a process that is started meanwhile compute with one thread."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _serve(loaded: LoadedSettings, pipe: Connection) -> None:
    """Make samples in the new process: only that one needs a studio, and commands that read start quickly."""
    import_module("wyoming_kokoro.workshop.jobs.speech_worker").serve_lines(loaded, pipe)
