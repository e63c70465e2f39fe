"""The voices: their names, languages and styles."""

from wyoming_kokoro.voices.catalogue import Catalogue
from wyoming_kokoro.voices.language_tags import KOKORO_LETTERS
from wyoming_kokoro.voices.styles import VoiceStyles

__all__ = ["KOKORO_LETTERS", "Catalogue", "VoiceStyles"]
