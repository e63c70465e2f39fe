"""A few threads, and the order in which listeners get them."""

import asyncio
import time
from collections.abc import Callable
from math import inf
from typing import TypeVar

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.scheduler.priority import UrgencyAt, idle_urgency
from wyoming_kokoro.scheduler.reading_shares import ReadingShares
from wyoming_kokoro.scheduler.worker_pool import WorkerPool

T = TypeVar("T")

READERS = 4
"""Texts that are read at once. Python computes one thing at a time, but one text may wait for a dictionary to load."""

REMOTE_REQUESTS = 32
"""Phrases that other machines make at once. Their threads only wait, so they are many, and take no core."""


class Scheduler:
    """Gives its threads to the listener who needs sound first.

    Reading has threads of its own, so that its milliseconds do not wait behind seconds of making sound. What another
    machine makes is waited for on threads of its own too, so that it takes no turn from what is made here.
    """

    def __init__(
        self,
        threads: int,
        max_waiting: int,
        clock: Callable[[], float] = time.monotonic,
        supply: Callable[[], float] = lambda: inf,
        max_listeners: int = 0,
    ) -> None:
        """Take how many phrases are made at once, how many listeners may wait, can be supplied, and may be at all.

        Where `max_listeners` is 0, there may be as many as come.
        """
        self.clock = clock
        self._max_waiting = max_waiting
        self._supply = supply
        self._max_listeners = max_listeners or inf
        self._makers = WorkerPool(threads, "maker", clock, self._may_idle)
        self._readers = WorkerPool(READERS, "reader", clock, self._may_idle)
        self._only_readers = WorkerPool(1, "only-reader", clock, self._may_idle)  # Python computes one thing at a time
        self._remote = WorkerPool(REMOTE_REQUESTS, "remote", clock, self._may_idle)
        self.reading_shares = ReadingShares()
        self._listeners = 0
        self._newcomers = 0
        self._last_request = clock()
        self._closed = False

    @property
    def queue(self) -> int:
        """How many jobs wait for a thread."""
        return sum(pool.queue for pool in self._pools)

    @property
    def working(self) -> int:
        """How many jobs have a thread."""
        return sum(pool.running for pool in self._pools)

    @property
    def threads(self) -> int:
        """How many phrases are made at once."""
        return self._makers.threads

    @property
    def contenders(self) -> int:
        """How many listeners wanted something when the last phrase was begun."""
        return self._makers.contenders

    @property
    def overloaded(self) -> bool:
        """Whether there are more listeners than can be supplied."""
        return self._listeners > self._supply()

    @property
    def idle(self) -> bool:
        """Whether no job waits and none is done."""
        return self.working == 0 and self.queue == 0

    async def quiet(self, pause: float) -> None:
        """Wait until nothing was requested for this many seconds; idle work does not count."""
        while (left := self._last_request + pause - self.clock()) > 0 or not self.idle:  # noqa: ASYNC110 -- time is no event
            await asyncio.sleep(max(left, pause / 10))

    async def read(self, urgency: UrgencyAt, work: Callable[[], T]) -> T:
        """Do something short for a listener, while other things are being made."""
        return await self._do(self._readers, urgency, work)

    async def read_only(self, urgency: UrgencyAt, work: Callable[[], T]) -> T:
        """Read a page of a text that is not spoken; the pages of all such texts have one thread."""
        return await self._do(self._only_readers, urgency, work)

    async def make(self, urgency: UrgencyAt, work: Callable[[], T]) -> T:
        """Make sound for a listener when its turn has come."""
        return await self._do(self._makers, urgency, work)

    async def receive(self, urgency: UrgencyAt, work: Callable[[], T]) -> T:
        """Wait for sound that another machine makes for a listener."""
        return await self._do(self._remote, urgency, work)

    async def when_idle(self, work: Callable[[], T]) -> T:
        """Do work that no listener waits for, when none is being spoken to; one such job at a time."""
        return await self._do(self._makers, idle_urgency, work)

    def listener_joins(self) -> float:
        """Count a listener, and return the moment; Unavailable when too many wait for their first sound already."""
        self._check_open()
        if self._newcomers >= self._max_waiting or self._listeners >= self._max_listeners:
            raise Unavailable("Too many requests are waiting to be spoken; please try again soon.", code="queue_full")
        self._newcomers += 1
        self._listeners += 1
        return self.clock()

    def first_sound_delivered(self) -> None:
        """Note that one listener fewer waits for its first sound."""
        self._newcomers -= 1

    def listener_leaves(self, *, waited: bool) -> None:
        """Count a listener no more, who may have waited for its first sound until now."""
        self._newcomers -= waited
        self._listeners -= 1
        self._makers.begin()  # now there may be time for idle work

    def close(self) -> None:
        """Begin nothing more; jobs that have a thread end by themselves."""
        self._closed = True
        for pool in self._pools:
            pool.close()

    @property
    def _pools(self) -> tuple[WorkerPool, ...]:
        return self._makers, self._readers, self._only_readers, self._remote

    def _may_idle(self) -> bool:
        return self._listeners == 0

    def _check_open(self) -> None:
        if self._closed:
            raise Unavailable("The server is stopping; please try again soon.", code="stopping")

    async def _do(self, pool: WorkerPool, urgency: UrgencyAt, work: Callable[[], T]) -> T:
        self._check_open()
        if urgency is not idle_urgency:
            self._last_request = self.clock()
        return await pool.do(urgency, work)
