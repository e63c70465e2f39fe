"""What comes of a line of a plan."""

from dataclasses import dataclass

from wyoming_kokoro.workshop.datasets.aligned_word import AlignedWord
from wyoming_kokoro.workshop.jobs.plan import PlanLine


@dataclass(frozen=True, slots=True)
class MadeSample:
    """What came of a line."""

    line: PlanLine
    content: bytes = b""
    """The sound as a file; empty if there is none."""
    phonemes: str = ""
    seconds: float = 0.0
    problem: str = ""
    words: tuple[AlignedWord, ...] = ()
    trainable: bool = True
    """Whether its voice is no service in the cloud."""
