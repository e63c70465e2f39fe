"""What comes of a line of a plan, and what makes it."""

from dataclasses import dataclass

from wyoming_kokoro.speech import Voice
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


@dataclass(frozen=True, slots=True)
class WorkerFacts:
    """What a process speaks with."""

    identity: str
    """The engine, its model with the digest of its file, and the version of the program."""
    remote_voices: tuple[Voice, ...] = ()
    """The voices of providers, which are known only once they are asked."""
