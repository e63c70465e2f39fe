"""What a reader of markup is: text in, cues out, however the text was cut into pieces."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from wyoming_kokoro.speech import BackgroundStart, Cue, Line, Mark, NamedSound, Turn

MAX_NOTES = 20
"""Notes on one text: more are of no use."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something in the markup that has no effect, and why."""

    position: int
    """Where in the text."""
    message: str


def moved(cue: Cue, offset: int) -> Cue:
    """Return a cue of a text that is part of another one, where it stands in that."""
    if isinstance(cue, Line):
        positions = None if cue.positions is None else tuple(each + offset for each in cue.positions)
        return replace(cue, start=cue.start + offset, positions=positions)
    if isinstance(cue, NamedSound):
        otherwise = tuple(replace(line, start=line.start + offset) for line in cue.otherwise)
        return replace(cue, position=cue.position + offset, otherwise=otherwise)
    if isinstance(cue, Mark | BackgroundStart | Turn):
        return replace(cue, position=cue.position + offset)
    return cue


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
