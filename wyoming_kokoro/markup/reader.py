"""What a reader of markup is: text in, cues out, however the text was cut into pieces."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from wyoming_kokoro.speech import Cue

MAX_NOTES = 20
"""Notes on one text: more are of no use."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something in the markup that has no effect, and why."""

    position: int
    """Where in the text."""
    message: str


class CueReader(Protocol):
    """Reads the markup of one text, which may arrive in pieces."""

    @property
    def notes(self) -> Sequence[Note]:
        """What has no effect in the text so far."""
        ...

    def feed(self, text: str) -> list[Cue]:
        """Return the cues that are complete with this piece of the text; BadRequest for what must not be in it."""
        ...

    def finish(self) -> list[Cue]:
        """Return the rest."""
        ...
