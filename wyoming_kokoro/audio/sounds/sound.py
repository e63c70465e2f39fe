"""What a sound of the library is: an endless one that is heard under speech, or a short one that is played once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from wyoming_kokoro.audio.sounds.layers import BLOCK, BlockSource
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.speech import RATE

SoundKind = Literal["made", "signal", "file"]
"""Made by a program without end, a short one made by a program, or a file of the user's."""

ONCE_SECONDS = 4.0
"""How much of a sound without end is played where it is to be played once."""

_ONCE_FADE = round(0.5 * RATE)


@dataclass(frozen=True, slots=True)
class SoundDefinition:
    """An entry in the list of sounds. Its file and its line in the list are all that a sound needs."""

    name: str
    meaning: str
    """What is heard, as one sentence."""
    create: Callable[[np.random.Generator], BlockSource]
    """Makes the sound; the same for equal random numbers."""
    loudness: float
    """Its loudness in LUFS, measured over a minute."""
    kind: SoundKind = "made"
    seconds: float | None = None
    """How long it lasts; None where it has no end."""

    def open(self, seed: int = 0) -> "SoundStream":
        """Return the sound from its beginning; blocks for some milliseconds."""
        return SoundStream(self.create(np.random.default_rng(seed)))

    def once(self, seed: int = 0) -> Samples:
        """Return the whole of a short sound, or the beginning of one without end; computes."""
        samples = self.open(seed).take(round((self.seconds or ONCE_SECONDS) * RATE))
        if self.seconds is None:
            samples[-_ONCE_FADE:] *= np.linspace(1, 0, _ONCE_FADE, dtype=np.float32)
        return samples


class SoundStream:
    """A sound in blocks of any size: the same samples, however they are asked for."""

    def __init__(self, source: BlockSource) -> None:
        self._source = source
        self._ready: Samples = np.zeros(0, np.float32)

    def take(self, count: int) -> Samples:
        """Return the next samples."""
        missing = count - len(self._ready)
        blocks = [self._ready, *(self._source.block() for _ in range(-(-missing // BLOCK)))] if missing > 0 else None
        ready = self._ready if blocks is None else np.concatenate(blocks).astype(np.float32, copy=False)
        self._ready = ready[count:]
        return ready[:count].copy()
