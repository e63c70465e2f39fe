"""Sounds of water: the sea, a stream."""

import numpy as np

from wyoming_kokoro.audio.sounds.layers import BLOCK, BlockSource, Mixed, Ramp, Scatter, ShapedNoise, band, ring
from wyoming_kokoro.audio.sounds.sound import SoundDefinition
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.speech import RATE

WAVE_PERIODS = (7.0, 9.3, 11.7)
"""Seconds between the waves of three rows of them, which meet ever anew."""

_CLOSENESS = 8
"""Steps between the dull sound of a wave far away and the bright one of a breaking wave."""

BUBBLES = 64


def sea(random: np.random.Generator) -> BlockSource:
    """Make waves that come in on a beach, over a low rumble."""
    return Mixed((-24, ShapedNoise(random, band(40, 120))), (0, Beach(random)))


class Beach:
    """Several rows of waves, and the foam that they leave."""

    def __init__(self, random: np.random.Generator) -> None:
        self._rows = [WaveRow(random, period) for period in WAVE_PERIODS]
        self._foam = ShapedNoise(random, band(2000, 9000, slope=-2))
        self._ramp = Ramp()

    def block(self) -> Samples:
        """Return the next block."""
        waves = np.sum([row.block() for row in self._rows], axis=0, dtype=np.float32)
        foam = self._foam.block() * self._ramp.to(0.05 * sum(row.foam for row in self._rows))
        both: Samples = (waves + foam).astype(np.float32)
        return both


class WaveRow:
    """One row of waves: each rises, breaks, and runs back over the sand."""

    def __init__(self, random: np.random.Generator, period: float) -> None:
        self._period = period
        self._at = float(random.random())
        self._height = self._next_height = float(random.uniform(0.6, 1.0))
        self._random = random
        self._responses = [band(60, 250 * 1.4**step, slope=-3, steepness=2) for step in range(_CLOSENESS + 1)]
        self._closeness = 0.0
        self._noise = ShapedNoise(random, lambda: self._responses[round(self._closeness * _CLOSENESS)])
        self._ramp = Ramp()
        self.foam = 0.0
        """How much foam it leaves now."""

    def block(self) -> Samples:
        """Return the next block."""
        self._at += BLOCK / RATE / self._period
        if self._at >= 1:
            self._at -= 1
            self._height, self._next_height = self._next_height, float(self._random.uniform(0.6, 1.0))
        envelope = self._envelope(self._at)
        self._closeness = envelope * self._height
        late = self._envelope((self._at - 0.6 / self._period) % 1)
        self.foam = self._height * late**3
        return self._noise.block() * self._ramp.to(0.2 * self._closeness**2 + 0.01)

    def _envelope(self, at: float) -> float:
        """Return how near a wave is: it rises for a third of its period, and falls for the rest."""
        rise = 0.35
        return at / rise if at < rise else 1 - (at - rise) / (1 - rise)


def stream(random: np.random.Generator) -> BlockSource:
    """Make a stream: bubbles of many sizes over the sound of moving water."""
    frequencies = np.exp(random.uniform(np.log(450), np.log(2600), BUBBLES))
    bubbles = [
        ring(frequency, float(random.uniform(0.005, 0.03)), rise=float(random.uniform(0.05, 0.2)))
        for frequency in frequencies
    ]
    water = ShapedNoise(random, band(250, 3500, slope=-5))
    return Mixed((-19, Scatter(random, 90, bubbles)), (-28, water))


SEA = SoundDefinition("sea", "Waves that come in on a beach.", sea, loudness=-17.5)
STREAM = SoundDefinition("stream", "A small stream over stones.", stream, loudness=-18.0)
