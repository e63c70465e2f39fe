"""Whose sound is made next, when several want to speak."""

# ruff: noqa: SLF001 -- a listener is a part of its turns, and knows them from inside

import asyncio
import threading
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass
from enum import IntEnum
from math import inf
from typing import Any, Generic, TypeVar

from wyoming_kokoro.errors import Unavailable

T = TypeVar("T")

SHORT = 0.5
"""Seconds in hand below which a listener is about to fall silent: about what a newcomer's first sound takes to make."""

SHORT_WHEN_OVERLOADED = 6.0
"""The same while there are more listeners than can be supplied: then newcomers wait until some have been told most."""

NEWCOMER_MAX_WAIT = 4.0
"""Seconds that a newcomer waits at most for those who are short; docs/decisions/turns.md has what other values do."""

READERS = 4
"""Texts that are read at once. Python computes one thing at a time, but one text may wait for a dictionary to load."""


class _Priority(IntEnum):
    """Who goes first."""

    OVERDUE = 0
    SHORT = 1
    NEW = 2
    LATER = 3
    IDLE = 4


Urgency = tuple[_Priority, float]
"""Smaller goes first."""


@dataclass(frozen=True, slots=True)
class PlaybackBuffer:
    """What a listener has in hand when its turn comes, and how many share the threads."""

    seconds: float
    """Until it falls silent, if it plays from the first sound on; less than nothing if it has."""
    crowd: int = 1
    """Listeners that want something made at this moment."""
    at_once: int = 1
    """Runs that are made at once."""

    @property
    def together(self) -> int:
        """How many runs share the processor."""
        return max(1, min(self.crowd, self.at_once))

    @property
    def share(self) -> float:
        """How many turns go by, counted in one's own, until the next."""
        return max(1.0, self.crowd / self.at_once)


class Scheduler:
    """A few threads, and the order in which listeners get them: whoever needs sound first is first.

    What is read has threads of its own, so that the milliseconds of reading do not wait behind seconds of making.
    """

    def __init__(
        self,
        at_once: int,
        waiting: int,
        clock: Callable[[], float] = time.monotonic,
        supplied: Callable[[], float] = lambda: inf,
    ) -> None:
        """Take how many runs there are at once, how many may wait, and how many listeners can be supplied."""
        self._most_waiting = waiting
        self._clock = clock
        self._supplied = supplied
        self._making = _WorkerPool(at_once, "turn", self)
        self._reading = _WorkerPool(READERS, "reading", self)
        self._listeners = 0
        self._newcomers = 0
        self._last = clock()
        self._closed = False

    @property
    def queue(self) -> int:
        """How much waits for a thread."""
        return self._making.queue + self._reading.queue

    @property
    def working(self) -> int:
        """How much is being made."""
        return self._making.working + self._reading.working

    @property
    def crowded(self) -> bool:
        """Whether there are more listeners than can be supplied."""
        return self._listeners > self._supplied()

    @property
    def idle(self) -> bool:
        """Whether nobody waits and nothing is being made."""
        return self.working == 0 and self.queue == 0

    async def quiet(self, pause: float) -> None:
        """Wait until nobody has wanted anything for so many seconds; what is done when idle does not count."""
        while (left := self._last + pause - self._clock()) > 0 or not self.idle:  # noqa: ASYNC110 -- time is no event
            await asyncio.sleep(max(left, pause / 10))

    def join(self) -> "Listener":
        """A place in the order; refused when too many wait for their first sound already."""
        listener = Listener(self)
        listener.join()
        return listener

    async def when_idle(self, work: Callable[[], T]) -> T:
        """Do something for which nobody waits, when nobody is being spoken to; one such thing at a time."""
        return await self._do(self._making, _nobody_waits, work)

    def close(self) -> None:
        """Begin nothing more; what is being made ends by itself."""
        self._closed = True
        self._making.close()
        self._reading.close()

    async def _do(self, lane: "_WorkerPool", urgency: Callable[[float], Urgency], work: Callable[[], T]) -> T:
        if self._closed:
            raise Unavailable("The server is stopping; please try again soon.", code="stopping")
        if urgency is not _nobody_waits:
            self._last = self._clock()
        return await lane.do(urgency, work)

    def _arrive(self) -> float:
        """Count a listener in; gives the moment."""
        if self._closed:
            raise Unavailable("The server is stopping; please try again soon.", code="stopping")
        if self._newcomers >= self._most_waiting:
            raise Unavailable("Too many requests are waiting to be spoken; please try again soon.", code="queue_full")
        self._newcomers += 1
        self._listeners += 1
        return self._clock()

    def _leave(self) -> None:
        self._listeners -= 1
        self._making.begin()  # now there may be time for what nobody waits for


