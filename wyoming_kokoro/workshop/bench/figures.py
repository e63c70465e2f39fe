"""What is measured, and how much of it."""

from dataclasses import dataclass

from wyoming_kokoro.workshop.bench.candidates import BenchCandidate


@dataclass(frozen=True, slots=True)
class BenchExtent:
    """How thoroughly to measure."""

    rounds: int
    """How often what one listener hears is measured; the median counts."""
    listeners: tuple[int, ...]
    seconds: float
    """After so long nothing new is begun with one candidate, so that a slow machine is told something too."""

    @classmethod
    def whole(cls) -> "BenchExtent":
        """Everything."""
        return cls(rounds=3, listeners=(1, 2, 4, 8, 16), seconds=120.0)

    @classmethod
    def quick(cls) -> "BenchExtent":
        """Enough to choose by."""
        return cls(rounds=1, listeners=(1, 4), seconds=20.0)


@dataclass(frozen=True, slots=True)
class LoadFigures:
    """Several listeners at once."""

    listeners: int
    speed: float
    """Seconds of sound in a second, for all together."""
    first: float
    """Seconds until the median listener heard something."""
    gaps: int
    """How often somebody's player stood still."""
    still: float
    """For how many seconds in all."""


@dataclass(frozen=True, slots=True)
class BenchFigures:
    """What was found out about one candidate."""

    candidate: BenchCandidate
    load: float
    """Seconds until it could speak, with its files prepared."""
    first: float
    """Seconds until the first sound of a reply of three sentences."""
    rtf: float
    """Seconds for a second of sound, for one listener."""
    processor: float
    """Seconds of all cores' work for a second of sound."""
    memory: float
    """Megabytes afterwards."""
    most_memory: float
    """Megabytes at most."""
    crowds: tuple[LoadFigures, ...]

    @property
    def without_gaps(self) -> int:
        """How many listeners at once, as far as was tried, hear no gap."""
        smooth = 0
        for crowd in self.crowds:
            if crowd.gaps:
                break
            smooth = crowd.listeners
        return smooth
