"""Plain text: everything is to be spoken."""

from wyoming_kokoro.markup.reader import Note
from wyoming_kokoro.speech import Cue, Line


class PlainReader:
    """Returns the text as it is."""

    notes: tuple[Note, ...] = ()

    def __init__(self) -> None:
        self._length = 0

    def feed(self, text: str) -> list[Cue]:
        """Return the piece as a line."""
        start, self._length = self._length, self._length + len(text)
        return [Line(text, start)] if text else []

    def finish(self) -> list[Cue]:
        """Return nothing: no text is held back."""
        return []
