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
        self._input: Samples = np.zeros(SEARCH, np.float32)  # room to search before the beginning
        self._start = -SEARCH
        self._overlap: Samples | None = None
        self._natural: Samples | None = None
        self._stretches = 0
        self._taken = self._given = 0

    def feed(self, samples: Samples) -> Samples:
        """Return what is ready."""
        self._taken += len(samples)
        self._input = np.concatenate((self._input, samples))
        return self._ready()

    def finish(self) -> Samples:
        """Return what was held back."""
        length = round(self._taken / self._speed)
        left = length - self._given
        padding = WINDOW + SEARCH + HOP + round((left + 2 * WINDOW) * self._speed)
        self._input = np.concatenate((self._input, np.zeros(padding, np.float32)))
        return self._ready()[:left]

    def position(self, sample: int) -> int:
        """Return where an input sample is found in the output."""
        return round(sample / self._speed)

    def _ready(self) -> Samples:
        made: list[Samples] = []
        while (stretch := self._next()) is not None:
            made.append(stretch)
        given = np.concatenate(made) if made else NOTHING
        self._given += len(given)
        return given

    def _next(self) -> Samples | None:
        """Half a window of the result, if the input reaches far enough."""
        wanted = round(self._stretches * HOP * self._speed) - self._start
        if wanted + SEARCH + WINDOW + HOP > len(self._input):
            return None
        at = wanted if self._natural is None else wanted + self._fit(wanted, self._natural)
        window = self._input[at : at + WINDOW] * _HANN
        first, second = window[:HOP], window[HOP:]
        joined = self._input[at : at + HOP] if self._overlap is None else self._overlap + first
        self._overlap = second
        self._natural = self._input[at + HOP : at + HOP + WINDOW]
        self._stretches += 1
        keep = max(round(self._stretches * HOP * self._speed) - SEARCH - self._start, 0)
        self._input, self._start = self._input[keep:], self._start + keep
        return joined

    def _fit(self, wanted: int, natural: Samples) -> int:
        """How far to move so that what follows looks most like what would have followed naturally."""
        region = self._input[wanted - SEARCH : wanted + SEARCH + WINDOW]
        rough = _best(region[::_COARSE], natural[::_COARSE]) * _COARSE
        low = max(rough - _COARSE, 0)
        fine = region[low : low + 2 * _COARSE + WINDOW]
        return low + _best(fine, natural) - SEARCH


_HANN = np.hanning(WINDOW + 1)[:WINDOW].astype(np.float32)


def _best(region: Samples, natural: Samples) -> int:
    """Where in a region the natural continuation is found again, by normalized correlation."""
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
