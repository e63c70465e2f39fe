"""What a speaking style is: a name for speed, pitch, range, volume and effect together."""

from dataclasses import dataclass

from wyoming_kokoro.markup.style import Style
from wyoming_kokoro.speech import Delivery, Treatment

MIN_DEGREE, MAX_DEGREE = 0.01, 2.0
"""How strongly a style is applied, as Microsoft's `styledegree` has it: beyond twice, speech sounds broken."""


@dataclass(frozen=True, slots=True)
class SpeakingStyle:
    """A way of speaking: what is changed about the sound, and nothing about what a speaker feels."""

    name: str
    meaning: str
    speed: float = 1.0
    pitch: float = 0.0
    """In semitones."""
    range: float = 1.0
    volume: float = 1.0
    effect: str | None = None

    def style(self, degree: float = 1.0) -> Style:
        """Return what is changed: with a degree of 2 twice as much, in the sense in which each is heard."""
        degree = min(max(degree, MIN_DEGREE), MAX_DEGREE)
        delivery = Delivery(
            speed=None if self.speed == 1 else round(self.speed**degree, 4),
            pitch=None if self.pitch == 0 else round(self.pitch * degree, 4),
            range=None if self.range == 1 else round(max(1 + (self.range - 1) * degree, 0.0), 4),
            effect=self.effect,
        )
        return Style(delivery, Treatment(volume=None if self.volume == 1 else round(self.volume**degree, 4)))
