"""How thoroughly to measure, and the results."""

from dataclasses import dataclass

from wyoming_kokoro.workshop.bench.candidates import BenchCandidate


@dataclass(frozen=True, slots=True)
class BenchPlan:
    """How thoroughly to measure a candidate."""

    rounds: int
    """How often a single listener is measured; the median counts."""
    listeners: tuple[int, ...]
    """The numbers of listeners at once."""
    time_limit: float
    """Seconds after which nothing new is begun, so that a slow machine gets results too."""

    @classmethod
    def full(cls) -> "BenchPlan":
        """Measure everything."""
        return cls(rounds=3, listeners=(1, 2, 4, 8, 16), time_limit=120.0)

    @classmethod
    def quick(cls) -> "BenchPlan":
        """Measure enough to choose by."""
        return cls(rounds=1, listeners=(1, 4), time_limit=20.0)


@dataclass(frozen=True, slots=True)
class ListenersResult:
    """The result for several listeners at once."""

    listeners: int
    throughput: float
    """Seconds of sound made in a second, for all together."""
    first_sound: float
    """Seconds until the median listener heard something."""
    gaps: int
    """How often a player had nothing to play."""
    gap_seconds: float
    """The length of all gaps together."""

    def as_json(self) -> dict[str, object]:
        """Return the result with the keys that programs know."""
        return {
            "listeners": self.listeners,
            "speed": self.throughput,
            "first": self.first_sound,
            "gaps": self.gaps,
            "still": self.gap_seconds,
        }


@dataclass(frozen=True, slots=True)
class BenchResult:
    """The result for one candidate."""

    candidate: BenchCandidate
    load_seconds: float
    """Seconds until it could speak, with its files prepared."""
    first_sound: float
    """Seconds until the first sound of a reply of three sentences."""
    real_time_factor: float
    """Seconds of waiting for a second of sound, for a single listener."""
    processor_seconds: float
    """Seconds of work of all cores together for a second of sound."""
    memory: float
    """Megabytes afterwards."""
    peak_memory: float
    """Megabytes at most."""
    several: tuple[ListenersResult, ...]
    """The results for several listeners at once, as far as there was time."""
    execution_provider: str | None = None
    """What computed the model, by ONNX Runtime's name, if there is one."""

    @property
    def listeners_without_gaps(self) -> int:
        """The number of listeners at once that hear no gap, as far as was measured."""
        count = 0
        for each in self.several:
            if each.gaps:
                break
            count = each.listeners
        return count

    def as_json(self) -> dict[str, object]:
        """Return the result with the keys that programs know."""
        candidate = self.candidate
        return {
            "candidate": {
                "engine": candidate.engine,
                "model": candidate.model,
                "voice": candidate.voice,
            },
            "load": self.load_seconds,
            "first": self.first_sound,
            "rtf": self.real_time_factor,
            "processor": self.processor_seconds,
            "memory": self.memory,
            "most_memory": self.peak_memory,
            "crowds": [each.as_json() for each in self.several],
            "name": candidate.name,
            "execution_provider": self.execution_provider,
        }
