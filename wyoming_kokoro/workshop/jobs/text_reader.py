"""Reads texts as they will be spoken, with the user's settings and words, without an engine."""

from collections.abc import Sequence
from functools import lru_cache

from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import Delivery, Utterance, Word
from wyoming_kokoro.studio import Explanation, configure, explain_utterance
from wyoming_kokoro.studio.roles import Roles
from wyoming_kokoro.voices import Catalogue

REMEMBERED = 4096
"""Texts whose phonemes are remembered: several voices say the same."""


class TextReader:
    """Knows how texts are read and pronounced; made once, as that takes a moment."""

    def __init__(self, loaded: LoadedSettings) -> None:
        store = Downloads(loaded.sources.paths.downloads, loaded.settings.downloads)
        self._config = configure(loaded, EspeakNg.open(), store)
        self.phonemes = lru_cache(REMEMBERED)(self._phonemes)

    @property
    def voices(self) -> Catalogue:
        """The voices that are known without asking providers."""
        return self._config.voices

    def words(self, text: str, language: str) -> Sequence[Word]:
        """Return the words and marks that are spoken for a text."""
        return [word for part in self._explained(text, language).parts for word in part.words]

    def _phonemes(self, text: str, language: str) -> str:
        """Return how a text sounds, a blank between words."""
        return self._explained(text, language).phonemes

    def _explained(self, text: str, language: str) -> Explanation:
        utterance = Utterance(text, Delivery(self._config.voices.default.name, language))
        return explain_utterance(utterance, Roles(utterance, self._config), self._config.pronunciation)
