"""How one eSpeak NG voice differs from another: lines that are added to a language's own voice file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VoiceVariant:
    """A speaker of eSpeak NG: the pitch, its range and the formants that are set in a language's voice file."""

    pitch: float
    """Hertz, the low end of the melody."""
    top_pitch: float
    """Hertz, the high end of the melody."""
    formants: float = 1.0
    """Factor on the formants of eSpeak NG's own voice: above 1 sounds smaller, below 1 bigger."""

    def lines(self, semitones: float) -> str:
        """Return what a voice file says for this speaker, raised by a number of semitones."""
        factor = 2.0 ** (semitones / 12)
        low, high = round(self.pitch * factor), round(self.top_pitch * factor)
        # A pitch line moves the formants too. That is undone here, so that a speaker who is raised stays the same
        # person. Where nothing is left to change, the formants of the language's own file stay.
        percent = round(_UNCHANGED * self.formants / _formant_shift(low))
        formants = (
            "".join(f"formant {number} {percent} 100 100\n" for number in range(9)) if percent != _UNCHANGED else ""
        )
        return f"pitch {low} {high}\n{formants}"


STEADY = "\nflutter 0\nroughness 8\n"
"""Lines that switch off what depends on a state that eSpeak NG keeps between calls: the same words sound the same.

Roughness counts from 0 to 7, and 0 still counts glottal cycles across calls in creaky vowels; 8 is none at all.
"""

_OWN_PITCH = 82
_UNCHANGED = 100


def _formant_shift(pitch: float) -> float:
    """Return the factor by which a pitch line moves the formants: a quarter of its way from eSpeak NG's own pitch."""
    return 1 + (pitch - _OWN_PITCH) / _OWN_PITCH / 4
