"""Faster or slower at the same pitch: overlapping segments of the sound, placed where they fit best (WSOLA)."""

import numpy as np

from wyoming_kokoro.audio.effects.effect import EffectDefinition
from wyoming_kokoro.speech import NOTHING, RATE, Samples

WINDOW = round(0.03 * RATE)
"""Samples of one stretch: two to six periods of a voice."""

HOP = WINDOW // 2
"""Samples between two stretches in the result."""

SEARCH = round(0.008 * RATE)
"""How far a stretch may be moved to fit: a period of the deepest voice."""

_COARSE = 4
"""The search looks at every fourth sample first: a voice's periods are visible in that."""


class TimeStretch:
    """Divides the duration by the speed, exact to the sample."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._input: Samples = np.zeros(SEARCH, np.float32)  # silence to search in before the beginning
        self._start = -SEARCH
        self._overlap: Samples | None = None
        self._natural: Samples | None = None
        self._stretches = 0
        self._received = self._returned = 0

    def feed(self, samples: Samples) -> Samples:
        """Return what is ready."""
        self._received += len(samples)
        self._input = np.concatenate((self._input, samples))
        return self._ready()

    def finish(self) -> Samples:
        """Return what was held back."""
        length = round(self._received / self._speed)
        left = length - self._returned
        padding = WINDOW + SEARCH + HOP + round((left + 2 * WINDOW) * self._speed)
        self._input = np.concatenate((self._input, np.zeros(padding, np.float32)))
        return self._ready()[:left]

    def position(self, sample: int) -> int:
        """Return where an input sample is found in the output."""
        return round(sample / self._speed)

    def _ready(self) -> Samples:
        stretches: list[Samples] = []
        while (stretch := self._next()) is not None:
            stretches.append(stretch)
        output = np.concatenate(stretches) if stretches else NOTHING
        self._returned += len(output)
        return output

    def _next(self) -> Samples | None:
        """Return half a window of the result, None if the input does not reach far enough."""
        ideal = round(self._stretches * HOP * self._speed) - self._start
        if ideal + SEARCH + WINDOW + HOP > len(self._input):
            return None
        at = ideal if self._natural is None else ideal + self._fit(ideal, self._natural)
        window = self._input[at : at + WINDOW] * _HANN
        first, second = window[:HOP], window[HOP:]
        joined = self._input[at : at + HOP] if self._overlap is None else self._overlap + first
        self._overlap = second
        self._natural = self._input[at + HOP : at + HOP + WINDOW]
        self._stretches += 1
        keep = max(round(self._stretches * HOP * self._speed) - SEARCH - self._start, 0)
        self._input, self._start = self._input[keep:], self._start + keep
        return joined

    def _fit(self, ideal: int, natural: Samples) -> int:
        """Return how far to move so that what follows looks most like what would have followed naturally."""
        region = self._input[ideal - SEARCH : ideal + SEARCH + WINDOW]
        rough = _best(region[::_COARSE], natural[::_COARSE]) * _COARSE
        low = max(rough - _COARSE, 0)
        fine = region[low : low + 2 * _COARSE + WINDOW]
        return low + _best(fine, natural) - SEARCH


_HANN = np.hanning(WINDOW + 1)[:WINDOW].astype(np.float32)


def _best(region: Samples, natural: Samples) -> int:
    """Return where in a region the natural continuation is found again, by normalized correlation."""
    products = np.correlate(region, natural, "valid")
    sums = np.cumsum(np.concatenate(([0.0], region.astype(np.float64) ** 2)))
    energy = sums[len(natural) :] - sums[: -len(natural)]
    return int(np.argmax(products / np.sqrt(energy + 1e-9)))


TIME_STRETCH = EffectDefinition(
    name="time_stretch",
    meaning="How many times faster, at the same pitch.",
    create=TimeStretch,
    neutral=1.0,
    examples=(0.25, 0.8, 1.3, 4.0),
)
