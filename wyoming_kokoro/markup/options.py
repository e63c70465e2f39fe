"""What a reader of markup is told besides the text."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

CueMode = Literal["leave out", "words", "sounds", "as written"]
"""What becomes of cues: nothing is said, a word such as "haha" is, a sound is made, or they are read."""

ALL_SHORT_FORMS = ("pause", "whisper", "style", "emphasis", "voice")
"""The names of the short forms in plain text."""


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """Which short forms have an effect, what becomes of cues, and which sounds there are."""

    short_forms: tuple[str, ...] = ALL_SHORT_FORMS
    cues: CueMode = "leave out"
    sounds: Container[str] = ()
    """The names of sounds that can be played."""
    speakers: tuple[str, ...] = ()
    """The names with which lines of a script may begin."""
