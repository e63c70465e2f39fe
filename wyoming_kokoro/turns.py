"""Whose piece is made next, when several want to speak."""

import asyncio
import heapq
import itertools
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.speech import Piece, seconds

T = TypeVar("T")

Urgency = tuple[int, float]
"""Smaller goes first: a listener's first sound before everybody's later ones, then whoever runs dry first."""

FIRST, LATER, IDLE = 0, 1, 2


class Turns:
    """A few threads, and the order in which listeners get them."""

    def __init__(self, at_once: int, waiting: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._at_once = at_once
        self._most_waiting = waiting
        self._clock = clock
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="turn")
        self._waiting: list[_Job[Any]] = []
        self._order = itertools.count()
        self._working = 0
        self._newcomers = 0
        self._last = clock()
        self._closed = False

    @property
    def queue(self) -> int:
        """How many pieces wait for a thread."""
        return sum(1 for job in self._waiting if not job.future.done())

    @property
    def working(self) -> int:
        """How many pieces are being made."""
        return self._working

    @property
    def idle(self) -> bool:
        """Whether nobody waits and nothing is being made."""
        return self._working == 0 and self.queue == 0

    async def quiet(self, pause: float) -> None:
        """Wait until nobody has wanted anything for so many seconds; what is done when idle does not count."""
        while (left := self._last + pause - self._clock()) > 0 or not self.idle:  # noqa: ASYNC110 -- time is no event
            await asyncio.sleep(max(left, pause / 10))

    def join(self) -> "Listener":
        """A place in the order; refused when too many wait for their first sound already."""
        if self._closed:
            raise Unavailable("The server is stopping; please try again soon.", code="stopping")
        if self._newcomers >= self._most_waiting:
            raise Unavailable("Too many requests are waiting to be spoken; please try again soon.", code="queue_full")
        self._newcomers += 1
        return Listener(self, self._clock())

    async def when_idle(self, work: Callable[[], T]) -> T:
        """Do something for which nobody waits, after everything for which somebody does."""
        return await self.do((IDLE, self._clock()), work)

    async def do(self, urgency: Urgency, work: Callable[[], T]) -> T:
        """Do this on a thread when its turn has come; what is cancelled while it waits is never begun."""
        if self._closed:
            raise Unavailable("The server is stopping; please try again soon.", code="stopping")
        if urgency[0] != IDLE:
            self._last = self._clock()
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, _Job(urgency, next(self._order), future, work))
        self._begin()
        return await future

    def close(self) -> None:
        """Begin nothing more; what is being made ends by itself."""
        self._closed = True
        for job in self._waiting:
            job.future.cancel()
        self._waiting.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _begin(self) -> None:
        while self._working < self._at_once and self._waiting:
            job = heapq.heappop(self._waiting)
            if job.future.done():
                continue
            self._working += 1
            made = asyncio.get_running_loop().run_in_executor(self._pool, job.work)
            made.add_done_callback(lambda made, job=job: self._end(job, made))  # type: ignore[misc]

    def _end(self, job: "_Job[T]", made: "asyncio.Future[T]") -> None:
        self._working -= 1
        if made.cancelled():
            job.future.cancel()
        elif error := made.exception():
            if not job.future.done():
                job.future.set_exception(error)
        elif not job.future.done():
            job.future.set_result(made.result())
        if not self._closed:
            self._begin()

    def _newcomer_left(self) -> None:
        self._newcomers -= 1


class Listener:
    """One request's place among the others: how urgent its next piece is follows from what it has been given."""

    def __init__(self, turns: Turns, now: float) -> None:
        self._turns = turns
        self._joined = now
        self._began: float | None = None
        self._given = 0.0
        self._gone = False

    @property
    def urgency(self) -> Urgency:
        """When its buffer runs dry, if it plays from the first sound on."""
        if self._began is None:
            return (FIRST, self._joined)
        return (LATER, self._began + self._given)

    async def make(self, work: Callable[[], T]) -> T:
        """Do something for this listener when its turn has come."""
        return await self._turns.do(self.urgency, work)

    async def pieces(self, rendering: Iterator[Piece]) -> AsyncGenerator[Piece, None]:
        """The pieces of a rendering, each made in its turn; closing this abandons the rest."""
        busy = _Busy(rendering)
        try:
            while (piece := await self.make(busy.next)) is not None:
                yield piece
        finally:
            busy.abandon()

    def give(self, piece: Piece) -> None:
        """Count a piece as handed to the listener."""
        if self._began is None and len(piece.samples):
            self._began = self._turns._clock()  # noqa: SLF001 -- a listener is a part of its turns
            self._arrived()
        self._given += seconds(piece.samples)

    def leave(self) -> None:
        """Give the place up; harmless when repeated."""
        if self._began is None:
            self._arrived()

    def _arrived(self) -> None:
        if not self._gone:
            self._gone = True
            self._turns._newcomer_left()  # noqa: SLF001 -- as above


@dataclass(order=True)
class _Job(Generic[T]):
    urgency: Urgency
    order: int
    future: asyncio.Future[T] = field(compare=False)
    work: Callable[[], T] = field(compare=False)


class _Busy:
    """A rendering that may be abandoned while a thread is inside it: then that thread closes it."""

    def __init__(self, rendering: Iterator[Piece]) -> None:
        self._rendering = rendering
        self._inside = threading.Lock()
        self._abandoned = False

    def next(self) -> Piece | None:
        """The next piece, or None after the last; runs on a thread."""
        with self._inside:
            piece = None if self._abandoned else next(self._rendering, None)
        if self._abandoned:
            self._close()
        return piece

    def abandon(self) -> None:
        """Make no more of it; runs on the event loop and never waits for the thread."""
        self._abandoned = True
        self._close()

    def _close(self) -> None:
        close = getattr(self._rendering, "close", None)
        if close is not None and self._inside.acquire(blocking=False):  # else the thread inside closes it
            try:
                close()
            finally:
                self._inside.release()


async def ahead(source: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
    """The same things, with the next one in the making while one is being used; closing this closes the source."""
    ready: asyncio.Queue[tuple[T] | Exception | None] = asyncio.Queue(maxsize=1)

    async def fill() -> None:
        try:
            async with aclosing(source):
                async for thing in source:
                    await ready.put((thing,))
        except Exception as error:  # noqa: BLE001 -- it is raised again where the things are used
            await ready.put(error)
        else:
            await ready.put(None)

    filling = asyncio.create_task(fill())
    try:
        while (found := await ready.get()) is not None:
            if isinstance(found, Exception):
                raise found
            yield found[0]
    finally:
        filling.cancel()
        await asyncio.gather(filling, return_exceptions=True)
