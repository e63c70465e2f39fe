"""What a studio speaks with, made from the settings: an utterance keeps the same to its end."""

from dataclasses import dataclass

from wyoming_kokoro.engines import Engine
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.settings import Settings
from wyoming_kokoro.voices import Catalogue


@dataclass(frozen=True, slots=True)
class Equipment:
    """Everything that depends on the settings, replaced whole when they change."""

    settings: Settings
    voices: Catalogue
    pronunciation: Pronunciation
    engine: Engine
    why: str
    """Why this engine speaks, as one sentence."""
    problems: tuple[str, ...] = ()
    """What is not as it should be, a sentence each."""
