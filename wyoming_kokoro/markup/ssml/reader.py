"""Reads SSML into cues, also while it is still arriving."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from wyoming_kokoro.markup.reader import MAX_NOTES, Note
from wyoming_kokoro.markup.ssml.element import Attributes, Style
from wyoming_kokoro.markup.ssml.elements import ELEMENTS
from wyoming_kokoro.markup.ssml.tokenizer import Tag, Text, Tokenizer
from wyoming_kokoro.speech import Cue, Line, Pause

MAX_PAUSE = 10.0
"""Seconds of one break: a longer one is a mistake or an attack."""
MAX_PAUSES = 60.0
"""Seconds of all breaks together, for the same reason."""


class SsmlReader:
    """Reads one text: its words without their tags, each with its position, and the cues between them."""

    def __init__(self) -> None:
        self.notes: list[Note] = []
        self._tokenizer = Tokenizer()
        self._open: list[tuple[str, Style]] = []
        """The elements around the present position, each with the style of its content."""
        self._characters: list[str] = []
        self._positions: list[int] = []
        self._pauses_left = MAX_PAUSES

    def feed(self, text: str) -> list[Cue]:
        """Return the cues that are complete with this piece of the text."""
        return list(self._cues(self._tokenizer.feed(text)))

    def finish(self) -> list[Cue]:
        """Return the rest."""
        return list(self._cues(self._tokenizer.finish()))

    @property
    def _style(self) -> Style:
        return self._open[-1][1] if self._open else Style()

    def _cues(self, tokens: Iterable[Text | Tag]) -> Iterator[Cue]:
        for token in tokens:
            if isinstance(token, Text):
                self._characters.append(token.text)
                self._positions.extend(token.positions)
            else:
                yield from self._at_tag(token)
        yield from self._line()

    def _at_tag(self, tag: Tag) -> Iterator[Cue]:
        element = ELEMENTS.get(tag.name)
        if element is None:
            if tag.opens:
                self._note(Note(tag.position, "An element is not known; only its text is spoken."))
            return
        if element.separates_words:
            self._characters.append(" ")
            self._positions.append(tag.position)
        if tag.opens:
            attributes = Attributes(tag)
            for cue in element.cues(attributes):
                yield from self._line()
                yield self._limited(cue)
            if not tag.closes:
                yield from self._begin(tag.name, element.style(attributes))
            for note in attributes.notes:
                self._note(note)
        elif tag.closes:
            yield from self._end(tag.name)

    def _begin(self, name: str, style: Style) -> Iterator[Line]:
        """Speak in another style from here on."""
        outer = self._style
        inner = Style(style.delivery.relative_to(outer.delivery), style.treatment.relative_to(outer.treatment))
        if inner != outer:
            yield from self._line()
        self._open.append((name, inner))

    def _end(self, name: str) -> Iterator[Line]:
        """Return to the style around an element; an end tag without a start tag has no effect."""
        places = [place for place, (opened, _) in enumerate(self._open) if opened == name]
        if places:
            outer = self._open[places[-1] - 1][1] if places[-1] else Style()
            if outer != self._style:
                yield from self._line()
            del self._open[places[-1] :]

    def _line(self) -> Iterator[Line]:
        """Yield the text so far, if there is any."""
        text = "".join(self._characters)
        if text:
            delivery, treatment = self._style
            yield Line(text, delivery=delivery, treatment=treatment, positions=tuple(self._positions))
        self._characters, self._positions = [], []

    def _limited(self, cue: Cue) -> Cue:
        if not isinstance(cue, Pause):
            return cue
        seconds = min(cue.seconds, MAX_PAUSE, self._pauses_left)
        self._pauses_left -= seconds
        return replace(cue, seconds=seconds)

    def _note(self, note: Note) -> None:
        if len(self.notes) < MAX_NOTES:
            self.notes.append(note)
