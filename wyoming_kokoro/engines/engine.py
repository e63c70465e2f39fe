"""What an engine is: phrases in, pieces of sound out."""

from collections.abc import Iterator
from typing import Protocol

from wyoming_kokoro.speech import Phrase, Piece


class Engine(Protocol):
    """Makes sound from phrases, on whichever thread asks."""

    @property
    def name(self) -> str:
        """What people call it: espeak, kokoro, tone."""
        ...

    @property
    def identity(self) -> str:
        """Changes whenever the same phrase would sound different: name, version, model, settings."""
        ...

    @property
    def longest(self) -> int:
        """How many phonemes it takes in one call."""
        ...

    @property
    def speeds(self) -> tuple[float, float]:
        """The slowest and the fastest pace it speaks well itself; audio effects do what lies beyond."""
        ...

    @property
    def bends_pitch(self) -> bool:
        """Whether it honours a delivery's pitch itself."""
        ...

    def speaks(self, language: str) -> bool:
        """Whether it has this language."""
        ...

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
        """Make a phrase, blocking while the next piece is made; closing the iterator abandons the rest.

        Pieces are at RATE. `again` asks for another way, after the first gave no sound.
        """
        ...

    def close(self) -> None:
        """Let go of memory; nothing is rendered afterwards."""
        ...
