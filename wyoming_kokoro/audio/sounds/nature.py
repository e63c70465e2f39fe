"""Sounds of nature: a fire, a summer night, birds in a wood."""

import numpy as np

from wyoming_kokoro.audio.sounds.layers import (
    BLOCK,
    BlockSource,
    Mixed,
    Ramp,
    Scatter,
    ShapedNoise,
    SlowWalk,
    band,
    ring,
)
from wyoming_kokoro.audio.sounds.sound import SoundDefinition
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.speech import RATE

CRACKLES = 48
CRICKETS = 5
BIRDS = 6
"""Birds, each with a song of its own."""


def fire(random: np.random.Generator) -> BlockSource:
    """Make a fire: a low rumble, a hiss that comes and goes, and crackles."""
    rumble = Wavering(random, ShapedNoise(random, band(30, 150, slope=-6)), 0.4, 1.0)
    hiss = Wavering(random, ShapedNoise(random, band(1000, 6000, slope=-3)), 0.25, 4.0)
    return Mixed((-16, rumble), (-27, hiss), (-12, Scatter(random, 9, _crackles(random), spread=8)))


def _crackles(random: np.random.Generator) -> list[Samples]:
    """Return bursts of one to five clicks."""
    crackles = []
    for _ in range(CRACKLES):
        burst = np.zeros(round(0.12 * RATE), np.float32)
        for _ in range(int(random.integers(1, 6))):
            frequency = float(np.exp(random.uniform(np.log(600), np.log(6000))))
            click = ring(frequency, float(random.uniform(0.0003, 0.003)))
            start = int(random.integers(0, len(burst) - len(click)))
            burst[start : start + len(click)] += click * np.float32(random.uniform(0.3, 1))
        crackles.append(burst)
    return crackles


class Wavering:
    """A layer whose strength wanders; a high power makes it rare."""

    def __init__(self, random: np.random.Generator, layer: BlockSource, seconds: float, power: float) -> None:
        self._layer = layer
        self._walk = SlowWalk(random, seconds)
        self._power = power
        self._ramp = Ramp()

    def block(self) -> Samples:
        """Return the next block."""
        return self._layer.block() * self._ramp.to(self._walk.value() ** self._power)


def night(random: np.random.Generator) -> BlockSource:
    """Make a summer night: crickets near and far, and hardly any wind."""
    crickets = [(-20.0 - 3 * number, Repeated(random, _chirps(random), (0.55, 0.9))) for number in range(CRICKETS)]
    return Mixed((-34, ShapedNoise(random, band(150, 900, slope=-6))), *crickets)


def _chirps(random: np.random.Generator) -> list[Samples]:
    """Return a cricket's chirp: three pulses of one high tone."""
    frequency = float(random.uniform(4200, 4800))
    time = np.arange(round(0.12 * RATE)) / RATE
    pulses = np.clip(np.sin(2 * np.pi * 25 * time), 0, None) ** 0.5
    chirp: Samples = (pulses * np.sin(2 * np.pi * frequency * time)).astype(np.float32)
    return [chirp]


def forest(random: np.random.Generator) -> BlockSource:
    """Make a wood: birds that sing now and then, over leaves in the wind."""
    leaves = Wavering(random, ShapedNoise(random, band(500, 6000, slope=-4)), 3.0, 1.5)
    birds = [(-18.0 - 2 * number, Repeated(random, _songs(random), (2.0, 14.0))) for number in range(BIRDS)]
    return Mixed((-30, leaves), *birds)


def _songs(random: np.random.Generator) -> list[Samples]:
    """Return some songs of one bird: two to six chirps that glide from one tone to another."""
    low = float(random.uniform(2500, 4200))
    songs = []
    for _ in range(3):
        chirps = []
        glide = float(random.uniform(-0.3, 0.5))
        for _ in range(int(random.integers(2, 7))):
            time = np.arange(round(float(random.uniform(0.06, 0.16)) * RATE)) / RATE
            share = time / time[-1]
            frequency = low * (1 + glide * share + 0.04 * np.sin(2 * np.pi * 30 * time))
            tone = np.sin(2 * np.pi * np.cumsum(frequency) / RATE) * np.sin(np.pi * share) ** 1.5
            chirps += [tone.astype(np.float32), np.zeros(round(float(random.uniform(0.03, 0.1)) * RATE), np.float32)]
        songs.append(np.concatenate(chirps))
    return songs


class Repeated:
    """One of a few sounds again and again, after a random time each."""

    def __init__(self, random: np.random.Generator, sounds: list[Samples], seconds: tuple[float, float]) -> None:
        self._random = random
        self._sounds = sounds
        self._seconds = seconds
        self._wait = round(float(random.uniform(0, seconds[1])) * RATE)
        self._sum: Samples = np.zeros(BLOCK + max(map(len, sounds)), np.float32)

    def block(self) -> Samples:
        """Return the next block."""
        while self._wait < BLOCK:
            sound = self._sounds[int(self._random.integers(len(self._sounds)))]
            self._sum[self._wait : self._wait + len(sound)] += sound
            self._wait += max(round(float(self._random.uniform(*self._seconds)) * RATE), 1)
        self._wait -= BLOCK
        block = self._sum[:BLOCK].copy()
        self._sum[:-BLOCK] = self._sum[BLOCK:]
        self._sum[-BLOCK:] = 0
        return block


FIRE = SoundDefinition("fire", "A crackling fire.", fire, loudness=-23.4)
NIGHT = SoundDefinition("night", "A summer night with crickets.", night, loudness=-28.5)
FOREST = SoundDefinition("forest", "Birds in a wood.", forest, loudness=-28.4)
