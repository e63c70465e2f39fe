"""How fast sound is made here, measured on the work itself: what is known from before never counts."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from math import exp

USUAL_TOKENS = 15.0
"""Tokens that Kokoro speaks in a second, until this voice's engine has been measured."""

USUAL_WORK = 0.5
"""Seconds of work for a second of sound, until that has been measured: a slow machine. The first phrase corrects it."""

MEMORY_SECONDS = 10.0
"""Of sound: what was measured that long ago counts a third of what is measured now."""

MOST_KEPT = 8
"""Engines; models are changed, but not often."""


@dataclass(frozen=True, slots=True)
class SpeedSample:
    """A phrase that was made, and what it cost."""

    tokens: int
    speed: float
    sound: float
    """Seconds."""
    work: float
    """Seconds."""
    wait: float
    """Seconds of that work until the first of the sound was there."""
    together: int
    """How many runs shared the processor."""


class EngineSpeed:
    """What is to be expected of an engine, from what it did; for any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[str, _EngineRecord] = OrderedDict()

    def learn(self, engine: str, made: SpeedSample) -> None:
        """Take a measure into account."""
        if made.sound <= 0 or not made.tokens:
            return
        with self._lock:
            known = self._known.setdefault(engine, _EngineRecord())
            self._known.move_to_end(engine)
            while len(self._known) > MOST_KEPT:
                self._known.popitem(last=False)
            known.tokens.learn(made.tokens / made.sound / made.speed, made.sound)
            known.wait.learn(made.wait / made.work if made.work > 0 else 1.0, made.sound)
            known.work.setdefault(made.together, _Mean()).learn(made.work / made.sound, made.sound)

    def sound(self, engine: str, tokens: int, speed: float = 1.0) -> float:
        """How many seconds so many tokens will sound."""
        with self._lock:
            known = self._known.get(engine)
            rate = known.tokens.value if known else USUAL_TOKENS
        return tokens / (rate * speed)

    def work(self, engine: str, sound: float, together: int = 1) -> float:
        """How many seconds of work so many seconds of sound take, if so many runs share the processor."""
        with self._lock:
            known = self._known.get(engine)
            return sound * (known.factor(together) if known else USUAL_WORK)

    def wait(self, engine: str, sound: float, together: int = 1) -> float:
        """How long it takes until the first of so many seconds of sound is there: less where it comes in pieces."""
        work = self.work(engine, sound, together)
        with self._lock:
            known = self._known.get(engine)
            return work * (known.wait.value if known else 1.0)


@dataclass(slots=True)
class _Mean:
    """A mean in which the older counts less."""

    value: float = 0.0
    _empty: bool = True

    def learn(self, value: float, weight: float) -> None:
        share = 1.0 if self._empty else 1 - exp(-weight / MEMORY_SECONDS)
        self.value += share * (value - self.value)
        self._empty = False


@dataclass(slots=True)
class _EngineRecord:
    tokens: _Mean = field(default_factory=_Mean)
    """A second, at the usual pace."""
    wait: _Mean = field(default_factory=_Mean)
    """The share of the work until the first of the sound is there."""
    work: dict[int, _Mean] = field(default_factory=dict)
    """For a second of sound, by how many runs shared the processor."""

    def factor(self, together: int) -> float:
        """Of what is known, the nearest: as if sharing gained nothing, or as if being alone gained nothing."""
        fewer = max((each for each in self.work if each <= together), default=None)
        if fewer is not None:
            return self.work[fewer].value * together / fewer
        return self.work[min(self.work)].value
