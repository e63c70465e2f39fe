"""Reads SSML into cues, also while it is still arriving."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from wyoming_kokoro.markup.inline import InlineReader, WrittenCue, cue_called
from wyoming_kokoro.markup.options import ReaderOptions
from wyoming_kokoro.markup.reader import MAX_NOTES, Note
from wyoming_kokoro.markup.ssml.element import Attributes, Boundary, Element, no_style
from wyoming_kokoro.markup.ssml.elements import ELEMENTS
from wyoming_kokoro.markup.ssml.forced_reading import ForcedReading
from wyoming_kokoro.markup.ssml.sound_contents import SoundContent, SoundContentEnd, SoundContents
from wyoming_kokoro.markup.ssml.tokenizer import Tag, Text, Tokenizer
from wyoming_kokoro.markup.style import Style
from wyoming_kokoro.speech import Cue, Line, NextPart, PartsStart, Pause, SentencePause

MAX_PAUSE = 10.0
"""Seconds of one break: a longer one is a mistake or an attack."""
MAX_PAUSES = 60.0
"""Seconds of all breaks together, for the same reason."""
MAX_DEPTH = 200
"""Elements inside one another; deeper ones have no effect."""

_CACHED_STYLES = 200
"""Styles of tags that are kept: most texts have a few, again and again."""

_SENTENCE_ENDS = frozenset(".!?…:;,。！？；：，、")
"""What a sentence needs no full stop after."""
_NO_STYLE = Style()
_Cue = Cue | SoundContent | SoundContentEnd


class _OpenElement(NamedTuple):
    """An element around the present position."""

    name: str
    style: Style
    """Of its content."""
    ending_cues: Sequence[_Cue] = ()
    silent: bool = False


class SsmlReader:
    """Reads one text: its words without their tags, each with its position, and the cues between them."""

    def __init__(self, options: ReaderOptions) -> None:
        self.notes: list[Note] = []
        self._options = options
        self._sounds = SoundContents()
        self._inline = InlineReader(replace(options, short_forms=()))
        self._elements = {element.name: element for element in ELEMENTS}
        self._only_styles = {element.name: element.adding for element in ELEMENTS if element.only_styles}
        """Elements that only change the style, with the attributes with which they do more."""
        self._tokenizer = Tokenizer()
        self._open: list[_OpenElement] = []
        self._reading: ForcedReading | None = None
        """The content of an element that says how it is read, until the element ends."""
        self._characters: list[str] = []
        self._positions: list[Sequence[int]] = []
        """Of each of the texts in `characters`."""
        self._last = ""
        """The last character that is no blank."""
        self._ended: Boundary = "paragraph"
        """What has ended after it."""
        self._line_ended = False
        """Whether a line has ended after the last word."""
        self._final_cues: list[Cue] = []
        self._styles: dict[tuple[str, int, int], tuple[Mapping[str, str], Style, Style]] = {}
        """The styles inside elements, by their names, attributes and the styles around them; these two by identity."""
        self._pauses_left = MAX_PAUSES

    def feed(self, text: str) -> list[Cue]:
        """Return the cues that are complete with this piece of the text."""
        return self._inline.feed(self._sounds.feed(self._cues(self._tokenizer.feed(text))))

    def finish(self) -> list[Cue]:
        """Return the rest."""
        rest: list[_Cue] = list(self._cues(self._tokenizer.finish()))
        rest += [*self._end_reading(), *self._line()]
        while self._open:
            rest += self._close()
        rest += map(self._limited, self._final_cues)
        return [*self._inline.feed(self._sounds.feed(rest)), *self._inline.finish()]

    @property
    def _style(self) -> Style:
        return self._open[-1].style if self._open else _NO_STYLE

    @property
    def _silent(self) -> bool:
        return bool(self._open) and self._open[-1].silent

    def _cues(self, tokens: Iterable[Text | Tag]) -> list[_Cue]:
        cues: list[_Cue] = []
        for token in tokens:
            if isinstance(token, Tag):
                cues += self._at_tag(token) if self._reading else self._at_usual_tag(token)
            elif self._reading is not None:
                cues += self._add_to_reading(self._reading, token)
            elif not self._silent:
                self._add(token)
        cues += self._line()
        return cues

    def _add(self, text: Text) -> None:
        if "\n" not in text.text:
            self._add_words(*text)
            return
        for begin, line in _lines(text.text):
            if line == "\n":
                self._end_written_line(text.positions[begin])
            else:
                self._add_words(line, text.positions[begin : begin + len(line)])

    def _add_to_reading(self, reading: ForcedReading, text: Text) -> Iterable[Cue]:
        if self._silent:
            return ()
        reading.add(text.text, text.positions)
        if not reading.too_long:
            return ()
        self._note(Note(text.positions[0], "The content is too long to be read as one thing."))
        return self._end_reading(forced=False)

    def _add_words(self, words: str, positions: Sequence[int]) -> None:
        if not words:
            return  # an entity may stand for nothing
        self._characters.append(words)
        self._positions.append(positions)
        if visible := words.rstrip():
            self._last, self._line_ended, self._ended = visible[-1], False, ""

    def _end_written_line(self, position: int) -> None:
        """Take the end of a line as a blank: in XML it says nothing about sentences. An empty line ends a paragraph."""
        if self._line_ended:
            self._separate("paragraph", position)
        else:
            self._append(" ", position)
        self._line_ended = True

    def _at_usual_tag(self, tag: Tag) -> Iterable[_Cue]:
        """Do the same as `_at_tag`, sooner where the tag ends an element, or only begins another style."""
        element = self._elements.get(tag.name)
        if element is None or self._silent:
            return self._at_tag(tag)
        if not tag.opens:
            return self._end(tag)
        adding = self._only_styles.get(element.name)
        if tag.closes or adding is None or not adding.isdisjoint(tag.attributes):
            return self._at_start(tag, element)
        if element.boundary:
            self._separate(element.boundary, tag.position)
        style = self._style_inside(element, tag)
        return self._begin(_OpenElement(tag.name, style))

    def _at_tag(self, tag: Tag) -> Iterator[_Cue]:
        element = self._elements.get(tag.name)
        if element is None:
            if called := cue_called(tag.name):
                yield from self._at_cue(tag, *called)
            elif tag.opens and len(self.notes) < MAX_NOTES:
                self._note(Note(tag.position, _unknown(tag.name, ELEMENTS.names)))
            return
        if self._reading is not None:
            yield from self._at_tag_inside_reading(tag, element)
            return
        if tag.opens and not self._silent:
            yield from self._at_start(tag, element)
        elif tag.opens and not tag.closes:
            yield from self._begin(_OpenElement(tag.name, self._style, silent=True))
        elif not tag.opens:
            yield from self._end(tag)

    def _at_cue(self, tag: Tag, cue: WrittenCue, language: str) -> Iterator[_Cue]:
        """Do what becomes of a cue, such as <laugh/>; the end tag of one has no effect."""
        if tag.opens and not self._silent and self._reading is None and self._options.cues != "as written":
            yield from self._line()
            reading, style = cue.said(self._options.cues, language)
            delivery, treatment = style.within(self._style)
            yield Line("\ufffc", 0, delivery, treatment, (tag.position,), reading)

    def _at_start(self, tag: Tag, element: Element) -> Iterator[_Cue]:
        if element.boundary:
            self._separate(element.boundary, tag.position)
        attributes = Attributes(tag)
        for cue in element.cues(attributes):
            yield from self._line()
            yield self._limited(cue)
        self._final_cues += element.final_cues(attributes)
        reading = element.reading(attributes)
        sound = element.sound(attributes)
        if sound is not None:
            yield from self._line()
            yield SoundContent(replace(sound, treatment=sound.treatment.relative_to(self._style.treatment)))
        end = (SoundContentEnd(),) if sound else ()
        if not tag.closes:
            style, silent = self._style_inside(element, tag), element.silent(attributes)
            endings = (*end, *element.ending_cues(attributes))
            yield from self._begin(_OpenElement(tag.name, style, endings, silent))
        else:
            yield from end
        if reading is not None:
            yield from self._line()
            self._reading = ForcedReading(tag, reading)
            if tag.closes:
                yield from self._end_reading()
        for note in attributes.notes:
            self._note(note)

    def _style_inside(self, element: Element, tag: Tag) -> Style:
        """Return the style of an element's content; equal styles inside one another are one object."""
        outer, written = self._style, tag.attributes
        if element.style is no_style:
            return outer
        key = (element.name, id(written), id(outer))
        if key in self._styles:
            return self._styles[key][-1]
        attributes = Attributes(tag)
        style = element.style(attributes).within(outer)
        if style == outer:
            style = outer
        for note in attributes.notes:
            self._note(note)
        if not attributes.notes and len(self._styles) < _CACHED_STYLES:
            self._styles[key] = written, outer, style  # keeps both, so that no other object has their identities
        return style

    def _at_tag_inside_reading(self, tag: Tag, element: Element) -> Iterator[_Cue]:
        """End the reading with its element; what names a position there is kept, and other elements have no effect."""
        reading = self._reading
        if reading is None:
            return
        if tag.opens:
            attributes = Attributes(tag)
            cues = [cue for cue in element.cues(attributes) if not isinstance(cue, Pause | PartsStart | NextPart)]
            silent = element.silent(attributes)
            reading.after += cues
            if not tag.closes:
                reading.begin(tag.name, silent=silent)
            if not cues and not silent:
                self._note(Note(tag.position, f"A <{tag.name}> has no effect inside <{reading.name}>."))
        elif not reading.end(tag.name) and any(each.name == tag.name for each in self._open):
            yield from self._end_reading()
            yield from self._end(tag)

    def _end_reading(self, *, forced: bool = True) -> Iterator[Cue]:
        if self._reading is not None:
            reading, self._reading = self._reading, None
            lines = reading.lines(self._style) if forced else reading.plain_lines(self._style)
            self._last, self._line_ended, self._ended = "x", False, ""
            yield from lines
            yield from reading.after

    def _begin(self, element: _OpenElement) -> Sequence[Line]:
        """Speak in another style from here on; return what was before."""
        if len(self._open) >= MAX_DEPTH:
            element = self._open[-1]._replace(name=element.name, ending_cues=())
        changes = element.style is not self._style or element.silent != self._silent
        before = self._line() if changes else ()
        self._open.append(element)
        return before

    def _end(self, tag: Tag) -> Sequence[_Cue]:
        """Return to the style around an element; an end tag without a start tag has no effect."""
        boundary = self._elements[tag.name].boundary
        if boundary and not self._silent:
            self._separate(boundary, tag.position)
        if self._open and self._open[-1].name == tag.name:
            return self._close()
        cues: list[_Cue] = []
        if any(element.name == tag.name for element in self._open):
            while self._open[-1].name != tag.name:
                cues += self._close()
            cues += self._close()
        return cues

    def _close(self) -> Sequence[_Cue]:
        """End the innermost element; return what was before and what it adds."""
        element, outer = self._open[-1], self._open[-2].style if len(self._open) > 1 else _NO_STYLE
        changes = outer is not element.style or element.silent
        before = self._line() if changes or element.ending_cues else ()
        self._open.pop()
        return (*before, *element.ending_cues)

    def _separate(self, boundary: Boundary, position: int) -> None:
        """End a word, a sentence or a paragraph."""
        if boundary == "paragraph" and self._ended != "paragraph":
            self._append("\n" if self._ended == "sentence" else "\n\n", position)
            self._ended = boundary
        elif boundary == "sentence" and not self._ended:
            self._append(_stop_after(self._last) + "\n", position)
            self._ended = boundary
        elif boundary:
            self._append(" ", position)

    def _append(self, characters: str, position: int) -> None:
        self._characters.append(characters)
        self._positions.append((position,) * len(characters))

    def _line(self) -> Sequence[Line]:
        """Return the text so far as a line, if there is any."""
        text = "".join(self._characters)
        if not text:
            return ()
        delivery, treatment = self._style
        first = self._positions[0]
        if isinstance(first, range) and _follow_one_another(self._positions):
            line = Line(text, first.start, delivery, treatment)
        else:
            line = Line(text, first[0], delivery, treatment, tuple(chain.from_iterable(self._positions)))
        self._characters, self._positions = [], []
        return (line,)

    def _limited(self, cue: Cue) -> Cue:
        if isinstance(cue, SentencePause):
            return replace(cue, seconds=min(cue.seconds, MAX_PAUSE))
        if isinstance(cue, NextPart):
            return replace(cue, delay=min(cue.delay, MAX_PAUSE))
        if not isinstance(cue, Pause):
            return cue
        seconds = min(cue.seconds, MAX_PAUSE, self._pauses_left)
        self._pauses_left -= seconds
        return replace(cue, seconds=seconds)

    def _note(self, note: Note) -> None:
        if len(self.notes) < MAX_NOTES:
            self.notes.append(note)


@lru_cache(_CACHED_STYLES)
def _unknown(name: str, known: tuple[str, ...]) -> str:
    """Return what is said about an element that is not known."""
    nearest = difflib.get_close_matches(name, known, 1)
    hint = f" (the nearest one that is known is <{nearest[0]}>)" if nearest else ""
    return f"An element is not known{hint}; only its text is spoken."


def _follow_one_another(positions: Sequence[Sequence[int]]) -> bool:
    """Return whether texts stand one after the other, with nothing between them."""
    return len(positions) == 1 or all(
        isinstance(before, range) and isinstance(after, range) and before.stop == after.start
        for before, after in pairwise(positions)
    )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text and their ends, each with its place."""
    at = 0
    for number, line in enumerate(text.split("\n")):
        if number:
            yield at - 1, "\n"
        if line:
            yield at, line
        at += len(line) + 1


def _stop_after(last: str) -> str:
    """Return the full stop that a sentence lacks after its last character."""
    if last in _SENTENCE_ENDS or not last.isalnum():
        return ""
    return "。" if "\u3040" <= last <= "\u9fff" else "."
