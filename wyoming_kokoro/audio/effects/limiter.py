"""Keeps the true peak below a ceiling: louder passages are turned down around their peak, without a click."""

from math import inf

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.audio.effects.effect import Effect, EffectDefinition
from wyoming_kokoro.audio.true_peak import LARGEST_FACTOR, REACH, true_peaks
from wyoming_kokoro.speech import RATE, Samples

MAX_TRUE_PEAK = -1.0
"""Decibels of full scale that the sound does not exceed, also between its samples: codecs overshoot a little."""

MARGIN = 0.2
"""Decibels below that for what the points between samples do not see, and for rounding to sixteen bits."""

CEILING = 10 ** ((MAX_TRUE_PEAK - MARGIN) / 20)

AHEAD = round(0.005 * RATE)
"""Samples over which it turns down before a peak."""

RELEASE = 50.0
"""Decibels a second by which it turns up again: half a decibel in a period of a low voice, so that no wave is bent."""

DELAY = AHEAD + 2 * REACH
"""Samples that are held back."""

_LOG_CEILING = float(np.log(CEILING))
_AT_REST = _LOG_CEILING + 1e-9
_DECAY = RELEASE / RATE * float(np.log(10)) / 20
_PLATEAU = REACH
"""Samples on either side of a peak with one gain: those from which a point between samples is computed."""
_WINDOW = AHEAD + 1 + 2 * _PLATEAU


class Limiter:
    """Looks a few milliseconds ahead; what is below the ceiling passes unchanged."""

    def __init__(self) -> None:
        self._held: Samples = np.zeros(DELAY, np.float32)
        self._gains: Samples = np.ones(2 * (AHEAD + _PLATEAU), np.float32)
        self._envelope = -inf
        self._skip = DELAY

    def feed(self, samples: Samples) -> Samples:
        """Return the same samples a little later, the loud ones turned down."""
        if not len(samples):
            return samples
        held = np.concatenate((self._held, samples))
        gains = np.concatenate((self._gains, self._needed(held[-len(samples) - 2 * REACH + 1 :])))
        output = held[: len(samples)]
        if gains.min() < 1:
            output = output * _smooth(gains)
        self._held, self._gains = held[len(samples) :], gains[len(samples) :]
        skipped = min(self._skip, len(output))
        self._skip -= skipped
        return output[skipped:]

    def finish(self) -> Samples:
        """Return what was held back."""
        return self.feed(np.zeros(DELAY, np.float32))

    def position(self, sample: int) -> int:
        """Return where an input sample is found in the output: the same place, once all is returned."""
        return sample

    def _needed(self, samples: Samples) -> Samples:
        """Return the gain that each new sample needs by its own peak and by those before it."""
        count = len(samples) - 2 * REACH + 1
        if np.abs(samples).max() * LARGEST_FACTOR <= CEILING and self._envelope <= _AT_REST:
            return np.ones(count, np.float32)
        peaks = np.log(np.maximum(true_peaks(samples), CEILING, dtype=np.float64))
        falling = _DECAY * np.arange(1, count + 1)
        envelope = np.maximum.accumulate(np.concatenate(([self._envelope], peaks + falling)))[1:] - falling
        self._envelope = float(envelope[-1])
        gains: Samples = np.exp(np.minimum(_LOG_CEILING - envelope, 0)).astype(np.float32)
        return gains


def _smooth(gains: Samples) -> NDArray[np.float32]:
    """Return for each sample the lowest gain near it, reached and left in a straight line."""
    lowest = _lowest(gains, _WINDOW)
    width = AHEAD + 1
    sums = np.cumsum(np.concatenate(([0.0], lowest)), dtype=np.float64)
    return ((sums[width:] - sums[:-width]) / width).astype(np.float32)


def _lowest(values: Samples, size: int) -> Samples:
    """Return the lowest value of each window of this size, by doubling the size."""
    width = 1
    while 2 * width <= size:
        values = np.minimum(values[:-width], values[width:])
        width *= 2
    rest = size - width
    return np.minimum(values[:-rest], values[rest:]) if rest else values


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
