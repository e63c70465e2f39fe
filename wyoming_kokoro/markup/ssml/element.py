"""What an SSML element is: how its content is spoken and read, and what it adds where it stands."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from wyoming_kokoro.markup.reader import Note
from wyoming_kokoro.markup.ssml.tokenizer import Tag
from wyoming_kokoro.markup.style import Style
from wyoming_kokoro.speech import Cue, GivenReading, NamedSound

Origin = Literal["W3C", "Amazon", "Microsoft", "Google", "wyoming_kokoro"]
"""Whose SSML has an element."""
Boundary = Literal["", "word", "sentence", "paragraph"]


class Attribute(NamedTuple):
    """An attribute of an element, for the list of elements."""

    name: str
    values: str
    """What it may be, in words."""
    names: tuple[str, ...] = ()
    """The names that it may have, where it has any."""


@dataclass(slots=True)
class Attributes:
    """The attributes of one tag; what is wrong with one becomes a note, and it has no effect."""

    tag: Tag
    notes: list[Note] = field(default_factory=list)

    def text(self, *names: str) -> str | None:
        """Return the value of the first of these attributes that is there and not blank."""
        values = (self.tag.attributes.get(name, "").strip() for name in names)
        return next((value for value in values if value), None)

    def value(self, name: str, parse: Callable[[str], float | None]) -> float | None:
        """Return the value that an attribute's text stands for, None if it is missing or wrong."""
        text = self.text(name)
        if text is None:
            return None
        value = parse(text)
        if value is None:
            self.not_understood(name)
        return value

    def not_understood(self, name: str) -> None:
        """Note that the value of an attribute has no effect."""
        self.note(f"The value of {name} in <{self.tag.name}> is not understood.")

    def note(self, message: str) -> None:
        """Note that something has no effect; the message must not hold what the user wrote."""
        self.notes.append(Note(self.tag.position, message))


def no_style(_: Attributes) -> Style:
    """Leave the content as what surrounds it."""
    return Style()


def _no_cues(_: Attributes) -> Iterable[Cue]:
    return ()


def _no_sound(_: Attributes) -> NamedSound | None:
    return None


def _never(_: Attributes) -> bool:
    return False


def always(_: Attributes) -> bool:
    """Leave the content out."""
    return True


def no_reading(_: Attributes) -> GivenReading | None:
    """Leave it to the rules how the content is read."""
    return None


@dataclass(frozen=True, slots=True)
class Element:
    """An entry in the list of elements. Its definition and its line in the list are all that an element needs."""

    name: str
    meaning: str
    """What it does, as one sentence for the page of elements."""
    attributes: tuple[Attribute, ...] = ()
    origin: Origin = "W3C"
    boundary: Boundary = ""
    """What ends at its tags; elements without a boundary may stand inside a word."""
    style: Callable[[Attributes], Style] = no_style
    """How its content is spoken."""
    reading: Callable[[Attributes], GivenReading | None] = no_reading
    """How its content is read; then elements inside it have no effect."""
    cues: Callable[[Attributes], Iterable[Cue]] = _no_cues
    """What it adds where it begins."""
    ending_cues: Callable[[Attributes], Iterable[Cue]] = _no_cues
    """What it adds where it ends."""
    final_cues: Callable[[Attributes], Iterable[Cue]] = _no_cues
    """What it adds at the end of the text."""
    sound: Callable[[Attributes], NamedSound | None] = _no_sound
    """The sound that it plays; its content is what is spoken where there is no such sound."""
    silent: Callable[[Attributes], bool] = _never
    """Whether its content is not spoken."""
    adding: frozenset[str] = frozenset()
    """The attributes without which it adds nothing; where there are none, it may always add something."""
    acts: bool = True
    """Whether it changes what is heard; others are known, so that they are no mistake."""

    @property
    def only_styles(self) -> bool:
        """Whether it only changes how its content is spoken, unless one of the attributes `adding` is there."""
        adds = (self.reading, self.cues, self.ending_cues, self.final_cues, self.sound, self.silent)
        return bool(self.adding) or adds == (no_reading, _no_cues, _no_cues, _no_cues, _no_sound, _never)
