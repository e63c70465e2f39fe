"""How one eSpeak NG voice differs from another: lines added to a language's own file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VoiceVariant:
    """Who seems to speak."""

    pitch: float
    """Hertz, the low end of the melody."""
    top: float
    """Hertz, the high end of the melody."""
    throat: float = 1.0
    """Factor on the resonances of eSpeak NG's own voice: above 1 sounds smaller, below 1 bigger."""

    def lines(self, semitones: float) -> str:
        """What a voice file says for this character, raised by so many semitones."""
        factor = 2.0 ** (semitones / 12)
        low, high = round(self.pitch * factor), round(self.top * factor)
        # A pitch line moves the resonances too: taken back here, so that somebody who speaks higher for once stays the
        # same person. Where nothing is left to change, a language's own resonances stay.
        percent = round(_UNCHANGED * self.throat / _moved(low))
        formants = (
            "".join(f"formant {number} {percent} 100 100\n" for number in range(9)) if percent != _UNCHANGED else ""
        )
        return f"pitch {low} {high}\n{formants}"


STEADY = "\nflutter 0\nroughness 8\n"
"""Lines that take out what eSpeak NG draws from a state it keeps between calls: the same words sound the same.

Roughness counts from 0 to 7, and 0 still counts glottal cycles across calls in creaky vowels; 8 is none at all.
"""

_OWN_PITCH = 82
_UNCHANGED = 100


def _moved(pitch: float) -> float:
    """What a pitch line makes of the resonances: a quarter of its way from eSpeak NG's own pitch."""
    return 1 + (pitch - _OWN_PITCH) / _OWN_PITCH / 4
