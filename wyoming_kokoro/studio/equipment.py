"""What a studio speaks with, made from the settings: an utterance keeps the same to its end."""

from dataclasses import dataclass

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.audio import resample
from wyoming_kokoro.engines import Engine
from wyoming_kokoro.engines.espeak import EspeakEngine
from wyoming_kokoro.engines.tone import ToneEngine
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.settings import Loaded, Settings
from wyoming_kokoro.text import Locale
from wyoming_kokoro.voices import Catalogue


@dataclass(frozen=True, slots=True)
class Equipment:
    """Everything that depends on the settings, replaced whole when they change."""

    loaded: Loaded
    voices: Catalogue
    pronunciation: Pronunciation
    engine: Engine
    why: str
    """Why this engine speaks, as one sentence."""
    problems: tuple[str, ...] = ()
    """What is not as it should be, a sentence each."""

    @property
    def settings(self) -> Settings:
        """The settings it was made from."""
        return self.loaded.settings

    def locale(self, language: str) -> Locale:
        """How texts in a language are read."""
        return Locale(language)


def equip(loaded: Loaded) -> Equipment:
    """Make everything that these settings ask for; takes a moment, so it is done on a thread."""
    library = EspeakNg.open()
    engine, why = _engine(loaded.settings, library)
    voices = Catalogue.load(voices_folder(), library.languages(), loaded.settings.speech.voice)
    return Equipment(loaded, voices, Pronunciation(library), engine, why)


def _engine(settings: Settings, library: EspeakNg) -> tuple[Engine, str]:
    if settings.engine.name == "tone":
        return ToneEngine(), "the settings name it"
    if settings.engine.name == "espeak":
        return EspeakEngine(library, resample), "the settings name it"
    return EspeakEngine(library, resample), "Kokoro's files are not here yet"
