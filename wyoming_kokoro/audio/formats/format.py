"""What an audio format is: a name, a content type, and an encoder for each answer."""

from dataclasses import dataclass
from typing import Protocol

from wyoming_kokoro.audio.formats.labels import SoundLabel
from wyoming_kokoro.speech import Samples

MIN_RATE, MAX_RATE = 8_000, 48_000
"""Samples a second that can be requested: from telephones to media players."""


class Encoder(Protocol):
    """Encodes the samples of one answer; how they are cut into blocks does not matter."""

    def feed(self, samples: Samples) -> bytes:
        """Return the bytes that are ready."""
        ...

    def finish(self) -> bytes:
        """Return what was held back, and the end of the format."""
        ...

    def close(self) -> None:
        """Release everything, finished or not; it may wait shortly, and is harmless when repeated."""
        ...


class EncoderFactory(Protocol):
    """Opens encoders of one format."""

    def __call__(self, rate: int, label: SoundLabel = ..., /) -> Encoder:
        """Return an encoder for an answer at this sample rate, with what its container says of the sound."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """An audio format."""

    name: str
    content_type: str
    suffix: str
    """The ending of its files' names."""
    open: EncoderFactory
    rates: tuple[int, ...] = ()
    """The rates it supports; empty for any."""

    def nearest_rate(self, rate: int) -> int:
        """Return the rate that is used when this one is requested."""
        return min(self.rates, key=lambda supported: (abs(supported - rate), -supported)) if self.rates else rate
