"""Sounds of places where people are: a cafe, an office, a train, a fan; and plain noise."""

import numpy as np

from wyoming_kokoro.audio.sounds.layers import (
    BLOCK,
    BlockSource,
    Hum,
    Mixed,
    Ramp,
    Response,
    Scatter,
    ShapedNoise,
    band,
    resonance,
    ring,
    scaled,
)
from wyoming_kokoro.audio.sounds.nature import Repeated
from wyoming_kokoro.audio.sounds.sound import SoundDefinition
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.speech import RATE

TALKERS = 4
CLINKS = 12
_CUP = (2100.0, 3400.0, 5200.0, 7700.0)
"""The tones of a cup, in hertz."""


def cafe(random: np.random.Generator) -> BlockSource:
    """Make a cafe: people who talk, without a word that could be understood, and cups."""
    talkers = [(-17.0 - number, Talker(random)) for number in range(TALKERS)]
    clinks = [_clink(random) for _ in range(CLINKS)]
    return Mixed(*talkers, (-27, Scatter(random, 0.3, clinks)))


class Talker:
    """Noise with the color and the rhythm of a voice: a syllable is a few blocks."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self._tones = [self._vowel() for _ in range(5)]
        self._vowel_now = self._tones[0]
        self._left = 0
        self._strength = 0.0
        self._noise = ShapedNoise(random, lambda: self._vowel_now)
        self._ramp = Ramp()

    def block(self) -> Samples:
        """Return the next block."""
        if self._left == 0:
            self._left = int(self._random.integers(1, 4))
            resting = self._strength == 0 or self._random.random() < 0.35  # noqa: PLR2004 -- between syllables
            self._strength = float(self._random.uniform(0.4, 1)) if resting else 0.0
            if self._random.random() < 0.04:  # noqa: PLR2004 -- takes a breath, or listens
                self._strength, self._left = 0.0, int(self._random.integers(8, 40))
            self._vowel_now = self._tones[int(self._random.integers(len(self._tones)))]
        self._left -= 1
        return self._noise.block() * self._ramp.to(self._strength)

    def _vowel(self) -> Response:
        first = resonance(float(self._random.uniform(300, 800)), 4)
        second = resonance(float(self._random.uniform(900, 2200)), 6)
        return scaled((first + 0.5 * second) * band(150, 3000, slope=-3))


def _clink(random: np.random.Generator) -> Samples:
    size = float(random.uniform(0.85, 1.2))
    tones = [ring(tone * size, float(random.uniform(0.03, 0.12)), seconds=0.5) for tone in _CUP]
    shares = random.uniform(0.2, 1, len(_CUP))
    clink: Samples = np.sum([share * tone for share, tone in zip(shares, tones, strict=True)], axis=0).astype(
        np.float32
    )
    return clink


def office(random: np.random.Generator) -> BlockSource:
    """Make an office: air, the hum of machines, keys that are pressed, and a talk far away."""
    air = ShapedNoise(random, band(60, 1500, slope=-4))
    hum = Hum(100, (-6, -14, -22, -26, -32))
    typing = Repeated(random, [_typing(random) for _ in range(8)], (1.5, 6.0))
    return Mixed((-24, air), (-40, hum), (-30, typing), (-36, Talker(random)))


def _typing(random: np.random.Generator) -> Samples:
    """Return some keys that are pressed one after the other."""
    keys = int(random.integers(4, 14))
    burst = np.zeros(round((keys / 6 + 0.2) * RATE), np.float32)
    for key in range(keys):
        click = ring(float(random.uniform(1000, 3000)), 0.003)
        start = round((key / 7 + float(random.uniform(0, 0.05))) * RATE)
        burst[start : start + len(click)] += click * np.float32(random.uniform(0.4, 1))
    return burst


def train(random: np.random.Generator) -> BlockSource:
    """Make the inside of a train: a low rumble, air, and the joints of the rails."""
    rumble = ShapedNoise(random, band(30, 250, slope=-4))
    air = ShapedNoise(random, band(200, 2500, slope=-6))
    return Mixed((-16, rumble), (-26, air), (-23, Rails(random)))


class Rails:
    """Four knocks of wheels at every joint, at a steady pace."""

    PERIOD = round(0.9 * RATE)

    def __init__(self, random: np.random.Generator) -> None:
        knock = _knock(random)
        places = [round(seconds * RATE) for seconds in (0.0, 0.1, 0.34, 0.44)]
        self._joint = np.zeros(self.PERIOD, np.float32)
        for place in places:
            self._joint[place : place + len(knock)] += knock
        self._at = int(random.integers(self.PERIOD))

    def block(self) -> Samples:
        """Return the next block."""
        places = (self._at + np.arange(BLOCK)) % self.PERIOD
        self._at += BLOCK
        return self._joint[places]


def _knock(random: np.random.Generator) -> Samples:
    low, high = ring(95, 0.03, seconds=0.15), ring(float(random.uniform(380, 520)), 0.012, seconds=0.15)
    return low + 0.3 * high


def fan(random: np.random.Generator) -> BlockSource:
    """Make a fan: moving air, and the tone of its blades."""
    return Mixed((-20, ShapedNoise(random, band(80, 4000, slope=-3.5))), (-36, Hum(91, (0, -8, -12, -20))))


def white(random: np.random.Generator) -> BlockSource:
    """Make noise that is equally strong at all frequencies."""
    return Mixed((-20, ShapedNoise(random, band(20, 11_500))))


def pink(random: np.random.Generator) -> BlockSource:
    """Make noise that is equally strong in each octave."""
    return Mixed((-20, ShapedNoise(random, band(20, 11_500, slope=-3.01))))


def brown(random: np.random.Generator) -> BlockSource:
    """Make noise that is weaker by six decibels in each octave."""
    return Mixed((-20, ShapedNoise(random, band(20, 11_500, slope=-6.02))))


CAFE = SoundDefinition("cafe", "A cafe full of people, none of whom can be understood.", cafe, loudness=-19.8)
OFFICE = SoundDefinition("office", "A quiet office.", office, loudness=-25.0)
TRAIN = SoundDefinition("train", "The inside of a train.", train, loudness=-18.3)
FAN = SoundDefinition("fan", "A fan.", fan, loudness=-19.8)
WHITE = SoundDefinition("white-noise", "Bright, even noise.", white, loudness=-17.1)
PINK = SoundDefinition("pink-noise", "Noise that is equally strong in each octave.", pink, loudness=-19.6)
BROWN = SoundDefinition("brown-noise", "Deep, soft noise.", brown, loudness=-24.6)
