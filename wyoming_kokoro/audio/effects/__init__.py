"""Effects: from samples to samples."""

from wyoming_kokoro.audio.effects.edges import Edges
from wyoming_kokoro.audio.effects.effect import Effect
from wyoming_kokoro.audio.effects.limiter import Limiter
from wyoming_kokoro.audio.effects.pace import Pace

__all__ = ["Edges", "Effect", "Limiter", "Pace"]
