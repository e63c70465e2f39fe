"""eSpeak NG: one library for the whole process, which a pronouncer and an engine both ask."""

from wyoming_kokoro.espeakng.character import Character
from wyoming_kokoro.espeakng.languages import Language
from wyoming_kokoro.espeakng.library import FASTEST, SLOWEST, EspeakNg, Heard, Spoken

__all__ = ["FASTEST", "SLOWEST", "Character", "EspeakNg", "Heard", "Language", "Spoken"]
