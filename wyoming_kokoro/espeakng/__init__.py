"""eSpeak NG: one library for the whole program, used by a pronouncer and by an engine."""

from wyoming_kokoro.espeakng.languages import EspeakLanguage
from wyoming_kokoro.espeakng.library import FASTEST, SLOWEST, EspeakAudio, EspeakNg, WordEvent
from wyoming_kokoro.espeakng.voice_variant import VoiceVariant

__all__ = ["FASTEST", "SLOWEST", "EspeakAudio", "EspeakLanguage", "EspeakNg", "VoiceVariant", "WordEvent"]
