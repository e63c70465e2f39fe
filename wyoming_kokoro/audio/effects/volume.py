"""Louder or softer by a factor."""

import numpy as np

from wyoming_kokoro.audio.effects.effect import EffectDefinition
from wyoming_kokoro.speech import NOTHING, Samples


class Volume:
    """Multiplies every sample."""

    def __init__(self, factor: float) -> None:
        self._factor = np.float32(factor)

    def feed(self, samples: Samples) -> Samples:
        """Return the samples, multiplied."""
        return samples * self._factor

    def finish(self) -> Samples:
        """Return nothing: no sample is held back."""
        return NOTHING

    def position(self, sample: int) -> int:
        """Return where an input sample is found in the output: the same place."""
        return sample


VOLUME = EffectDefinition(name="volume", meaning="The factor.", create=Volume, neutral=1.0, examples=(0.0, 0.5, 4.0))
