"""Audio effects: from samples to samples."""

from wyoming_kokoro.audio.effects.brightness import BRIGHTEST, BRIGHTNESS
from wyoming_kokoro.audio.effects.chain import EffectChain, phrase_effects, utterance_effects
from wyoming_kokoro.audio.effects.effect import Effect, EffectDefinition
from wyoming_kokoro.audio.effects.limiter import LIMITER
from wyoming_kokoro.audio.effects.pitch_shift import PITCH_SHIFT
from wyoming_kokoro.audio.effects.time_stretch import TIME_STRETCH
from wyoming_kokoro.audio.effects.trim_silence import LEAD, TAIL, TRIM_SILENCE
from wyoming_kokoro.audio.effects.vocal_tract import VOCAL_TRACT, tract_length
from wyoming_kokoro.audio.effects.volume import VOLUME
from wyoming_kokoro.registry import Registry

__all__ = [
    "BRIGHTEST",
    "EFFECTS",
    "LEAD",
    "TAIL",
    "Effect",
    "EffectChain",
    "EffectDefinition",
    "phrase_effects",
    "tract_length",
    "utterance_effects",
]

EFFECTS: Registry[EffectDefinition] = Registry(
    PITCH_SHIFT, TIME_STRETCH, VOCAL_TRACT, TRIM_SILENCE, BRIGHTNESS, VOLUME, LIMITER
)
"""Every effect, in the order in which a phrase passes them. To add one, write its file and add its definition here."""
