"""Effects: from samples to samples."""

from wyoming_kokoro.audio.effects.effect import Effect
from wyoming_kokoro.audio.effects.limiter import Limiter
from wyoming_kokoro.audio.effects.pitch_shift import PitchShift
from wyoming_kokoro.audio.effects.time_stretch import TimeStretch
from wyoming_kokoro.audio.effects.trim_silence import TrimSilence

__all__ = ["Effect", "Limiter", "PitchShift", "TimeStretch", "TrimSilence"]
