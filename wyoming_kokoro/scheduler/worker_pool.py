"""Threads of one kind, and the work that waits for them."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from wyoming_kokoro.scheduler.priority import UrgencyAt, idle_urgency

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Job(Generic[T]):
    """Work that waits for a thread."""

    urgency: UrgencyAt
    future: asyncio.Future[T]
    work: Callable[[], T]

    @property
    def is_idle_work(self) -> bool:
        """Whether no listener waits for it."""
        return self.urgency is idle_urgency


class WorkerPool:
    """Gives threads to the most urgent jobs; `may_idle` tells whether idle work may begin now."""

    def __init__(self, threads: int, name: str, clock: Callable[[], float], may_idle: Callable[[], bool]) -> None:
        self.threads = threads
        self.running = 0
        self.contenders = 0
        """How many wanted something when the last job began, itself among them."""
        self._clock = clock
        self._may_idle = may_idle
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._waiting: list[Job[Any]] = []
        self._closed = False

    @property
    def queue(self) -> int:
        """How many jobs wait."""
        return sum(1 for job in self._waiting if not job.future.done())

    async def do(self, urgency: UrgencyAt, work: Callable[[], T]) -> T:
        """Do this on a thread when its turn has come; work that is cancelled while it waits never begins."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(Job(urgency, future, work))
        self.begin()
        return await future

    def begin(self) -> None:
        """Begin the most urgent jobs while threads are free; equally urgent ones in the order they came."""
        while not self._closed and self.running < self.threads:
            self._waiting = [job for job in self._waiting if not job.future.done()]
            if not self._waiting:
                return
            now = self._clock()
            job = min(self._waiting, key=lambda job: job.urgency(now))
            if job.is_idle_work and (self.running or not self._may_idle()):
                return
            self._begin(job)

    def close(self) -> None:
        """Begin nothing more."""
        self._closed = True
        for job in self._waiting:
            job.future.cancel()
        self._waiting.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _begin(self, job: Job[Any]) -> None:
        self._waiting.remove(job)
        self.running += 1
        self.contenders = self.running + sum(1 for waiting in self._waiting if not waiting.is_idle_work)
        result = asyncio.get_running_loop().run_in_executor(self._pool, job.work)
        result.add_done_callback(lambda result: self._end(job, result))

    def _end(self, job: Job[T], result: "asyncio.Future[T]") -> None:
        self.running -= 1
        if result.cancelled():
            job.future.cancel()
        elif error := result.exception():
            if not job.future.done():
                job.future.set_exception(error)
        elif not job.future.done():
            job.future.set_result(result.result())
        # Not at once: the listener who got this may want more, and sooner than those who wait.
        asyncio.get_running_loop().call_soon(self.begin)


class AbandonableIterator(Generic[T]):
    """An iterator that may be abandoned while a thread is inside it: then that thread closes it."""

    def __init__(self, source: Iterator[T]) -> None:
        self._source = source
        self._inside = threading.Lock()
        self._abandoned = False

    def next(self) -> T | None:
        """Return the next item, or None after the last; runs on a thread."""
        with self._inside:
            item = None if self._abandoned else next(self._source, None)
        if self._abandoned:
            self._close()
        return item

    def abandon(self) -> None:
        """End it; runs on the event loop and never waits for the thread."""
        self._abandoned = True
        self._close()

    def _close(self) -> None:
        close = getattr(self._source, "close", None)
        if close is not None and self._inside.acquire(blocking=False):  # else the thread inside closes it
            try:
                close()
            finally:
                self._inside.release()
