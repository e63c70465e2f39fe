"""Short sounds: a bell, a gong, a beep, a knock."""

import numpy as np

from wyoming_kokoro.audio.sounds.layers import BLOCK, BlockSource, ring
from wyoming_kokoro.audio.sounds.sound import SoundDefinition
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.speech import RATE


class Finite:
    """A sound that is over after a while, and silent from then on."""

    def __init__(self, samples: Samples) -> None:
        self._samples = samples

    def block(self) -> Samples:
        """Return the next block."""
        block, self._samples = self._samples[:BLOCK], self._samples[BLOCK:]
        return np.pad(block, (0, BLOCK - len(block)))


def _tones(seconds: float, *tones: tuple[float, float, float, float]) -> BlockSource:
    """Return tones, each with its start, frequency, decay and share."""
    sound = np.zeros(round(seconds * RATE), np.float32)
    for start, frequency, decay, share in tones:
        first = round(start * RATE)
        tone = ring(frequency, decay, seconds=seconds - start)[: len(sound) - first]
        sound[first : first + len(tone)] += np.float32(share) * tone
    fade = round(0.02 * RATE)
    sound[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return Finite(sound)


def chime(_random: np.random.Generator) -> BlockSource:
    """Make the two tones of a door bell."""
    high = (0.0, 659.3, 0.35, 0.25), (0.0, 1318.5, 0.2, 0.08)
    low = (0.45, 523.3, 0.45, 0.25), (0.45, 1046.5, 0.2, 0.08)
    return _tones(1.6, *high, *low)


def bell(_random: np.random.Generator) -> BlockSource:
    """Make one stroke of a bell, with the tones that bells have."""
    shares = (
        (0.5, 0.9, 0.10),
        (1.0, 0.7, 0.16),
        (1.2, 0.5, 0.10),
        (1.5, 0.4, 0.06),
        (2.0, 0.35, 0.10),
        (2.67, 0.2, 0.05),
    )
    return _tones(2.5, *((0.0, 880.0 * ratio, decay, share) for ratio, decay, share in shares))


def beep(_random: np.random.Generator) -> BlockSource:
    """Make a tone of 1 kHz."""
    time = np.arange(round(0.4 * RATE)) / RATE
    edge = np.minimum(np.minimum(time, time[::-1]) / 0.01, 1)
    return Finite((0.1414 * edge * np.sin(2 * np.pi * 1000 * time)).astype(np.float32))


def knock(random: np.random.Generator) -> BlockSource:
    """Make three knocks at a wooden door."""
    tones = ((190.0, 0.03, 0.35), (430.0, 0.018, 0.2), (1150.0, 0.006, 0.1))
    strokes = [
        (start, frequency, decay, share * float(random.uniform(0.8, 1)))
        for start in (0.05, 0.3, 0.55)
        for frequency, decay, share in tones
    ]
    return _tones(1.0, *strokes)


CHIME = SoundDefinition("chime", "The two tones of a door bell.", chime, -21.3, "signal", 1.6)
BELL = SoundDefinition("bell", "One stroke of a bell.", bell, -23.7, "signal", 2.5)
BEEP = SoundDefinition("beep", "A short tone of 1 kHz.", beep, -20.1, "signal", 0.4)
KNOCK = SoundDefinition("knock", "Three knocks at a door.", knock, -25.8, "signal", 1.0)
