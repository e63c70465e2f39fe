"""Finds out by its beginning whether a text is SSML, or a script with speakers."""

import re
from collections.abc import Sequence

from wyoming_kokoro.markup.options import ReaderOptions
from wyoming_kokoro.markup.plain import PlainReader
from wyoming_kokoro.markup.reader import CueReader, Note
from wyoming_kokoro.speech import Cue, Markup

SSML_BEGINNINGS = ("<speak", "<?xml")
"""What a text begins with that is SSML, after blanks."""

_NOTHING_BEFORE = "\ufeff\u200b"
"""Characters that are not seen, the byte order mark for one, which may come before."""

_SPEAKER = re.compile(r"\[s\d{1,2}\]")
_BEGINS_SPEAKER = re.compile(r"\[(s\d{0,2})?")


class AutomaticReader:
    """Holds a text back until it is known what it is written in: some characters at most, and the blanks before."""

    def __init__(self, options: ReaderOptions) -> None:
        self._options = options
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
            self._reader = _reader_for(_beginning(text), self._options)
            self._text = "" if self._reader else text
        return self._reader.feed(text) if self._reader else []

    def finish(self) -> list[Cue]:
        """Return the rest."""
        if self._reader is None:
            self._reader = PlainReader(self._options)
            return [*self._reader.feed(self._text), *self._reader.finish()]
        return self._reader.finish()


def is_ssml(text: str, markup: Markup = "auto") -> bool:
    """Return whether a whole text is read as SSML."""
    return markup == "ssml" or (markup == "auto" and _beginning(text).startswith(SSML_BEGINNINGS))


def ssml_reader(options: ReaderOptions) -> CueReader:
    """Return a reader of SSML, which is imported with the first text that needs it."""
    from wyoming_kokoro.markup.ssml import SsmlReader  # noqa: PLC0415 -- few texts are SSML, and the import would delay every start

    return SsmlReader(options)


def script_reader(options: ReaderOptions) -> CueReader:
    """Return a reader of scripts, which is imported with the first text that needs it."""
    from wyoming_kokoro.markup.script_lines import ScriptReader  # noqa: PLC0415 -- few texts are scripts

    return ScriptReader(options)


def _beginning(text: str) -> str:
    """Return a text from its first character that is seen; in lower case as far as it matters."""
    seen = text.lstrip(_NOTHING_BEFORE + " \t\r\n").lstrip()
    return seen[:_LONGEST].lower()


_LONGEST = max(map(len, SSML_BEGINNINGS))


def _reader_for(beginning: str, options: ReaderOptions) -> CueReader | None:
    """Return the reader for a text that begins so; None while that is open."""
    if beginning.startswith(SSML_BEGINNINGS):
        return ssml_reader(options)
    if _SPEAKER.match(beginning):
        return script_reader(options)
    if _BEGINS_SPEAKER.fullmatch(beginning) or any(each.startswith(beginning) for each in SSML_BEGINNINGS):
        return None
    return script_reader(options) if options.speakers else PlainReader(options)