class Listener:
    """One request's place among the others: how urgent its next sound is follows from what it has been given."""

    def __init__(self, turns: Scheduler) -> None:
        self._turns = turns
        self._joined: float | None = None
        self._began: float | None = None
        self._given = 0.0
        self._gone = False

    @property
    def here(self) -> bool:
        """Whether it has taken its place."""
        return self._joined is not None

    def join(self) -> None:
        """Take the place; refused when too many wait for their first sound already."""
        self._joined = self._turns._arrive()

    def urgency(self, now: float) -> Urgency:
        """Whoever is about to fall silent goes first, then newcomers, then whoever falls silent first.

        A newcomer who has waited for long goes before all: everybody is kept waiting then, and nobody for ever.
        """
        if self._began is None:
            joined = self._joined or 0.0
            return (_Priority.NEW if now - joined < NEWCOMER_MAX_WAIT else _Priority.OVERDUE, joined)
        silent = self._began + self._given
        short = SHORT_WHEN_OVERLOADED if self._turns.crowded else SHORT
        return (_Priority.SHORT if silent - now < short else _Priority.LATER, silent)

    def hand(self) -> PlaybackBuffer:
        """What it has in hand now; for any thread."""
        turns, began = self._turns, self._began
        left = 0.0 if began is None else began + self._given - turns._clock()
        return PlaybackBuffer(left, turns._making.crowd, turns._making.threads)

    async def read(self, work: Callable[[], T]) -> T:
        """Do something short for this listener, beside what is being made."""
        return await self._turns._do(self._turns._reading, self.urgency, work)

    async def make(self, work: Callable[[], T]) -> T:
        """Make something for this listener when its turn has come."""
        return await self._turns._do(self._turns._making, self.urgency, work)

    async def each(self, making: Iterator[tuple[T, bool]], *, known: bool = False) -> AsyncGenerator[T, None]:
        """Things made one by one, each in its turn, and whether it is the last; closing this abandons the rest.

        What is `known` already takes no time, and no turn.
        """
        busy = _AbandonableIterator(making)
        do = self.read if known else self.make
        try:
            while (made := await do(busy.next)) is not None:
                thing, last = made
                yield thing
                if last:
                    break
        finally:
            busy.abandon()

    def give(self, seconds: float) -> None:
        """Count sound as handed to the listener."""
        if self._began is None and seconds:
            self._began = self._turns._clock()
            self._turns._newcomers -= 1
        self._given += seconds

    def leave(self) -> None:
        """Give the place up; harmless when repeated."""
        if self._joined is None or self._gone:
            return
        self._gone = True
        if self._began is None:
            self._turns._newcomers -= 1
        self._turns._leave()


@dataclass(frozen=True, slots=True)
class _Job(Generic[T]):
    urgency: Callable[[float], Urgency]
    """At a given moment."""
    future: asyncio.Future[T]
    work: Callable[[], T]


def _nobody_waits(_now: float) -> Urgency:
    return (_Priority.IDLE, 0.0)


