"""A hundred prompts of our own in ten classes, with the words and phonemes that are expected."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "prompts.en.tsv"
LANGUAGE = "en-US"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text to be spoken, and how."""

    key: str
    kind: str
    """Its class: numbers, questions..."""
    text: str
    spoken: str
    """The words that are expected, written as they are spoken."""
    phonemes: str
    """Their sound in American English, without stress."""


@cache
def all_prompts() -> tuple[Prompt, ...]:
    """Return the prompts in order."""
    lines = (line for line in FILE.read_text("utf-8").splitlines() if not line.startswith("#"))
    return tuple(Prompt(f"{number:03}", *line.split("\t")) for number, line in enumerate(lines, 1))
