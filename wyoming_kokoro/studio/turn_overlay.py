"""Lets sound be placed over the end of what was said before: what may still be said over is held back."""

import numpy as np

from wyoming_kokoro.speech import NOTHING, RATE, Samples

MAX_HELD = 60 * RATE
"""Samples that are held back at most: a minute of one speaker, in six megabytes."""


class TurnOverlay:
    """One stream of samples in which the place of the next ones can be moved back."""

    def __init__(self) -> None:
        self._held: Samples = NOTHING
        self._cursor = 0
        """Where in what is held the next samples are placed."""
        self._returned = 0

    @property
    def position(self) -> int:
        """Where in the stream the next samples are placed."""
        return self._returned + self._cursor

    @property
    def end(self) -> int:
        """Where the stream ends so far."""
        return self._returned + len(self._held)

    def move_to(self, position: int) -> None:
        """Place the next samples there, or as near to it as what is held back allows."""
        self._cursor = min(max(position - self._returned, 0), len(self._held))

    def feed(self, samples: Samples, final: int) -> Samples:
        """Place samples; return what comes before the sample `final` of the stream and before the next place."""
        if not len(self._held) and final >= self._returned + len(samples):
            self._returned += len(samples)
            return samples
        over = min(len(self._held) - self._cursor, len(samples))
        if over:
            self._held = self._held.copy()
            self._held[self._cursor : self._cursor + over] += samples[:over]
        self._held = np.concatenate((self._held, samples[over:]))
        self._cursor += len(samples)
        return self._take(min(max(final - self._returned, len(self._held) - MAX_HELD), self._cursor))

    def flush(self) -> Samples:
        """Return everything that is held back; the next samples follow it."""
        self._cursor = len(self._held)
        return self._take(len(self._held))

    def _take(self, count: int) -> Samples:
        count = max(count, 0)
        ready, self._held = self._held[:count], self._held[count:]
        self._returned += count
        self._cursor -= count
        return ready
