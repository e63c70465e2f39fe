"""What a voice sounds like: one voice file, or several mixed by their shares."""

import hashlib
import threading
from collections import OrderedDict

import numpy as np

from wyoming_kokoro.downloads import COLUMNS, ROWS, Downloads, Style
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.speech import Voice

STYLES_IN_MEMORY = 16
"""Voices and blends kept, half a megabyte each: a household uses a few, and a list of all of them must not grow us."""

_Recipe = tuple[tuple[str, float], ...]
"""The digest and the share of each file: what is made of the same bytes sounds the same, whatever it is called."""


class VoiceStyles:
    """Styles of voices, kept as long as their files stay as they are; for any thread but the event loop's."""

    def __init__(self, store: Downloads) -> None:
        self._store = store
        self._kept: OrderedDict[_Recipe, Style] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, voice: Voice) -> Style:
        """A voice's style for each length of phrase.

        BadRequest names a file that is damaged, Unavailable one that is not here yet.
        """
        recipe = self._recipe(voice)
        with self._lock:
            if recipe in self._kept:
                self._kept.move_to_end(recipe)
                return self._kept[recipe]
        style = self._mixed(voice)
        with self._lock:
            self._kept[recipe] = style
            while len(self._kept) > STYLES_IN_MEMORY:
                self._kept.popitem(last=False)
        return style

    def identity(self, voice: Voice) -> str:
        """Changes whenever the voice's style does."""
        return hashlib.sha256(repr(self._recipe(voice)).encode()).hexdigest()

    def lacking(self, voice: Voice) -> tuple[str, ...]:
        """Which of its files should be fetched, because they are not here or damaged."""
        states = [self._store.voices.state(name) for name, _ in voice.styles]
        return tuple(state.name for state in states if state.known and state.state != "present")

    async def fetch(self, voice: Voice) -> None:
        """See that all of its files are here; Unavailable says why they cannot be."""
        for name, _ in voice.styles:
            await self._store.voices.fetch(name)

    def _recipe(self, voice: Voice) -> _Recipe:
        if not voice.styles:
            raise BadRequest(f"{voice.name} is a voice of eSpeak NG, not of Kokoro.", code="no_style", about="voice")
        try:
            return tuple((self._store.voices.digest(name), share) for name, share in voice.styles)
        except Unavailable as error:
            raise _blamed(error) from error

    def _mixed(self, voice: Voice) -> Style:
        try:
            styles = [(self._store.style(name), share) for name, share in voice.styles]
        except Unavailable as error:
            raise _blamed(error) from error
        if len(styles) == 1 and styles[0][1] == 1:
            return styles[0][0]
        mixed = np.zeros((ROWS, COLUMNS), np.float32)
        for style, share in styles:
            mixed += style * np.float32(share)
        mixed.flags.writeable = False
        return mixed


def _blamed(error: Unavailable) -> BadRequest | Unavailable:
    """Damage does not mend itself, so who asks for this voice should ask for another."""
    if error.code == "file_damaged":
        return BadRequest(error.message, code="voice_damaged", about="voice")
    return Unavailable(error.message, code="voice_missing", about="voice", retry_after=error.retry_after)
