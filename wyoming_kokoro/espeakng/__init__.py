"""eSpeak NG: one library for the whole process, which a pronouncer and an engine both ask."""

from wyoming_kokoro.espeakng.languages import EspeakLanguage
from wyoming_kokoro.espeakng.library import FASTEST, SLOWEST, EspeakAudio, EspeakNg, WordEvent
from wyoming_kokoro.espeakng.voice_variant import VoiceVariant

__all__ = ["FASTEST", "SLOWEST", "EspeakAudio", "EspeakLanguage", "EspeakNg", "VoiceVariant", "WordEvent"]
