"""Loads the styles of voices: one voice file, or several mixed by their shares."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from wyoming_kokoro.downloads import COLUMNS, ROWS, Downloads, Style
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.speech import Voice

STYLES_IN_MEMORY = 16
"""Cached voices and blends, half a megabyte each: a home uses a few, and listing all must not fill the memory."""

Recipe = tuple[tuple[str, float], ...]
"""The digest and the share of each file: equal recipes sound equal, whatever the files are called."""


class VoiceStyles:
    """Loads and caches styles; blocks, so it is used on any thread but the event loop's."""

    def __init__(self, store: Downloads) -> None:
        self._store = store
        self._cached: OrderedDict[Recipe, Style] = OrderedDict()
        self._drafts: dict[str, Style] = {}
        """Voices that are not saved, while they speak, by the digest of their content."""
        self._lock = threading.Lock()

    def of(self, voice: Voice) -> Style:
        """Load the style of a voice.

        Raises BadRequest for a damaged file, and Unavailable for one that is not downloaded yet.
        """
        recipe = self.recipe(voice)
        with self._lock:
            if recipe in self._cached:
                self._cached.move_to_end(recipe)
                return self._cached[recipe]
        style = self._mixed(voice)
        with self._lock:
            self._cached[recipe] = style
            while len(self._cached) > STYLES_IN_MEMORY:
                self._cached.popitem(last=False)
        return style

    def recipe(self, voice: Voice) -> Recipe:
        """Return the files that a voice is made of, and their shares; raises the same as `of`."""
        if not voice.styles:
            raise BadRequest(f"{voice.name} is a voice of eSpeak NG, not of Kokoro.", code="no_style", about="voice")
        try:
            return tuple((self._digest(name), share) for name, share in voice.styles)
        except Unavailable as error:
            raise _as_request_error(error) from error

    @contextmanager
    def draft(self, content: bytes) -> Iterator[str]:
        """Within the context, let a voice speak that is not saved, from the content of its file; its name is given."""
        digest = hashlib.sha256(content).hexdigest()
        style = np.frombuffer(content, "<f4").reshape(ROWS, COLUMNS)
        with self._lock:
            self._drafts[digest] = style
        try:
            yield digest
        finally:
            with self._lock:
                self._drafts.pop(digest, None)

    def identity(self, voice: Voice) -> str:
        """Return a text that changes whenever the voice's style does."""
        return hashlib.sha256(repr(self.recipe(voice)).encode()).hexdigest()

    def missing_files(self, voice: Voice) -> tuple[str, ...]:
        """Return those of its files that should be downloaded, because they are missing or damaged."""
        states = [self._store.voices.state(name) for name, _ in voice.styles]
        return tuple(state.name for state in states if state.known and state.state != "present")

    async def fetch(self, voice: Voice) -> None:
        """Download its missing files; raises Unavailable if that is not possible."""
        for name, _ in voice.styles:
            await self._store.voices.download(name)

    def _digest(self, name: str) -> str:
        return name if name in self._drafts else self._store.voices.digest(name)

    def _style(self, name: str) -> Style:
        draft = self._drafts.get(name)
        return self._store.style(name) if draft is None else draft

    def _mixed(self, voice: Voice) -> Style:
        try:
            styles = [(self._style(name), share) for name, share in voice.styles]
        except Unavailable as error:
            raise _as_request_error(error) from error
        if len(styles) == 1 and styles[0][1] == 1:
            return styles[0][0]
        mixed = np.zeros((ROWS, COLUMNS), np.float32)
        for style, share in styles:
            mixed += style * np.float32(share)
        mixed.flags.writeable = False
        return mixed


def _as_request_error(error: Unavailable) -> BadRequest | Unavailable:
    """A damaged file stays damaged, so it is a BadRequest: the client should use another voice."""
    if error.code == "file_damaged":
        return BadRequest(error.message, code="voice_damaged", about="voice")
    return Unavailable(error.message, code="voice_missing", about="voice", retry_after=error.retry_after)
