"""The voices: their names, languages, styles, characters and samples."""

from typing import TYPE_CHECKING

from wyoming_kokoro.lazy_imports import lazy_imports
from wyoming_kokoro.voices.language_tags import KOKORO_LETTERS

if TYPE_CHECKING:
    from wyoming_kokoro.voices.catalogue import Catalogue
    from wyoming_kokoro.voices.ensemble import VoiceSimilarity, another_voice, every_voice
    from wyoming_kokoro.voices.samples import SAMPLE_TYPE, sample_file
    from wyoming_kokoro.voices.styles import VoiceStyles

__getattr__ = lazy_imports(
    "wyoming_kokoro.voices",
    {
        "catalogue": ("Catalogue",),
        "ensemble": ("VoiceSimilarity", "another_voice", "every_voice"),
        "samples": ("SAMPLE_TYPE", "sample_file"),
        "styles": ("VoiceStyles",),
    },
)
# They need numpy and the settings, and to import those takes longer than to read a text.

__all__ = [
    "KOKORO_LETTERS",
    "SAMPLE_TYPE",
    "Catalogue",
    "VoiceSimilarity",
    "VoiceStyles",
    "another_voice",
    "every_voice",
    "sample_file",
]
