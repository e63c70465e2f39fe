"""A sentence, or a clause of one, and its place in the text."""

from dataclasses import dataclass

from wyoming_kokoro.speech import Ending


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or a clause, and where it begins in the text."""

    start: int
    text: str
    ending: Ending
