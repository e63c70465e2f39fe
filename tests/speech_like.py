"""A sound that changes as speech does, for what looks at speech and needs no model."""

from functools import cache

import numpy as np

from wyoming_kokoro.speech import RATE, Samples

SEED = 20261130
FORMANTS = ((300, 800), (900, 2200), (2300, 2900), (3200, 3900))


@cache
def speech_like(seconds: float = 12.0) -> Samples:
    """Return a sound like speech: syllables of moving resonances over a moving pitch, with pauses and hisses."""
    random = np.random.default_rng(SEED)
    count = round(seconds * RATE)
    time = np.arange(count) / RATE
    pitch = 120 * 2 ** (0.3 * np.sin(2 * np.pi * 0.4 * time) + 0.1 * np.sin(2 * np.pi * 1.7 * time))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    knots = np.arange(0, seconds + 0.2, 0.17)
    resonances = [np.interp(time, knots, random.uniform(low, high, len(knots))) for low, high in FORMANTS]
    sound = np.zeros(count)
    for harmonic in range(1, 60):
        frequency = harmonic * pitch
        level = sum(1 / (1 + ((frequency - each) / 130) ** 2) / (1 + at) for at, each in enumerate(resonances))
        sound += np.where(frequency < 10_000, level / harmonic, 0) * np.sin(harmonic * phase)
    loud = np.interp(time, knots, np.where(random.random(len(knots)) < 0.2, 0.0, random.uniform(0.3, 1, len(knots))))
    hiss = np.interp(time, knots, np.where(random.random(len(knots)) < 0.2, 0.03, 0.001))
    sound = (sound * loud + random.normal(0, 1, count) * hiss) * 0.2
    return sound.astype(np.float32)
