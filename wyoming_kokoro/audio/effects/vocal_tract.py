"""A longer or shorter vocal tract, as taller and smaller people have: all resonances are lower or higher.

The sound is only played more slowly, or faster. The engine speaks in another pitch and at another speed, so that both
are as before in the result; what remains changed are the resonances.
"""

import numpy as np

from wyoming_kokoro.audio.effects.effect import EffectDefinition
from wyoming_kokoro.audio.resample import Resampler
from wyoming_kokoro.speech import RATE, Samples

SHORTEST, LONGEST = 0.8, 1.25
"""Of a tract, compared with the voice's own; beyond these speech sounds like a machine."""
_STEP = 240
"""Rates are rounded to this, so that the resampler's filter stays small."""


def tract_length(asked: float) -> float:
    """Return the nearest length that can be made."""
    return round(RATE * min(max(asked, SHORTEST), LONGEST) / _STEP) * _STEP / RATE


class VocalTract:
    """Makes sound longer and lower by the length of a tract."""

    def __init__(self, length: float) -> None:
        self._length = tract_length(length)
        self._resampler = Resampler(RATE, round(RATE * self._length))

    def feed(self, samples: Samples) -> Samples:
        """Return what is ready."""
        return self._resampler.feed(samples)

    def finish(self) -> Samples:
        """Return what was held back."""
        return np.asarray(self._resampler.finish(), np.float32)

    def position(self, sample: int) -> int:
        """Return where an input sample is found in the output."""
        return round(sample * self._length)


VOCAL_TRACT = EffectDefinition(
    name="vocal_tract",
    meaning="How long the vocal tract is, compared with the voice's own.",
    create=VocalTract,
    neutral=1.0,
    examples=(0.8, 0.93, 1.1, 1.25),
)
