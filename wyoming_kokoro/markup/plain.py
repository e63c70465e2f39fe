"""Plain text: everything is to be spoken, but for short forms and cues."""

from wyoming_kokoro.markup.inline import InlineReader
from wyoming_kokoro.markup.options import ReaderOptions
from wyoming_kokoro.markup.reader import Note
from wyoming_kokoro.speech import Cue, Line


class PlainReader:
    """Returns the text as it is, with what its short forms ask for."""

    notes: tuple[Note, ...] = ()

    def __init__(self, options: ReaderOptions) -> None:
        self._inline = InlineReader(options)
        self._length = 0

    def feed(self, text: str) -> list[Cue]:
        """Return the piece as lines, and the cues between them."""
        start, self._length = self._length, self._length + len(text)
        return self._inline.feed([Line(text, start)] if text else [])

    def finish(self) -> list[Cue]:
        """Return what was held back."""
        return self._inline.finish()
