"""What a chooser is asked: a sentence as words with their possible sounds, and two readings of a part of it."""

from dataclasses import dataclass

Sounds = tuple[str, ...]
"""The ways in which a word may be spoken, each as phones of the chooser's alphabet."""


@dataclass(frozen=True, slots=True)
class ChoiceWord:
    """A word with its sounds; a chooser never sees how it is spelled."""

    name: str
    sounds: Sounds


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence, of which the words from `start` to `end` are spoken as one reading or the other."""

    words: tuple[ChoiceWord, ...]
    start: int = 0
    end: int = 0
    other: tuple[ChoiceWord, ...] = ()
    """The other reading of that part; the first is that of the sentence."""


@dataclass(frozen=True, slots=True)
class Segment:
    """When a word, or silence, is heard."""

    word: int
    """Its place in the sentence; -1 is silence or noise."""
    start: float
    end: float
    """In seconds."""
