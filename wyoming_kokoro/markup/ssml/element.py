"""What an SSML element is: how its content is spoken, and what it adds where it stands."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from wyoming_kokoro.markup.reader import Note
from wyoming_kokoro.markup.ssml.tokenizer import Tag
from wyoming_kokoro.speech import Cue, Delivery, Treatment


class Style(NamedTuple):
    """How content is spoken, relative to what surrounds it."""

    delivery: Delivery = Delivery()
    treatment: Treatment = Treatment()


class Attribute(NamedTuple):
    """An attribute of an element, for the page of elements."""

    name: str
    values: str


@dataclass(slots=True)
class Attributes:
    """The attributes of one tag; what is wrong with one becomes a note, and it has no effect."""

    tag: Tag
    notes: list[Note] = field(default_factory=list)

    def text(self, name: str) -> str | None:
        """Return the value of an attribute, None if it is missing or blank."""
        return self.tag.attributes.get(name, "").strip() or None

    def value(self, name: str, parse: Callable[[str], float | None]) -> float | None:
        """Return the value that an attribute's text stands for, None if it is missing or wrong."""
        text = self.text(name)
        if text is None:
            return None
        value = parse(text)
        if value is None:
            self.note(f"The value of {name} in <{self.tag.name}> is not understood.")
        return value

    def note(self, message: str) -> None:
        """Note that something has no effect; the message must not hold what the user wrote."""
        self.notes.append(Note(self.tag.position, message))


def _no_style(_: Attributes) -> Style:
    return Style()


def _no_cues(_: Attributes) -> Iterable[Cue]:
    return ()


@dataclass(frozen=True, slots=True)
class Element:
    """An entry in the list of elements. Its definition and its line in the list are all that an element needs."""

    name: str
    meaning: str
    """What it does, as one sentence for the page of elements."""
    attributes: tuple[Attribute, ...] = ()
    separates_words: bool = False
    """Whether a word ends at its tags; other elements may stand inside a word."""
    style: Callable[[Attributes], Style] = _no_style
    """How its content is spoken."""
    cues: Callable[[Attributes], Iterable[Cue]] = _no_cues
    """What it adds where it begins."""
