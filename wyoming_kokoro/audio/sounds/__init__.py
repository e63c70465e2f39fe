"""Sounds that are heard under speech or between words: made ones, and the user's files."""

from wyoming_kokoro.audio.sounds.library import SoundLibrary, sound_files
from wyoming_kokoro.audio.sounds.mixer import LOUDEST, SOFTEST, BackgroundMixer
from wyoming_kokoro.audio.sounds.nature import FIRE, FOREST, NIGHT
from wyoming_kokoro.audio.sounds.places import BROWN, CAFE, FAN, OFFICE, PINK, TRAIN, WHITE
from wyoming_kokoro.audio.sounds.signals import BEEP, BELL, CHIME, KNOCK
from wyoming_kokoro.audio.sounds.sound import SoundDefinition, SoundStream
from wyoming_kokoro.audio.sounds.water import SEA, STREAM
from wyoming_kokoro.audio.sounds.weather import RAIN, THUNDERSTORM, WIND
from wyoming_kokoro.registry import Registry

__all__ = [
    "LOUDEST",
    "SOFTEST",
    "SOUNDS",
    "BackgroundMixer",
    "SoundDefinition",
    "SoundLibrary",
    "SoundStream",
    "sound_files",
]

SOUNDS: Registry[SoundDefinition] = Registry(
    RAIN, THUNDERSTORM, WIND, SEA, STREAM, FIRE, NIGHT, FOREST, CAFE, OFFICE, TRAIN, FAN, WHITE, PINK, BROWN,
    CHIME, BELL, BEEP, KNOCK,
)  # fmt: skip
"""Every sound that is made. To add one, write its function and add its definition here."""
