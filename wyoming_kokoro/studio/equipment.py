"""What a studio speaks with, made from the settings: an utterance keeps the same to its end."""

from dataclasses import dataclass

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.settings import Loaded, Settings
from wyoming_kokoro.text import Locale
from wyoming_kokoro.voices import Catalogue


@dataclass(frozen=True, slots=True)
class Equipment:
    """Everything that depends on the settings alone, replaced whole when they change."""

    loaded: Loaded
    voices: Catalogue
    pronunciation: Pronunciation

    @property
    def settings(self) -> Settings:
        """The settings it was made from."""
        return self.loaded.settings

    @property
    def problems(self) -> tuple[str, ...]:
        """What is not as it should be, a sentence each."""
        return (*self.voices.problems, *self.pronunciation.missing)

    def locale(self, language: str) -> Locale:
        """How texts in a language are read."""
        return Locale(language, known=lambda word: self.pronunciation.knows(word, language))


def equip(loaded: Loaded, library: EspeakNg | None, before: Equipment | None = None) -> Equipment:
    """Make what these settings ask for, keeping what they do not change; takes a moment, so it is done on a thread."""
    names = loaded.settings.voices
    languages = library.languages() if library else ()
    voices = Catalogue.load(voices_folder(), languages, loaded.settings.speech.voice, names.aliases, names.saved)
    pronunciation = before.pronunciation if before else Pronunciation(library, loaded.sources.places.lexicons)
    pronunciation.begin(voices.default.language)
    return Equipment(loaded, voices, pronunciation)
