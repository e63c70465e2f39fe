"""One request's place among the others."""

from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from wyoming_kokoro.scheduler.priority import (
    LONG_TEXT_DELAY,
    NEWCOMER_MAX_WAIT,
    SHORT,
    SHORT_TEXT_MAX_WAIT,
    SHORT_WHEN_OVERLOADED,
    Priority,
    Urgency,
)
from wyoming_kokoro.scheduler.scheduler import Scheduler
from wyoming_kokoro.scheduler.worker_pool import AbandonableIterator

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PlaybackBuffer:
    """The sound a listener has when its turn comes, and how many share the threads."""

    seconds: float
    """Until a gap, if it plays from the first sound on; negative during one."""
    listeners: int = 1
    """Listeners that want something made at this moment."""
    at_once: int = 1
    """Phrases that are made at once."""

    @property
    def together(self) -> int:
        """How many runs share the processor."""
        return max(1, min(self.listeners, self.at_once))

    @property
    def share(self) -> float:
        """How many turns go by, counted in one's own, until the next."""
        return max(1.0, self.listeners / self.at_once)


class Listener:
    """A request in the scheduler: how urgent its next sound is follows from how much was delivered."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._joined_at: float | None = None
        self._has_short_text = False
        self._first_sound_at: float | None = None
        self._delivered = 0.0
        self._left = False

    @property
    def joined(self) -> bool:
        """Whether it has a place in the order."""
        return self._joined_at is not None

    def join(self, *, has_short_text: bool = False) -> None:
        """Take a place in the order; Unavailable when too many wait for their first sound already."""
        self._joined_at = self._scheduler.listener_joins()
        self._has_short_text = has_short_text

    def urgency(self, now: float) -> Urgency:
        """Return how urgent its next sound is.

        Listeners near a gap go first, then newcomers, then the one whose buffer is empty first. A newcomer who has
        waited for long goes before all: so every listener waits at times, and none without end. Newcomers with a short
        text wait less, as they need one turn only.
        """
        if self._first_sound_at is None:
            joined_at = self._joined_at or 0.0
            most, counted_from = NEWCOMER_MAX_WAIT, LONG_TEXT_DELAY
            if self._has_short_text:
                most, counted_from = SHORT_TEXT_MAX_WAIT, 0.0
            return (Priority.NEW if now - joined_at < most else Priority.OVERDUE, joined_at + counted_from)
        gap_at = self._first_sound_at + self._delivered
        short = SHORT_WHEN_OVERLOADED if self._scheduler.overloaded else SHORT
        return (Priority.SHORT if gap_at - now < short else Priority.LATER, gap_at)

    def buffer(self) -> PlaybackBuffer:
        """Return what it has to play now; for any thread."""
        scheduler, began = self._scheduler, self._first_sound_at
        left = 0.0 if began is None else began + self._delivered - scheduler.clock()
        return PlaybackBuffer(left, scheduler.contenders, scheduler.threads)

    async def read(self, work: Callable[[], T]) -> T:
        """Do something short for this listener, while other things are being made."""
        return await self._scheduler.read(self.urgency, work)

    async def make(self, work: Callable[[], T]) -> T:
        """Make something for this listener when its turn has come."""
        return await self._scheduler.make(self.urgency, work)

    async def receive(self, work: Callable[[], T]) -> T:
        """Wait for something that another machine makes for this listener."""
        return await self._scheduler.receive(self.urgency, work)

    async def each(
        self, source: Iterator[tuple[T, bool]], *, cached: bool = False, remote: bool = False
    ) -> AsyncGenerator[T, None]:
        """Yield items made one by one, each in its turn; with each comes whether it is the last.

        Closing this abandons the rest. What is `cached` takes no time, and no turn; what is `remote` is made by another
        machine, and takes no turn either.
        """
        items = AbandonableIterator(source)
        do = self.read if cached else self.receive if remote else self.make
        try:
            while (result := await do(items.next)) is not None:
                item, last = result
                yield item
                if last:
                    break
        finally:
            items.abandon()

    def deliver(self, seconds: float) -> None:
        """Count sound as delivered."""
        if self._first_sound_at is None and seconds:
            self._first_sound_at = self._scheduler.clock()
            self._scheduler.first_sound_delivered()
        self._delivered += seconds

    def leave(self) -> None:
        """Give the place up; harmless when repeated."""
        if self._joined_at is None or self._left:
            return
        self._left = True
        self._scheduler.listener_leaves(waited=self._first_sound_at is None)
