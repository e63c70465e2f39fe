"""Makes the samples of a plan on a cluster: chunks of lines go to actors with a studio each, and rows come back.

The catalogue of the data set is the checkpoint: what is in it is not made again. An actor that is lost costs the chunk
that it had, which another one makes.
"""

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from wyoming_kokoro.errors import SpeechError, Unavailable
from wyoming_kokoro.fleet.cluster import connect
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop.jobs import PlanLine
from wyoming_kokoro.workshop.jobs.made_sample import MadeSample, WorkerFacts
from wyoming_kokoro.workshop.jobs.speech_worker import SETTINGS, facts_of, make_sample
from wyoming_kokoro.workshop.jobs.workers import ATTEMPTS, SAMPLE_SECONDS
from wyoming_kokoro.workshop.own_studio import LOAD_SECONDS, own_studio

CHUNK = 64
"""Lines of a chunk: minutes of work for Kokoro, and some megabytes of sound."""
MAX_ACTORS = 10_000
LOST = "The process that made it ended unexpectedly, twice."


class SpeechActor:
    """A studio with one core, which makes samples of chunks."""

    def __init__(self, loaded: LoadedSettings) -> None:
        logging.disable(logging.CRITICAL)
        self._loaded = loaded
        self._stack = AsyncExitStack()
        self._studio: Any = None
        self._opening = asyncio.Lock()

    async def facts(self) -> tuple[bool, WorkerFacts | str]:
        """Return whether it can speak, and what it speaks with or why it cannot."""
        try:
            async with self._opening:
                if self._studio is None:
                    self._studio = await self._stack.enter_async_context(own_studio(self._loaded, SETTINGS, cores=1))
        except SpeechError as error:
            return False, error.message
        return True, facts_of(self._studio)

    async def make(self, lines: list[PlanLine]) -> list[MadeSample]:
        """Return what comes of some lines; raises Unavailable where it cannot speak."""
        is_ready, content = await self.facts()
        if not is_ready:
            raise Unavailable(str(content))
        return [await make_sample(self._studio, line, self._loaded.sources.paths.presets) for line in lines]


@dataclass(slots=True)
class LineChunk:
    """Some lines that one actor is to make."""

    lines: list[PlanLine]
    losses: int = 0
    """How many actors were lost while they had this very chunk."""

    def again(self) -> "list[LineChunk]":
        """Return what is to be tried after an actor was lost with it: halves, so that a bad line ends up alone."""
        if len(self.lines) == 1:
            return [LineChunk(self.lines, self.losses + 1)]
        middle = len(self.lines) // 2
        return [LineChunk(self.lines[:middle]), LineChunk(self.lines[middle:])]


class ClusterWorkers:
    """Some actors on a cluster, which make the samples of lines in any order."""

    def __init__(self, loaded: LoadedSettings, count: int, address: str = "") -> None:
        self._loaded = loaded
        self._count = max(1, min(count, MAX_ACTORS))
        self._address = address
        self._ray: Any = None
        self._actors: list[Any] = []
        self._facts = WorkerFacts("")

    def __enter__(self) -> Self:
        """Return them; they are started when they are needed."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End all actors."""
        for actor in self._actors:
            self._ray.kill(actor)
        self._actors = []

    @property
    def facts(self) -> WorkerFacts:
        """What they speak with; starts them. Unavailable where they cannot speak."""
        if not self._actors:
            self._ray = connect(self._address, cores=self._count)
            self._actors = [self._start() for _ in range(self._count)]
            self._facts = self._ready(self._actors[0])
        return self._facts

    def make(self, lines: Iterator[PlanLine], stopped: Callable[[], bool]) -> Iterator[MadeSample]:
        """Yield the samples of lines as they are made; once stopped, only those of chunks that were begun."""
        first = next(lines, None)
        if first is None or not self.facts.identity:
            return
        lines = itertools.chain((first,), lines)
        waiting = deque[LineChunk]()
        busy: dict[Any, tuple[Any, LineChunk]] = {}
        for actor in list(self._actors):
            self._give(actor, _next_chunk(lines, waiting, stopped), busy)
        while busy:
            done, _ = self._ray.wait(list(busy), timeout=SAMPLE_SECONDS * CHUNK)
            if not done:
                raise Unavailable("No chunk was made for too long; the same command goes on.")
            actor, chunk = busy.pop(done[0])
            try:
                made = self._ray.get(done[0])
            except self._ray.exceptions.RayActorError:
                yield from _after_loss(chunk, waiting)
                actor = self._replaced(actor)
            except self._ray.exceptions.RayTaskError as error:
                raise Unavailable(str(error.cause) if isinstance(error.cause, SpeechError) else str(error)) from error
            else:
                yield from made
            self._give(actor, _next_chunk(lines, waiting, stopped), busy)

    def _give(self, actor: Any, chunk: LineChunk | None, busy: dict[Any, tuple[Any, LineChunk]]) -> None:  # noqa: ANN401 -- see connect
        if chunk is not None:
            busy[actor.make.remote(chunk.lines)] = actor, chunk

    def _start(self) -> Any:  # noqa: ANN401 -- see connect
        return self._ray.remote(SpeechActor).options(num_cpus=1).remote(self._loaded)

    def _replaced(self, actor: Any) -> Any:  # noqa: ANN401 -- see connect
        """Return another actor in place of one that was lost."""
        fresh = self._start()
        self._actors[self._actors.index(actor)] = fresh
        return fresh

    def _ready(self, actor: Any) -> WorkerFacts:  # noqa: ANN401 -- see connect
        try:
            _, content = self._ray.get(actor.facts.remote(), timeout=LOAD_SECONDS)
        except self._ray.exceptions.RayError as error:
            raise Unavailable("A process of the cluster ended while it started, or found no core.") from error
        if not isinstance(content, WorkerFacts):
            raise Unavailable(str(content))
        return content


def _next_chunk(lines: Iterator[PlanLine], waiting: deque[LineChunk], stopped: Callable[[], bool]) -> LineChunk | None:
    """Return what is made next: first what was lost."""
    if stopped():
        return None
    if waiting:
        return waiting.popleft()
    part = list(itertools.islice(lines, CHUNK))
    return LineChunk(part) if part else None


def _after_loss(chunk: LineChunk, waiting: deque[LineChunk]) -> Iterator[MadeSample]:
    """Let a chunk be tried again; a line that was lost alone too often is given up."""
    for part in chunk.again():
        if part.losses < ATTEMPTS:
            waiting.append(part)
        else:
            yield MadeSample(part.lines[0], problem=LOST)
