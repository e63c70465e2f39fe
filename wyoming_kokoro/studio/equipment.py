"""What a studio speaks with, made from the settings: an utterance keeps the same to its end."""

from contextlib import suppress
from dataclasses import dataclass

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.settings import Loaded, Settings
from wyoming_kokoro.store import Store
from wyoming_kokoro.text import Locale
from wyoming_kokoro.voices import Catalogue


@dataclass(frozen=True, slots=True)
class Equipment:
    """Everything that depends on the settings alone, replaced whole when they change."""

    loaded: Loaded
    voices: Catalogue
    pronunciation: Pronunciation
    seen: tuple[object, ...] = ()
    """The user's own files as they were: when they change, it is to be made anew."""

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


def equip(loaded: Loaded, library: EspeakNg | None, store: Store, before: Equipment | None = None) -> Equipment:
    """Make what these settings ask for, keeping what they do not change; takes a moment, so it is done on a thread."""
    seen = own_files(store, loaded)
    names = loaded.settings.voices
    languages = library.languages() if library else ()
    default = loaded.settings.speech.voice
    voices = Catalogue.load(voices_folder(), languages, default, names.aliases, names.saved, own_voices(store))
    pronunciation = before.pronunciation if before else Pronunciation(library, loaded.sources.places.lexicons)
    pronunciation.begin(voices.default.language)
    return Equipment(loaded, voices, pronunciation, seen)


def own_files(store: Store, loaded: Loaded) -> tuple[object, ...]:
    """Changes whenever users put something into their folders that equipment is made of; blocks shortly."""
    stamp = None
    with suppress(OSError):  # what cannot be looked at is told by whoever reads it
        stamp = store.disk.stamp(loaded.sources.places.pronunciations)
    return own_voices(store), stamp


def own_voices(store: Store) -> tuple[str, ...]:
    """The names of voice files that nobody published; blocks shortly."""
    return tuple(state.name for state in store.voices.states() if not state.known and state.state == "present")
