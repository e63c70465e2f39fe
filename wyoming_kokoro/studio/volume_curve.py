"""The volume of the words of a sentence, where it changes between them: without clicks, however the sound is cut."""

from collections.abc import Sequence

import numpy as np

from wyoming_kokoro.speech import RATE, Phrase, Samples

RAMP = RATE // 100
"""Samples in which a volume changes into another: ten milliseconds, in which no click is heard."""


class VolumeCurve:
    """Multiplies the samples of a run of phrases by the factors of their phonemes."""

    def __init__(self) -> None:
        self._before: Samples | None = None
        """The factors of the last samples, over which the curve takes the mean."""

    def apply(self, samples: Samples, factors: Samples) -> Samples:
        """Return the samples at their volume; `factors` has one for each."""
        if self._before is None:
            self._before = np.full(RAMP - 1, factors[0] if len(factors) else 1, np.float32)
        if (factors == 1).all() and (self._before == 1).all():
            return samples
        every = np.concatenate((self._before, factors))
        self._before = every[len(every) - RAMP + 1 :]
        return samples * _means(every)


def factors(phrase: Phrase, ends: Sequence[int], start: int, count: int) -> Samples:
    """Return the factor of each of some samples of a phrase, by where its phonemes end, as far as that is known."""
    of_phonemes = np.ones(len(phrase.phonemes) + 1, np.float32)
    for change in phrase.volumes:
        of_phonemes[change.start : change.end] = change.factor
    of_phonemes[-1] = of_phonemes[-2] if len(phrase.phonemes) else 1
    numbers = np.searchsorted(ends, np.arange(start, start + count), "right")
    return of_phonemes[np.minimum(numbers, len(phrase.phonemes))]


def _means(values: Samples) -> Samples:
    """Return the mean of each RAMP values that follow one another."""
    sums = np.cumsum(np.concatenate(([0.0], values)), dtype=np.float64)
    return ((sums[RAMP:] - sums[:-RAMP]) / RAMP).astype(np.float32)
