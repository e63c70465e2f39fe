"""Finds short forms and cues in the lines of a text, however it arrives; all other text stays as it is."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, Literal, NamedTuple

from wyoming_kokoro.markup.inline.cues import WrittenCue, cue_called, may_become_cue
from wyoming_kokoro.markup.inline.italics import is_beside_the_words
from wyoming_kokoro.markup.inline.short_forms import (
    BREAK_TAG,
    PAUSE,
    WHISPER,
    Change,
    asked_for,
    emphasis_of,
    pause_of,
)
from wyoming_kokoro.markup.options import ReaderOptions
from wyoming_kokoro.markup.style import Style
from wyoming_kokoro.speech import Cue, Delivery, Line, Pause

MAX_PAUSE, MAX_PAUSES = 10.0, 60.0
"""Seconds of one pause, and of all pauses of a text, as in SSML."""
MAX_CONTENT: Final = 80
"""Characters between the brackets of a short form or cue, which wait until it is complete."""
MAX_LOOK_AHEAD: Final = 40
"""Blanks after it that are searched for what follows."""
_CONTEXT: Final = 80
"""Characters before it that are kept."""

_NO_STYLE: Final = Style()

_TRIGGER: Final = re.compile(r"[\[(<*_]")
_BRACKETS: Final = re.compile(r"\[(?P<content>[^\[\]\n]{1,80})\]")
_EMPHASIS: Final = re.compile(r"\((?P<strength>[+-]?[0-2])\)")
_MAY_BE_EMPHASIS: Final = re.compile(r"(?:\((?:[+-]?(?:[0-2]\)?)?)?)?\Z")
_ROUND: Final = re.compile(r"\((?P<content>[^()\n]{1,80})\)|\(\((?P<inner>[^()\n]{1,80})\)\)")
_ANGLE: Final = re.compile(r"</?\|?(?P<content>[^<>|/\n]{1,80})\|?/?>")
_STARS: Final = re.compile(r"(?P<mark>\*\*?|__?)(?P<content>[^*_\n]{1,80})(?P=mark)")
_UNFINISHED: Final = {
    "[": re.compile(r"\[(?P<content>[^\[\]\n]{0,80})\Z"),
    "(": re.compile(r"\(\(?(?P<content>[^()\n]{0,80})\)?\Z"),
    "<": re.compile(r"</?\|?(?P<content>[^<>|/\n]{0,80})\|?/?\Z"),
    "*": re.compile(r"\*\*?(?P<content>[^*_\n]{0,80})\*?\Z"),
    "_": re.compile(r"__?(?P<content>[^*_\n]{0,80})_?\Z"),
}
_MAY_BE_BREAK: Final = re.compile(r"(?:b(?:r(?:e(?:a(?:k(?:\s[^<>]*)?)?)?)?)?)?\Z")
_INSIDE_NAME: Final = re.compile(r"[^\W_]_\Z")
_FOLLOWS_NO_FORM: Final = frozenset("`\\![")
"""Before a bracket they say that it belongs to Markdown or to code."""
_MARKS: Final = frozenset(".!?…。！？")
_CLOSING: Final = frozenset("\"'”’»)]*_")


class _Found(NamedTuple):
    """A short form or cue, where it ends, and what it asks for."""

    end: int
    does: Pause | Change | WrittenCue | Style
    language: str = ""
    inner: tuple[int, int] = (0, 0)
    """The words that a style is for."""


_Wait = Literal["wait"]


class InlineReader:
    """Reads the lines of one text."""

    def __init__(self, options: ReaderOptions) -> None:
        self._names = options.short_forms
        self._cues = options.cues
        self._held: Line | None = None
        """Text that may become a short form or a cue."""
        self._context = ""
        """The text before."""
        self._style = _NO_STYLE
        self._voice: str | None = None
        self._to_sentence_end = False
        self._mark_before = False
        """Whether the style ends with the next blank: a sentence has ended."""
        self._pauses_left = MAX_PAUSES

    def feed(self, cues: Iterable[Cue]) -> list[Cue]:
        """Return what is complete."""
        complete: list[Cue] = []
        for cue in cues:
            if isinstance(cue, Line) and self._leaves(cue):
                self._remember(cue.text)
                complete.append(cue)
            else:
                complete += self._feed(cue)
        return complete

    def finish(self) -> list[Cue]:
        """Return the rest."""
        return list(self._release())

    def _leaves(self, line: Line) -> bool:
        """Return whether a line stays as it is: nothing in it and before it may be a short form or a cue."""
        nothing_before = self._held is None and self._voice is None and self._style == _NO_STYLE
        return nothing_before and bool(line.text) and _TRIGGER.search(line.text) is None

    def _feed(self, cue: Cue) -> Iterator[Cue]:
        if not isinstance(cue, Line):
            yield from self._release()
            yield cue
            return
        if self._held is not None and not self._held.continues_with(cue):
            yield from self._release()
        if cue.reading is not None:
            self._remember(cue.text)
            yield self._styled(cue)
            return
        line = self._held.joined_to(cue) if self._held is not None else cue
        self._held = None
        yield from self._read(line, final=False)

    def _release(self) -> Iterator[Cue]:
        if self._held is not None:
            line, self._held = self._held, None
            yield from self._read(line, final=True)

    def _read(self, line: Line, *, final: bool) -> Iterator[Cue]:
        """Yield a line's cues; what is not decided is held back."""
        begin = at = 0
        while trigger := _TRIGGER.search(line.text, at):
            place = trigger.start()
            found = self._found(line.text, place, (self._context + line.text[begin:place])[-_CONTEXT:], final=final)
            if isinstance(found, _Found):
                yield from self._plain(_part(line, begin, place))
                yield from self._done(found, line, place)
                begin = at = found.end
            elif found == "wait":
                yield from self._plain(_part(line, begin, place))
                self._held = _part(line, place, len(line.text))
                return
            else:
                at = place + 1
        yield from self._plain(_part(line, begin, len(line.text)))

    def _found(self, text: str, at: int, before: str, *, final: bool) -> _Found | _Wait | None:
        if before[-1:].isalnum():
            return None
        match text[at]:
            case "[":
                found = self._in_brackets(text, at, before, final=final)
            case "(":
                found = self._cue(_ROUND.match(text, at), text, final=final)
            case "<":
                found = self._in_angles(text, at, final=final)
            case _:
                found = self._in_stars(text, at, before, final=final)
        if found is None and not final and self._may_become(text, at):
            return "wait"
        return found

    def _may_become(self, text: str, at: int) -> bool:
        match = _UNFINISHED[text[at]].match(text, at)
        if match is None:
            return False
        content = match["content"]
        if (text[at] == "[" and self._names) or (
            text[at] == "<" and "pause" in self._names and _MAY_BE_BREAK.match(content)
        ):
            return True
        return self._cues != "as written" and may_become_cue(content)

    def _in_brackets(self, text: str, at: int, before: str, *, final: bool) -> _Found | _Wait | None:
        match = _BRACKETS.match(text, at)
        if match is None or before[-1:] in _FOLLOWS_NO_FORM or before[-1:] == "]" or _INSIDE_NAME.search(before):
            return None
        end = match.end()
        if text.startswith("(", end) or end == len(text):
            if "emphasis" in self._names and (strength := _EMPHASIS.match(text, end)):
                style = emphasis_of(strength["strength"])
                return _Found(strength.end(), style or Style(), inner=match.span("content"))
            if not final and _MAY_BE_EMPHASIS.match(text, end):
                return "wait"
        if text.startswith(("(", "[", "=", "`"), end) or (text.startswith(":", end) and before[-1:] in ("", "\n")):
            return None
        if change := asked_for(match["content"], self._names):
            return "wait" if end == len(text) and not final else _Found(end, change)
        return self._cue(match, text, final=final)

    def _in_angles(self, text: str, at: int, *, final: bool) -> _Found | _Wait | None:
        if "pause" in self._names and (match := BREAK_TAG.match(text, at)):
            return _Found(match.end(), pause_of(match))
        return self._cue(_ANGLE.match(text, at), text, final=final)

    def _in_stars(self, text: str, at: int, before: str, *, final: bool) -> _Found | _Wait | None:
        match = _STARS.match(text, at)
        if match is None or before[-1:] in ("*", "_"):
            return None
        found = self._cue(match, text, final=True)
        if not isinstance(found, _Found):
            return None
        after = text[match.end() : match.end() + MAX_LOOK_AHEAD]
        if not final and not after.strip(" \t") and len(after) < MAX_LOOK_AHEAD:
            return "wait"
        return found if is_beside_the_words(match["content"], before, after) else None

    def _cue(self, match: re.Match[str] | None, text: str, *, final: bool) -> _Found | _Wait | None:
        """Return the cue that is written between brackets of any kind."""
        if match is None or self._cues == "as written":
            return None
        parts = match.groupdict()
        content = parts["content"] if parts.get("inner") is None else parts["inner"]
        called = cue_called(content, in_brackets="mark" not in parts)
        if called is None:
            return None
        if not final and match.end() == len(text):
            return "wait"
        return None if text[match.end() : match.end() + 1].isalnum() else _Found(match.end(), called[0], called[1])

    def _done(self, found: _Found, line: Line, place: int) -> Iterator[Cue]:
        """Yield what a short form or cue asks for."""
        match found.does:
            case Pause():
                yield self._limited(found.does)
            case Change():
                self._change(found.does)
            case Style():
                yield from self._plain(_part(line, *found.inner), found.does)
            case WrittenCue(name="pause") if "pause" in self._names:
                yield self._limited(Pause(PAUSE))
            case WrittenCue():
                if found.does.name == "whispers" and "whisper" in self._names:
                    self._change(Change(WHISPER, to_sentence_end=True))
                reading, style = found.does.said(self._cues, found.language)
                yield replace(self._styled(_part(line, place, found.end), style), reading=reading)
        if not isinstance(found.does, Style):
            self._remember(".")  # what follows stands at a beginning

    def _change(self, change: Change) -> None:
        if change.voice is not None:
            self._voice = change.voice or None
        if change.style is not None:
            self._style, self._to_sentence_end, self._mark_before = change.style, change.to_sentence_end, False

    def _plain(self, line: Line, style: Style | None = None) -> Iterator[Line]:
        """Yield text without short forms, in the style of its place."""
        if not line.text:
            return
        begin = 0
        for end in self._style_ends(line.text):
            yield self._styled(_part(line, begin, end), style)
            self._change(Change(_NO_STYLE))
            begin = end
        if begin < len(line.text):
            yield self._styled(_part(line, begin, len(line.text)) if begin else line, style)
        self._remember(line.text)

    def _style_ends(self, text: str) -> Iterator[int]:
        """Yield where the present style ends in a text: after a sentence, or after a paragraph."""
        if self._style == _NO_STYLE:
            return
        for at, character in enumerate(text):
            if character == "\n" and (self._to_sentence_end or (self._context + text[:at])[-1:] == "\n"):
                yield at
                return
            if not self._to_sentence_end:
                continue
            if character in _MARKS:
                self._mark_before = character != "." or not _is_short(self._context + text[:at])
            elif character.isspace() and self._mark_before:
                yield at
                return
            elif character not in _CLOSING:
                self._mark_before = False

    def _styled(self, line: Line, style: Style | None = None) -> Line:
        inner = self._style if style is None else style.within(self._style)
        if self._voice is not None:
            inner = inner.within(Style(Delivery(voice=self._voice)))
        if inner == _NO_STYLE:
            return line
        delivery, treatment = inner.within(Style(line.delivery, line.treatment))
        return replace(line, delivery=delivery, treatment=treatment)

    def _remember(self, text: str) -> None:
        self._context = (self._context + text)[-_CONTEXT:]

    def _limited(self, pause: Pause) -> Pause:
        seconds = min(pause.seconds, MAX_PAUSE, self._pauses_left)
        self._pauses_left -= seconds
        return replace(pause, seconds=seconds)


_ABBREVIATION: Final = re.compile(
    r"(?<![^\W\d_])(?:Mrs?|Ms|Dr|Prof|St|Sr|Jr|No|Nr|Hr|Fr|Mme|Mlle|Sra?|Srta|Dott|Sig|[^\W\d_])\Z"
)


def _is_short(before: str) -> bool:
    """Return whether a full stop after this text probably belongs to an abbreviation."""
    return _ABBREVIATION.search(before) is not None


def _part(line: Line, begin: int, end: int) -> Line:
    """Return a part of a line."""
    if (begin, end) == (0, len(line.text)):
        return line
    positions = None if line.positions is None else line.positions[begin:end]
    return replace(line, text=line.text[begin:end], start=line.start + begin, positions=positions)
