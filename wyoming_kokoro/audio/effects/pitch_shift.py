"""Higher or lower at the same pace, for engines that cannot do it themselves."""

import numpy as np

from wyoming_kokoro.audio.effects.time_stretch import TimeStretch
from wyoming_kokoro.audio.resample import Resampler
from wyoming_kokoro.speech import RATE, Samples

_STEP = 240
"""Rates are rounded to this, so that the resampler's filter stays small: the pitch is right to 9 cents."""


class PitchShift:
    """Raises the pitch by semitones: stretched in time, then played that much faster."""

    def __init__(self, semitones: float) -> None:
        rate = round(RATE * 2 ** (semitones / 12) / _STEP) * _STEP
        self._speed = TimeStretch(RATE / rate)
        self._resampler = Resampler(rate, RATE)

    def feed(self, samples: Samples) -> Samples:
        """Give what is ready."""
        return self._resampler.feed(self._speed.feed(samples))

    def finish(self) -> Samples:
        """Give what was held back."""
        rest = self._resampler.feed(self._speed.finish())
        return np.concatenate((rest, self._resampler.finish()))
