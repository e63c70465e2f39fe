"""Markup: from what was written to who says what, and how."""

from collections.abc import Callable, Mapping, Sequence

from wyoming_kokoro.markup.automatic import AutomaticReader, is_ssml, ssml_reader
from wyoming_kokoro.markup.plain import PlainReader
from wyoming_kokoro.markup.reader import MAX_NOTES, CueReader, Note
from wyoming_kokoro.speech import Cue, Line, Markup

__all__ = ["MAX_NOTES", "CueReader", "Note", "cues", "is_ssml", "reader"]

_READERS: Mapping[Markup, Callable[[], CueReader]] = {
    "auto": AutomaticReader,
    "plain": PlainReader,
    "ssml": ssml_reader,
}


def reader(markup: Markup) -> CueReader:
    """Return a reader for one text, which may arrive in pieces."""
    return _READERS[markup]()


def cues(text: str, markup: Markup) -> Sequence[Cue]:
    """Return what a whole text asks for, in order; never the markup itself."""
    of_text = reader(markup)
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
