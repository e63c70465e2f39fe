"""The voices: their names, languages, styles, characters and samples."""

from wyoming_kokoro.voices.catalogue import Catalogue
from wyoming_kokoro.voices.ensemble import VoiceSimilarity, another_voice
from wyoming_kokoro.voices.language_tags import KOKORO_LETTERS
from wyoming_kokoro.voices.samples import SAMPLE_TYPE, sample_file
from wyoming_kokoro.voices.styles import VoiceStyles

__all__ = [
    "KOKORO_LETTERS",
    "SAMPLE_TYPE",
    "Catalogue",
    "VoiceSimilarity",
    "VoiceStyles",
    "another_voice",
    "sample_file",
]
