"""How many texts are read and not spoken for each caller, and how long that took."""

from collections import Counter, defaultdict

from wyoming_kokoro.errors import Unavailable

MAX_READINGS = 16
"""Texts that may be read at once: each holds its sentences in memory until it is done."""
MAX_READINGS_OF_CALLER = 4
"""Texts of one caller that may be read at once, so that another caller always finds a place."""


class ReadingShares:
    """Counts the texts that are read for each caller, and the time that they took."""

    def __init__(self) -> None:
        self._texts: Counter[str] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def join(self, caller: str) -> None:
        """Count a text; Unavailable when there are too many, of all or of this caller."""
        if self._texts[caller] >= MAX_READINGS_OF_CALLER or self._texts.total() >= MAX_READINGS:
            raise Unavailable("Too many texts are being read; please try again soon.", code="queue_full")
        self._texts[caller] += 1

    def use(self, caller: str, seconds: float) -> None:
        """Add time that was used for a caller."""
        self._seconds[caller] += seconds

    def used(self, caller: str) -> float:
        """Return the time that the caller's texts have taken since it last had none."""
        return self._seconds.get(caller, 0.0)

    def leave(self, caller: str) -> None:
        """Count a text no more."""
        self._texts[caller] -= 1
        if not self._texts[caller]:
            del self._texts[caller]
            self._seconds.pop(caller, None)