class _WorkerPool:
    """Threads of one kind, and what waits for them; as many as may wait are looked through each time."""

    def __init__(self, threads: int, name: str, turns: Scheduler) -> None:
        self.threads = threads
        self.working = 0
        self.crowd = 0
        """How many wanted something when the last job began."""
        self._turns = turns
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._waiting: list[_Job[Any]] = []
        self._closed = False

    @property
    def queue(self) -> int:
        return sum(1 for job in self._waiting if not job.future.done())

    async def do(self, urgency: Callable[[float], Urgency], work: Callable[[], T]) -> T:
        """Do this on a thread when its turn has come; what is cancelled while it waits is never begun."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Job(urgency, future, work))
        self.begin()
        return await future

    def begin(self) -> None:
        """Begin what is most urgent, as far as there are threads; those who are alike in the order they came."""
        while not self._closed and self.working < self.threads:
            self._waiting = [job for job in self._waiting if not job.future.done()]
            if not self._waiting:
                return
            now = self._turns._clock()
            job = min(self._waiting, key=lambda job: job.urgency(now))
            idle = job.urgency is _nobody_waits
            if idle and (self.working or self._turns._listeners):
                return
            self._waiting.remove(job)
            self.working += 1
            self.crowd = self.working + sum(1 for each in self._waiting if each.urgency is not _nobody_waits)
            made = asyncio.get_running_loop().run_in_executor(self._pool, job.work)
            made.add_done_callback(lambda made, job=job: self._end(job, made))  # type: ignore[misc]

    def close(self) -> None:
        self._closed = True
        for job in self._waiting:
            job.future.cancel()
        self._waiting.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _end(self, job: "_Job[T]", made: "asyncio.Future[T]") -> None:
        self.working -= 1
        if made.cancelled():
            job.future.cancel()
        elif error := made.exception():
            if not job.future.done():
                job.future.set_exception(error)
        elif not job.future.done():
            job.future.set_result(made.result())
        # Not at once: whoever got this may want more, and sooner than those who wait.
        asyncio.get_running_loop().call_soon(self.begin)


class _AbandonableIterator(Generic[T]):
    """Something being made that may be abandoned while a thread is inside it: then that thread closes it."""

    def __init__(self, making: Iterator[T]) -> None:
        self._making = making
        self._inside = threading.Lock()
        self._abandoned = False

    def next(self) -> T | None:
        """The next thing, or None after the last; runs on a thread."""
        with self._inside:
            made = None if self._abandoned else next(self._making, None)
        if self._abandoned:
            self._close()
        return made

    def abandon(self) -> None:
        """Make no more of it; runs on the event loop and never waits for the thread."""
        self._abandoned = True
        self._close()

    def _close(self) -> None:
        close = getattr(self._making, "close", None)
        if close is not None and self._inside.acquire(blocking=False):  # else the thread inside closes it
            try:
                close()
            finally:
                self._inside.release()


def _one(_thing: object) -> float:
    return 1.0


async def ahead(
    source: AsyncGenerator[T, None], most: float = 1.0, size: Callable[[T], float] = _one
) -> AsyncGenerator[T, None]:
    """The same things, made ahead of their use until those that wait are of `most` together, or one more.

    Closing this closes the source.
    """
    ready: deque[T] = deque()
    fault: Exception | None = None
    waiting, done = 0.0, False
    news, room = asyncio.Event(), asyncio.Event()

    async def fill() -> None:
        nonlocal fault, done, waiting
        try:
            async with aclosing(source):
                async for thing in source:
                    ready.append(thing)
                    waiting += size(thing)
                    news.set()
                    while waiting >= most:
                        room.clear()
                        await room.wait()
        except Exception as error:  # noqa: BLE001 -- it is raised again where the things are used
            fault = error
        done = True
        news.set()

    filling = asyncio.create_task(fill())
    try:
        while True:
            while ready:
                thing = ready.popleft()
                waiting -= size(thing)
                room.set()
                yield thing
            if done:
                break
            news.clear()
            await news.wait()
        if fault is not None:
            raise fault
    finally:
        filling.cancel()
        await asyncio.gather(filling, return_exceptions=True)
