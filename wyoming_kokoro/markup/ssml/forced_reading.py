"""The content of an element that says how it is read, while it is still arriving."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wyoming_kokoro.markup.ssml.tokenizer import Tag
from wyoming_kokoro.markup.style import Style
from wyoming_kokoro.speech import Cue, GivenReading, Line

MAX_CONTENT = 500
"""Characters of what is read as one thing, which waits until it is complete."""

_PLACEHOLDER = "\ufffc"
"""What stands for an element without content, whose phonemes or alias are spoken all the same."""
_SAID_WITHOUT_CONTENT = ("alias", "ipa", "x-sampa", "misaki")


@dataclass(slots=True)
class ForcedReading:
    """An element, how its content is to be read, and the content so far."""

    tag: Tag
    reading: GivenReading
    depth: int = 0
    """Elements of the same name inside it."""
    after: list[Cue] = field(default_factory=list)
    """The marks inside it, which follow it."""
    _silent: list[str] = field(default_factory=list)
    """The elements around the present position, from the first one whose content is not spoken."""
    _characters: str = ""
    _positions: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of the element."""
        return self.tag.name

    @property
    def too_long(self) -> bool:
        """Whether there is more of it than can be read as one thing."""
        return len(self._characters) > MAX_CONTENT

    def add(self, text: str, positions: Sequence[int]) -> None:
        """Add what has arrived, unless it stands in an element whose content is not spoken."""
        if not self._silent:
            self._characters += text
            self._positions.extend(positions)

    def begin(self, name: str, *, silent: bool) -> None:
        """Note that an element begins inside it."""
        if silent or self._silent:
            self._silent.append(name)
        elif name == self.name:
            self.depth += 1

    def end(self, name: str) -> bool:
        """Note that an element ends inside it; return whether that is so."""
        if self._silent:
            if name in self._silent:
                del self._silent[max(place for place, each in enumerate(self._silent) if each == name) :]
            return True
        if name == self.name and self.depth:
            self.depth -= 1
            return True
        return False

    def lines(self, style: Style) -> Iterator[Line]:
        """Yield the content with its reading, and the blanks around it as they are."""
        text = self._characters.strip()
        if not text:
            if self.reading.kind in _SAID_WITHOUT_CONTENT:
                yield self._line(_PLACEHOLDER, (self.tag.position,), style, self.reading)
            return
        begin = self._characters.index(text)
        end = begin + len(text)
        for start, stop, reading in ((0, begin, None), (begin, end, self.reading), (end, len(self._characters), None)):
            if start < stop:
                yield self._line(self._characters[start:stop], self._positions[start:stop], style, reading)

    def plain_lines(self, style: Style) -> Iterator[Line]:
        """Yield the content as it is written."""
        if self._characters:
            yield self._line(self._characters, self._positions, style, None)

    @staticmethod
    def _line(text: str, positions: Sequence[int], style: Style, reading: GivenReading | None) -> Line:
        return Line(text, 0, style.delivery, style.treatment, tuple(positions), reading)
