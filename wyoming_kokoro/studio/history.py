"""The last hours, minute by minute: how soon, how fast and how full it was, for charts; figures, never words."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

MINUTE = 60.0
MINUTES = 6 * 60
"""Minutes that are kept."""

FIGURES = 64
"""Figures of one kind that a minute keeps: more would move neither its middle nor its slow ones by much."""


def _figures() -> deque[float]:
    return deque(maxlen=FIGURES)


@dataclass(slots=True)
class MinuteStats:
    """What one minute came to."""

    moment: float
    """When it began, in seconds since 1970."""
    utterances: int = 0
    """That ended in it."""
    first_sound: deque[float] = field(default_factory=_figures)
    """Seconds until the first sound of each, where sound had to be made."""
    first_sound_from_cache: deque[float] = field(default_factory=_figures)
    """The same where all of it was known from before."""
    rtf: deque[float] = field(default_factory=_figures)
    """Seconds of work for each second of sound."""
    listeners: int = 0
    """The most at once."""
    queue: int = 0
    """The most pieces that were seen waiting."""
    memory_bytes: int | None = None


class History:
    """The last minutes in which anything was noted."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._minutes: deque[MinuteStats] = deque(maxlen=MINUTES)

    @property
    def minutes(self) -> tuple[MinuteStats, ...]:
        """Those of the last hours, oldest first."""
        oldest = self._clock() - MINUTES * MINUTE
        return tuple(minute for minute in self._minutes if minute.moment > oldest)

    def note_listeners(self, listeners: int) -> None:
        """Note how many listen at the moment."""
        now = self._now()
        now.listeners = max(now.listeners, listeners)

    def utterance_ended(self, first_sound: float | None, rtf: float | None) -> None:
        """Note an utterance that has ended; without a factor all of its sound was known from before."""
        now = self._now()
        now.utterances += 1
        if first_sound is not None:
            (now.first_sound_from_cache if rtf is None else now.first_sound).append(first_sound)
        if rtf is not None:
            now.rtf.append(rtf)

    def note_load(self, listeners: int, queue: int, memory_bytes: int) -> None:
        """Note how full it is at the moment."""
        self.note_listeners(listeners)
        now = self._now()
        now.queue = max(now.queue, queue)
        now.memory_bytes = memory_bytes

    def _now(self) -> MinuteStats:
        """The minute that is running; a clock that was put back goes on in the last one."""
        moment = self._clock() // MINUTE * MINUTE
        if not self._minutes or moment > self._minutes[-1].moment:
            self._minutes.append(MinuteStats(moment))
        return self._minutes[-1]
