"""Sounds of the weather: rain, a thunderstorm, wind."""

import numpy as np

from wyoming_kokoro.audio.sounds.layers import (
    BLOCK,
    FREQUENCIES,
    BlockSource,
    Mixed,
    Ramp,
    Response,
    Scatter,
    ShapedNoise,
    SlowWalk,
    band,
    resonance,
    ring,
    scaled,
)
from wyoming_kokoro.audio.sounds.sound import SoundDefinition
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.speech import RATE

DROPS = 48
"""Different drops: enough that none is recognized."""

THUNDER_SECONDS = 7.0


def rain(random: np.random.Generator) -> BlockSource:
    """Make rain: the hiss of all drops far away, and single ones near by."""
    far = ShapedNoise(random, band(400, 9000, slope=-3))
    frequencies = np.exp(random.uniform(np.log(2000), np.log(7000), DROPS))
    decays = random.uniform(0.001, 0.004, DROPS)
    drops = [ring(frequency, decay) for frequency, decay in zip(frequencies, decays, strict=True)]
    return Mixed((-10, far), (-13, Scatter(random, 180, drops, spread=8)))


def thunderstorm(random: np.random.Generator) -> BlockSource:
    """Make heavy rain with thunder, about twice a minute."""
    heavy = ShapedNoise(random, band(40, 300, slope=-6))
    return Mixed((-3, rain(random)), (-18, heavy), (0, Thunder(random)))


class Thunder:
    """Rolls of thunder at random times."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self._noise = ShapedNoise(random, band(25, 140, slope=-3, steepness=2))
        self._growl = SlowWalk(random, 0.35)
        self._since = float(random.uniform(0, THUNDER_SECONDS + 4))
        self._ramp = Ramp()

    def block(self) -> Samples:
        """Return the next block."""
        self._since += BLOCK / RATE
        if self._since > THUNDER_SECONDS and self._random.random() < BLOCK / RATE / 20:
            self._since = 0.0
        rise = min(self._since / 0.15, 1.0)
        level = rise * np.exp(-self._since / 1.8) * (0.4 + self._growl.value())
        return self._noise.block() * self._ramp.to(float(level) * 0.5)


def wind(random: np.random.Generator) -> BlockSource:
    """Make wind in gusts, with a whistle in the strongest."""
    return Wind(random)


class Wind:
    """Noise whose color and strength follow gusts."""

    def __init__(self, random: np.random.Generator) -> None:
        self._walks = [SlowWalk(random, seconds) for seconds in (2.3, 5.1, 11.0)]
        self._gust = 0.5
        self._noise = ShapedNoise(random, self._response)
        self._whistle = ShapedNoise(random, self._whistling)
        self._strength, self._whistling_strength = Ramp(), Ramp()

    def block(self) -> Samples:
        """Return the next block."""
        self._gust = sum(walk.value() for walk in self._walks) / len(self._walks)
        noise = self._noise.block() * self._strength.to(0.25 * self._gust**1.5)
        return noise + self._whistle.block() * self._whistling_strength.to(0.12 * max(self._gust - 0.6, 0.0))

    def _response(self) -> Response:
        center = 220 + 450 * self._gust
        low, high = resonance(center, 1.5), resonance(2.2 * center, 1.5)
        tilt = 1 / np.sqrt(np.maximum(FREQUENCIES, 30))
        return scaled((low + 0.5 * high) * tilt)

    def _whistling(self) -> Response:
        return resonance(600 + 500 * self._gust, 25)


RAIN = SoundDefinition("rain", "Steady rain with drops near by.", rain, loudness=-7.2)
THUNDERSTORM = SoundDefinition("thunderstorm", "Heavy rain with distant thunder.", thunderstorm, loudness=-9.7)
WIND = SoundDefinition("wind", "Wind in gusts.", wind, loudness=-20.4)
