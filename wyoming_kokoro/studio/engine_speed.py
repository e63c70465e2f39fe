"""How fast an engine makes sound on this machine, measured while it works; sound from the cache does not count."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from math import exp

USUAL_TOKENS = 15.0
"""Tokens that Kokoro speaks in a second, until this voice's engine has been measured."""

USUAL_WORK = 0.5
"""Seconds of work for a second of sound, until the first phrase was measured: as on a slow machine."""

MEMORY_SECONDS = 10.0
"""Of sound: a measurement that old counts a third of a new one."""

MAX_ENGINES = 8
"""Engines: models are changed rarely."""


@dataclass(frozen=True, slots=True)
class SpeedSample:
    """A measurement: a phrase, and what it cost."""

    tokens: int
    speed: float
    sound: float
    """Seconds."""
    work: float
    """Seconds."""
    wait: float
    """Seconds of that work until the first piece was there."""
    together: int
    """How many runs shared the processor."""


class EngineSpeed:
    """Predicts how long an engine takes, from what it took before; for any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._records: OrderedDict[str, _EngineRecord] = OrderedDict()

    def learn(self, engine: str, sample: SpeedSample) -> None:
        """Take a measurement into account."""
        if sample.sound <= 0 or not sample.tokens:
            return
        with self._lock:
            record = self._records.setdefault(engine, _EngineRecord())
            self._records.move_to_end(engine)
            while len(self._records) > MAX_ENGINES:
                self._records.popitem(last=False)
            record.tokens.learn(sample.tokens / sample.sound / sample.speed, sample.sound)
            record.wait.learn(sample.wait / sample.work if sample.work > 0 else 1.0, sample.sound)
            record.work.setdefault(sample.together, _Mean()).learn(sample.work / sample.sound, sample.sound)

    def sound(self, engine: str, tokens: int, speed: float = 1.0) -> float:
        """Return how many seconds this many tokens will sound."""
        with self._lock:
            record = self._records.get(engine)
            rate = record.tokens.value if record else USUAL_TOKENS
        return tokens / (rate * speed)

    def work(self, engine: str, sound: float, together: int = 1) -> float:
        """Return how many seconds of work some sound takes, if this many runs share the processor."""
        with self._lock:
            record = self._records.get(engine)
            return sound * (record.factor(together) if record else USUAL_WORK)

    def wait(self, engine: str, sound: float, together: int = 1) -> float:
        """Return how long it takes until the first piece of some sound is there: less where it comes in pieces."""
        work = self.work(engine, sound, together)
        with self._lock:
            record = self._records.get(engine)
            return work * (record.wait.value if record else 1.0)


@dataclass(slots=True)
class _Mean:
    """A mean in which older values count less."""

    value: float = 0.0
    _empty: bool = True

    def learn(self, value: float, weight: float) -> None:
        share = 1.0 if self._empty else 1 - exp(-weight / MEMORY_SECONDS)
        self.value += share * (value - self.value)
        self._empty = False


@dataclass(slots=True)
class _EngineRecord:
    tokens: _Mean = field(default_factory=_Mean)
    """A second, at the voice's own speed."""
    wait: _Mean = field(default_factory=_Mean)
    """The share of the work until the first piece is there."""
    work: dict[int, _Mean] = field(default_factory=dict)
    """For a second of sound, by how many runs shared the processor."""

    def factor(self, together: int) -> float:
        """Return the nearest measurement, as if sharing the processor, or having it alone, gained nothing."""
        fewer = max((each for each in self.work if each <= together), default=None)
        if fewer is not None:
            return self.work[fewer].value * together / fewer
        return self.work[min(self.work)].value
