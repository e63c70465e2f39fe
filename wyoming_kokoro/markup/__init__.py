"""Markup: from what was written to who says what, and how."""

from collections.abc import Sequence

from wyoming_kokoro.markup import plain, ssml
from wyoming_kokoro.speech import Cue, Markup

__all__ = ["cues"]

_READERS = {"plain": plain.cues, "ssml": ssml.cues}


def cues(text: str, markup: Markup) -> Sequence[Cue]:
    """What the text asks for, in order; never the markup itself."""
    return _READERS[markup](text)
