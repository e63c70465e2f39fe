"""Higher or lower at the same speed, for engines that cannot change the pitch themselves."""

import numpy as np

from wyoming_kokoro.audio.effects.effect import EffectDefinition
from wyoming_kokoro.audio.effects.time_stretch import TimeStretch
from wyoming_kokoro.audio.resample import Resampler
from wyoming_kokoro.speech import RATE, Samples

_STEP = 240
"""Rates are rounded to this, so that the resampler's filter stays small: the pitch is right to 9 cents."""


class PitchShift:
    """Raises the pitch by semitones: the sound is stretched in time, then resampled to its former length."""

    def __init__(self, semitones: float) -> None:
        rate = round(RATE * 2 ** (semitones / 12) / _STEP) * _STEP
        self._speed = TimeStretch(RATE / rate)
        self._resampler = Resampler(rate, RATE)

    def feed(self, samples: Samples) -> Samples:
        """Return what is ready."""
        return self._resampler.feed(self._speed.feed(samples))

    def finish(self) -> Samples:
        """Return what was held back."""
        rest = self._resampler.feed(self._speed.finish())
        return np.concatenate((rest, self._resampler.finish()))

    def position(self, sample: int) -> int:
        """Return where an input sample is found in the output: the length does not change."""
        return sample


PITCH_SHIFT = EffectDefinition(
    name="pitch_shift",
    meaning="Semitones up or down.",
    create=PitchShift,
    neutral=0.0,
    examples=(-12.0, -3.0, 4.0, 12.0),
)
