"""Keeps every sample below a ceiling: louder passages are turned down around their peak, without a click."""

import numpy as np

from wyoming_kokoro.audio.effects.effect import Effect, EffectDefinition
from wyoming_kokoro.speech import RATE, Samples

CEILING = np.float32(0.97)
"""A quarter of a decibel below full scale: codecs overshoot a little."""

AHEAD = round(0.005 * RATE)
"""Samples over which it turns down before a peak, and up again after it."""


class Limiter:
    """Looks a few milliseconds ahead; samples below the ceiling pass unchanged."""

    def __init__(self) -> None:
        self._held: Samples = np.zeros(AHEAD, np.float32)
        self._gains: Samples = np.ones(2 * AHEAD, np.float32)
        self._skip = AHEAD

    def feed(self, samples: Samples) -> Samples:
        """Return the same samples a little later, the loud ones turned down."""
        if not len(samples):
            return samples
        held = np.concatenate((self._held, samples))
        new_gains = np.minimum(1, CEILING / np.maximum(np.abs(samples), CEILING))
        gains = np.concatenate((self._gains, new_gains))
        ready = len(held) - AHEAD
        output = held[:ready]
        if gains.min() < 1:
            output = output * _smooth(gains)[:ready]
        self._held, self._gains = held[ready:], gains[-2 * AHEAD :]
        skipped = min(self._skip, len(output))
        self._skip -= skipped
        return output[skipped:]

    def finish(self) -> Samples:
        """Return what was held back."""
        return self.feed(np.zeros(AHEAD, np.float32))

    def position(self, sample: int) -> int:
        """Return where an input sample is found in the output: the same place, once all is returned."""
        return sample


def _smooth(gains: Samples) -> Samples:
    """Return for each sample the lowest gain near it, reached and left in a straight line."""
    lowest = np.lib.stride_tricks.sliding_window_view(gains, AHEAD + 1).min(axis=1)
    width = AHEAD + 1
    sums = np.cumsum(np.concatenate(([0.0], lowest)), dtype=np.float64)
    return ((sums[width:] - sums[:-width]) / width).astype(np.float32)


def _create(_amount: float) -> Effect:
    return Limiter()


LIMITER = EffectDefinition(
    name="limiter",
    meaning="Keeps everything below full scale; the amount has no meaning.",
    create=_create,
    neutral=1.0,
    examples=(1.0,),
    scope="utterance",
    always=True,
)
