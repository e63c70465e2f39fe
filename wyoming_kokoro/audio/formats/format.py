"""What a format is: a name, a content type, and an encoder for each answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from wyoming_kokoro.speech import Samples

LOWEST_RATE, HIGHEST_RATE = 8_000, 48_000
"""Samples a second that can be asked for: telephones to media players."""


class Encoder(Protocol):
    """Turns one answer's samples into bytes; how they are cut into blocks does not matter."""

    def feed(self, samples: Samples) -> bytes:
        """Give the bytes that are ready."""
        ...

    def finish(self) -> bytes:
        """Give what was held back, and the format's own end."""
        ...

    def close(self) -> None:
        """Let go of everything, finished or not; it may wait shortly, and is harmless when repeated."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """A way to pack sound."""

    name: str
    content_type: str
    suffix: str
    """How files of it end."""
    open: Callable[[int], Encoder]
    """An encoder for an answer at so many samples a second."""
    rates: tuple[int, ...] = ()
    """The rates it has; empty for any."""

    def nearest_rate(self, rate: int) -> int:
        """The rate it will have when this one is asked for."""
        return min(self.rates, key=lambda one: (abs(one - rate), -one)) if self.rates else rate
