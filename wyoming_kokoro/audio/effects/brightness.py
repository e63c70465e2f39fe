"""Brighter or darker: a tilt of the spectrum, in decibels an octave over the range in which speech is told apart."""

from functools import lru_cache
from math import log2

import numpy as np

from wyoming_kokoro.audio.effects.effect import EffectDefinition
from wyoming_kokoro.speech import RATE, Samples

BRIGHTEST = 3.0
"""Decibels an octave: speech falls by about nine, and with larger changes it sounds like a telephone, or muffled."""
LOW, HIGH = 250.0, 5_000.0
"""Hertz between which the spectrum is tilted; beyond them it is as loud as there, so that no hum or hiss is raised."""
CENTRE = 520.0
"""Hertz around which the spectrum is turned: most of the loudness of speech is near."""
_LOUDER = 0.145
"""Decibels by which the square of a tilt makes speech louder: measured with ten voices, of which each differs by up to
two. The filter takes them away."""
_REACH = 360
"""Samples to either side that the filter sees, 15 ms: enough for half an octave at the low end."""


class Brightness:
    """Tilts the spectrum; the sound is not delayed, because the filter's reach is held back and given at the end."""

    def __init__(self, tilt: float) -> None:
        self._filter = _filter(float(np.clip(tilt, -BRIGHTEST, BRIGHTEST)))
        self._held: Samples = np.zeros(_REACH, np.float32)
        self._received = 0

    def feed(self, samples: Samples) -> Samples:
        """Return what is ready."""
        self._received += len(samples)
        return self._filtered(samples)

    def finish(self) -> Samples:
        """Return what was held back."""
        missing = min(_REACH, self._received)
        rest = self._filtered(np.zeros(_REACH, np.float32))
        return rest[len(rest) - missing :] if missing else rest[:0]

    def position(self, sample: int) -> int:
        """Return where an input sample is found in the output: the same place."""
        return sample

    def _filtered(self, samples: Samples) -> Samples:
        together = np.concatenate((self._held, samples))
        if len(together) <= 2 * _REACH:
            self._held = together
            return together[:0]
        self._held = together[len(together) - 2 * _REACH :]
        return np.convolve(together, self._filter, "valid").astype(np.float32)


@lru_cache(maxsize=16)
def _filter(tilt: float) -> Samples:
    """Return the symmetric filter of a tilt, by sampling what its spectrum should be."""
    size = 4096
    frequencies = np.fft.rfftfreq(size, 1 / RATE)
    octaves = np.log2(np.clip(frequencies, LOW, HIGH)) - log2(CENTRE)
    wanted = 10 ** ((tilt * octaves - _LOUDER * tilt**2) / 20)
    impulse = np.roll(np.fft.irfft(wanted, size), _REACH)[: 2 * _REACH + 1]
    return (impulse * np.hanning(2 * _REACH + 3)[1:-1]).astype(np.float32)


BRIGHTNESS = EffectDefinition(
    name="brightness",
    meaning="By how many decibels an octave the spectrum rises, or falls.",
    create=Brightness,
    neutral=0.0,
    examples=(-3.0, -0.5, 1.5, 3.0),
)
