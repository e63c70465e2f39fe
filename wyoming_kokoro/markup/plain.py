"""No markup: one line."""

from collections.abc import Sequence

from wyoming_kokoro.speech import Cue, Line


def cues(text: str) -> Sequence[Cue]:
    """The text as one line."""
    return (Line(text),)
