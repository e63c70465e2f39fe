"""Finds out by its beginning whether a text is SSML."""

from collections.abc import Sequence

from wyoming_kokoro.markup.plain import PlainReader
from wyoming_kokoro.markup.reader import CueReader, Note
from wyoming_kokoro.speech import Cue, Markup

SSML_BEGINNINGS = ("<speak", "<?xml")
"""What a text begins with that is SSML, after blanks."""


class AutomaticReader:
    """Holds a text back until it is known what it is written in: six characters at most, and the blanks before."""

    def __init__(self) -> None:
        self._text = ""
        self._reader: CueReader | None = None

    @property
    def notes(self) -> Sequence[Note]:
        """What has no effect in the text so far."""
        return self._reader.notes if self._reader else ()

    def feed(self, text: str) -> list[Cue]:
        """Return the cues that are complete with this piece of the text."""
        if self._reader is None:
            text = self._text + text
            self._reader = _reader_for(text.lstrip())
            self._text = "" if self._reader else text
        return self._reader.feed(text) if self._reader else []

    def finish(self) -> list[Cue]:
        """Return the rest."""
        if self._reader is None:
            self._reader = PlainReader()
            return self._reader.feed(self._text)
        return self._reader.finish()


def is_ssml(text: str, markup: Markup = "auto") -> bool:
    """Return whether a whole text is read as SSML."""
    return markup == "ssml" or (markup == "auto" and text.lstrip().startswith(SSML_BEGINNINGS))


def ssml_reader() -> CueReader:
    """Return a reader of SSML, which is imported with the first text that needs it."""
    from wyoming_kokoro.markup.ssml import SsmlReader  # noqa: PLC0415 -- few texts are SSML, and the import would delay every start

    return SsmlReader()


def _reader_for(beginning: str) -> CueReader | None:
    """Return the reader for a text that begins so; None while that is open."""
    if beginning.startswith(SSML_BEGINNINGS):
        return ssml_reader()
    return None if any(each.startswith(beginning) for each in SSML_BEGINNINGS) else PlainReader()
