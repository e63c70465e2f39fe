"""Scripts: plain text in which speakers are named, also while it is still arriving.

`[S1]` names a speaker anywhere between words, `[1]` and `Anna:` at the beginning of a line; a name only where it is one
of those that are given, since "Note:" may begin a line too.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from wyoming_kokoro.markup.options import ReaderOptions
from wyoming_kokoro.markup.plain import PlainReader
from wyoming_kokoro.markup.reader import CueReader, Note, moved
from wyoming_kokoro.speech import Cue, Turn

MAX_SPEAKER = 80
"""Characters of the longest name of a speaker."""

_BLANKS = " \t"


class ScriptReader:
    """Returns a turn for each speaker that is named, and what is said."""

    def __init__(self, options: ReaderOptions) -> None:
        self._options = options
        self._names = {name.casefold(): name for name in options.speakers if name and len(name) <= MAX_SPEAKER}
        names = "|".join(re.escape(name) for name in sorted(self._names, key=len, reverse=True))
        at_line = rf"\[(?P<number>\d{{1,2}})\]|\*{{0,2}}(?P<name>{names or '(?!)'})\*{{0,2}}[ \t]*:"
        self._speaker = re.compile(
            rf"(?<![^\s])\[(?P<tag>S\d{{1,2}})\]|^[ \t]*(?:{at_line})", re.IGNORECASE | re.MULTILINE
        )
        self._longest = max(map(len, self._names), default=0) + len("**** : ")
        self._text = ""
        self._start = 0
        """Where what is not read yet begins."""
        self._before = "\n"
        self._skipped = ""
        """What is left out before the next word: blanks, and the end of what is written bold."""
        self._reader: CueReader = PlainReader(self._options)
        self._reader_start = 0
        self._notes: list[Note] = []

    @property
    def notes(self) -> Sequence[Note]:
        """What has no effect in the text so far."""
        own = (Note(note.position + self._reader_start, note.message) for note in self._reader.notes)
        return (*self._notes, *own)

    def feed(self, text: str) -> list[Cue]:
        """Return the cues that are complete with this piece of the text."""
        self._text += text
        return [*self._read(self._possible_speaker)]

    def finish(self) -> list[Cue]:
        """Return the rest."""
        return [*self._read(len), *self._end_reader()]

    def _read(self, held_from: Callable[[str], int]) -> Iterator[Cue]:
        while found := self._speaker.search(self._before + self._text, 1):
            yield from self._say(found.start() - 1)
            yield from self._end_reader()
            yield Turn(self._name(found), self._start)
            self._take(found.end() - found.start())
            bold = found[0].count("*") % 4
            self._skipped = "*" + _BLANKS if bold else _BLANKS
            self._reader_start = self._start
        yield from self._say(held_from(self._text))

    def _say(self, count: int) -> Iterator[Cue]:
        """Yield the cues of the next characters."""
        text = self._text[:count]
        if self._skipped and text:
            blanks = len(text) - len(text.lstrip(self._skipped))
            self._take(blanks)
            self._reader_start = self._start
            text = text[blanks:]
            self._skipped = "" if text else self._skipped
        if text:
            self._take(len(text))
            yield from (moved(cue, self._reader_start) for cue in self._reader.feed(text))

    def _take(self, count: int) -> None:
        if count:
            self._before = self._text[count - 1]
            self._text = self._text[count:]
            self._start += count

    def _end_reader(self) -> Iterator[Cue]:
        yield from (moved(cue, self._reader_start) for cue in self._reader.finish())
        self._notes = [*self.notes]
        self._reader, self._reader_start = PlainReader(self._options), self._start

    def _name(self, found: re.Match[str]) -> str:
        name = found["tag"] or found["number"] or found["name"]
        return self._names.get(name.casefold(), name.upper() if found["tag"] else name)

    def _possible_speaker(self, text: str) -> int:
        """Return from where on a text may be the beginning of a speaker's name, of which the rest is to arrive."""
        for at in range(max(len(text) - self._longest - 8, 0), len(text)):
            before = text[at - 1] if at else self._before
            if before.isspace() and _PART_OF_TAG.fullmatch(text, at):
                return at
            if before == "\n" and self._begins_line(text[at:]):
                return at
        return len(text)

    def _begins_line(self, text: str) -> bool:
        rest = text.lstrip(_BLANKS).lstrip("*").casefold()
        if not rest or _PART_OF_NUMBER.fullmatch(rest):
            return len(text) <= self._longest
        return any(name.startswith(rest) or _is_after(rest, name) for name in self._names)


def _is_after(text: str, name: str) -> bool:
    """Return whether a text is a name and what may come before its colon."""
    return text.startswith(name) and not text[len(name) :].strip("* \t")


_PART_OF_TAG = re.compile(r"\[(?:S\d{0,2})?", re.IGNORECASE)
_PART_OF_NUMBER = re.compile(r"\[\d{0,2}")
