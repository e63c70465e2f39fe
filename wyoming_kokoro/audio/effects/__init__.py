"""Effects: from samples to samples."""

from wyoming_kokoro.audio.effects.edges import Edges
from wyoming_kokoro.audio.effects.effect import Effect
from wyoming_kokoro.audio.effects.limiter import Limiter
from wyoming_kokoro.audio.effects.pace import Pace
from wyoming_kokoro.audio.effects.pitch import Pitch

__all__ = ["Edges", "Effect", "Limiter", "Pace", "Pitch"]
