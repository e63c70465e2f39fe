"""Texts that are read and not spoken: they share one thread, which each caller gets for an equal time."""

from collections.abc import Callable
from typing import Self, TypeVar

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.scheduler.priority import Priority, Urgency
from wyoming_kokoro.scheduler.scheduler import Scheduler

T = TypeVar("T")

MAX_SECONDS = 20.0
"""Of reading one text: the longest text takes a second or two."""


class Reading:
    """A caller's text among those that are only read; it is read page by page."""

    def __init__(self, scheduler: Scheduler, caller: str) -> None:
        self._scheduler = scheduler
        self._shares = scheduler.reading_shares
        self._caller = caller
        self._seconds = 0.0

    def __enter__(self) -> Self:
        """Take a place; Unavailable when there is none."""
        self._shares.join(self._caller)
        return self

    def __exit__(self, *_: object) -> None:
        """Give the place up."""
        self._shares.leave(self._caller)

    async def page(self, work: Callable[[], T]) -> T:
        """Read a page when its turn has come: those of the caller who has used the least time go first."""
        if self._seconds > MAX_SECONDS:
            raise BadRequest("This text takes too long to read; please send a shorter one.", code="text_too_long")
        result, seconds = await self._scheduler.read_only(self._urgency, self._timed(work))
        self._seconds += seconds
        self._shares.use(self._caller, seconds)
        return result

    def _timed(self, work: Callable[[], T]) -> Callable[[], tuple[T, float]]:
        clock = self._scheduler.clock

        def timed() -> tuple[T, float]:
            began = clock()
            return work(), clock() - began

        return timed

    def _urgency(self, _now: float) -> Urgency:
        return (Priority.LATER, self._shares.used(self._caller))
