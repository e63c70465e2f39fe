"""A take: a sound, and the text that it is to say."""

import hashlib
from dataclasses import dataclass, field

import numpy as np

from wyoming_kokoro.audio import resample
from wyoming_kokoro.speech import Samples

JUDGE_RATE = 16_000
"""Samples a second, as all recognisers want them."""


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """A sound with its text, language and voice, as far as they are known."""

    key: str
    """Its name in results and reports."""
    samples: Samples
    rate: int
    text: str = ""
    language: str = "en-US"
    voice: str = ""
    kind: str = ""
    """Its class, by which reports are grouped."""
    phonemes: str = ""
    """What was sent to the model, where that is known; elsewhere our own reading of the text counts."""
    digest: str = field(init=False)
    """Of the sound and all that judges are told of it: the same take is judged once."""

    def __post_init__(self) -> None:
        """Compute the digest."""
        object.__setattr__(self, "digest", _digest(self))

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.samples) / self.rate

    def at(self, rate: int) -> Samples:
        """Return its samples at a rate."""
        return resample(self.samples, self.rate, rate)


def pcm_bytes(samples: Samples) -> bytes:
    """Return 16-bit samples, as recognisers take them."""
    return (np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes()


def _digest(take: Take) -> str:
    told = "\0".join((str(take.rate), take.text, take.language, take.voice, take.phonemes))
    digest = hashlib.sha256(told.encode())
    digest.update(np.ascontiguousarray(take.samples, "<f4").tobytes())
    return digest.hexdigest()
