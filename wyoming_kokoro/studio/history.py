"""The last hours minute by minute, for charts: response times, speed and load. It holds numbers, never texts."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

MINUTE = 60.0
MINUTES = 6 * 60
"""How many minutes are kept."""

MAX_VALUES = 64
"""Values of one kind that a minute keeps: more would change neither its median nor its percentiles by much."""


def _values() -> deque[float]:
    return deque(maxlen=MAX_VALUES)


@dataclass(slots=True)
class MinuteStats:
    """What happened in one minute."""

    moment: float
    """When it began, in seconds since 1970."""
    utterances: int = 0
    """That ended in it."""
    first_sound: deque[float] = field(default_factory=_values)
    """Seconds until the first sound of each utterance that was not in the cache."""
    first_sound_from_cache: deque[float] = field(default_factory=_values)
    """The same for utterances from the cache."""
    rtf: deque[float] = field(default_factory=_values)
    """Seconds of work for each second of sound."""
    listeners: int = 0
    """The most at once."""
    queue: int = 0
    """The longest queue that was seen."""
    memory_bytes: int | None = None


class History:
    """Records the last minutes in which anything happened."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._minutes: deque[MinuteStats] = deque(maxlen=MINUTES)

    @property
    def minutes(self) -> tuple[MinuteStats, ...]:
        """The minutes of the last hours, oldest first."""
        oldest = self._clock() - MINUTES * MINUTE
        return tuple(minute for minute in self._minutes if minute.moment > oldest)

    def note_listeners(self, listeners: int) -> None:
        """Note how many listeners there are."""
        now = self._now()
        now.listeners = max(now.listeners, listeners)

    def utterance_ended(self, first_sound: float | None, rtf: float | None) -> None:
        """Note an utterance that has ended; without a real-time factor all of its sound came from the cache."""
        now = self._now()
        now.utterances += 1
        if first_sound is not None:
            (now.first_sound_from_cache if rtf is None else now.first_sound).append(first_sound)
        if rtf is not None:
            now.rtf.append(rtf)

    def note_load(self, listeners: int, queue: int, memory_bytes: int) -> None:
        """Note the load of the program."""
        self.note_listeners(listeners)
        now = self._now()
        now.queue = max(now.queue, queue)
        now.memory_bytes = memory_bytes

    def _now(self) -> MinuteStats:
        """Return the current minute; when the clock is set back, the last one goes on."""
        moment = self._clock() // MINUTE * MINUTE
        if not self._minutes or moment > self._minutes[-1].moment:
            self._minutes.append(MinuteStats(moment))
        return self._minutes[-1]
