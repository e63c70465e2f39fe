"""Markup: from what was written to who says what, and how."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from wyoming_kokoro.markup.automatic import AutomaticReader, is_ssml, script_reader, ssml_reader
from wyoming_kokoro.markup.conversation import ConversationTurn, conversation
from wyoming_kokoro.markup.inline.cues import cue_called, may_become_cue
from wyoming_kokoro.markup.options import ALL_SHORT_FORMS, ReaderOptions
from wyoming_kokoro.markup.plain import PlainReader
from wyoming_kokoro.markup.reader import MAX_NOTES, CueReader, Note
from wyoming_kokoro.markup.speaking_styles import style_called, understood
from wyoming_kokoro.markup.style import Style
from wyoming_kokoro.speech import Cue, Line, Markup

__all__ = [
    "ALL_SHORT_FORMS",
    "MAX_NOTES",
    "ConversationTurn",
    "CueReader",
    "Note",
    "ReaderOptions",
    "Style",
    "conversation",
    "cues",
    "is_ssml",
    "load",
    "reader",
]

_READERS: Mapping[Markup, Callable[[ReaderOptions], CueReader]] = {
    "auto": AutomaticReader,
    "plain": PlainReader,
    "script": script_reader,
    "ssml": ssml_reader,
}


_DEFAULT = ReaderOptions()


def reader(markup: Markup, options: ReaderOptions = _DEFAULT) -> CueReader:
    """Return a reader for one text, which may arrive in pieces."""
    return _READERS[markup](options)


@cache
def load() -> None:
    """Read all tables, once, and import what few texts need; blocks."""
    import wyoming_kokoro.markup.ssml  # noqa: F401, PLC0415 -- few texts need it

    cue_called("laughs")
    may_become_cue("laughs")
    style_called("quiet as a mouse")
    understood("calmly")


def cues(text: str, markup: Markup, options: ReaderOptions = _DEFAULT) -> Sequence[Cue]:
    """Return what a whole text asks for, in order; never the markup itself."""
    of_text = reader(markup, options)
    return tuple(_joined((*of_text.feed(text), *of_text.finish())))


def _joined(cues_in_pieces: Sequence[Cue]) -> list[Cue]:
    """Return the same cues, with lines that are one text as one line."""
    joined: list[Cue] = []
    for cue in cues_in_pieces:
        last = joined[-1] if joined else None
        if isinstance(cue, Line) and isinstance(last, Line) and last.continues_with(cue):
            joined[-1] = last.joined_to(cue)
        else:
            joined.append(cue)
    return joined
