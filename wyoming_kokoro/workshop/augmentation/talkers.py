"""Talk and music that nobody has recorded: voices without words, and chords."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.samples import Samples
from wyoming_kokoro.workshop.augmentation.spectrum import fast_size, unit

SYLLABLE_SECONDS = 0.085
"""Of one shape of the mouth; two or three make a syllable."""
PEOPLE = 12
SPEECH_SECONDS = 10.0
"""Of each; twelve megabytes in all."""
SHAPES = 6
"""Shapes of the mouth of one talker."""
_RESTING = 0.25
"""How often a talker is silent for the time of a shape."""
_BREATH = np.float32(0.25)
_FIRST, _SECOND = (300, 800), (900, 2200)
"""Hertz between which the two formants of vowels lie."""
_NOTES = 4
_CHORDS_PER_SECOND = 1.6


def talkers(random: np.random.Generator, count: int, rate: int, voices: int) -> Samples:
    """Return so many voices at once, each softer than the one before: parts of what the people of a group say."""
    group = _group(rate)
    sound = np.zeros(count, np.float32)
    for number, person in enumerate(random.choice(len(group), voices, replace=False)):
        start = int(random.integers(len(group[person])))
        places = (start, *range(0, count, len(group[person])))  # from there on, and then again from the beginning
        said = np.concatenate([group[person, place : place + count] for place in places])
        sound += np.float32(0.8**number) * said[:count]
    return sound


@lru_cache(maxsize=2)
def _group(rate: int) -> NDArray[np.float32]:
    """Return what some people say. It is made once: a voice takes longer to make than all else of a noise."""
    random = np.random.default_rng(PEOPLE)
    return np.stack([_talker(random, round(SPEECH_SECONDS * rate), rate) for _ in range(PEOPLE)])


def _talker(random: np.random.Generator, count: int, rate: int) -> Samples:
    """Return one voice: pulses of a changing pitch, and breath, in the color of vowels that follow one another.

    Frames overlap by half under a window whose squares add up to one.
    """
    hop = fast_size(round(SYLLABLE_SECONDS * rate))
    frames = count // hop + 2
    length = (frames + 1) * hop
    source = _pulses(random, length, rate) + _BREATH * random.standard_normal(length, np.float32)
    window = np.sin(np.pi * (np.arange(2 * hop) + 0.5) / (2 * hop)).astype(np.float32)
    cut = np.lib.stride_tricks.sliding_window_view(source, 2 * hop)[::hop] * window
    vowels = _vowels(random, 2 * hop, rate)
    chosen = random.integers(SHAPES, size=len(cut))
    strengths = np.where(random.random(len(cut)) < _RESTING, 0.02, random.uniform(0.3, 1, len(cut)))
    spoken = np.fft.irfft(np.fft.rfft(cut) * vowels[chosen], 2 * hop) * window
    spoken *= strengths[:, None].astype(np.float32)
    joined = spoken[1:, :hop] + spoken[:-1, hop:]
    return unit(joined.reshape(-1)[:count])


def _pulses(random: np.random.Generator, length: int, rate: int) -> Samples:
    step = round(0.12 * rate)
    places = np.arange(length // step + 2) * step
    pitches = float(random.uniform(90, 220)) * random.uniform(0.85, 1.2, len(places))
    turns = np.cumsum(np.interp(np.arange(length), places, pitches / rate))
    pulses: Samples = (turns - np.floor(turns)).astype(np.float32)
    return 1 - 2 * pulses


def _vowels(random: np.random.Generator, size: int, rate: int) -> NDArray[np.float32]:
    at = np.fft.rfftfreq(size, 1 / rate)[None, :]
    first = random.uniform(*_FIRST, (SHAPES, 1))
    second = random.uniform(*_SECOND, (SHAPES, 1))
    shapes = 1 / (1 + ((at - first) / 90) ** 2) + 0.4 / (1 + ((at - second) / 130) ** 2) + 0.02
    shapes /= np.sqrt(1 + (at / 4500) ** 4)
    shapes[:, 0] = 0
    return shapes.astype(np.float32)


def music(random: np.random.Generator, count: int, rate: int) -> Samples:
    """Return chords of plucked strings, one after the other."""
    sound = np.zeros(count, np.float32)
    step = round(rate / _CHORDS_PER_SECOND)
    for start in range(-int(random.integers(step)), count, step):
        base = 110 * 2 ** (float(random.integers(24)) / 12)
        chord = _chord(base * 2 ** (np.array((0, 4, 7, 12)[:_NOTES]) / 12), step, rate)
        part = chord[max(-start, 0) : count - start]
        sound[max(start, 0) : max(start, 0) + len(part)] += part
    return unit(sound)


def _chord(tones: NDArray[np.float64], length: int, rate: int) -> Samples:
    time = np.arange(length, dtype=np.float32) / np.float32(rate)
    turns = tones.astype(np.float32)[:, None] * time
    turns -= np.floor(turns)
    waves: Samples = np.abs(2 * turns - 1).sum(axis=0, dtype=np.float32)
    waves -= waves.mean()
    attack = np.minimum(time / np.float32(0.005), 1)
    end = np.minimum((np.float32(length / rate) - time) / np.float32(0.01), 1)
    chord: Samples = waves * np.exp(-time / np.float32(0.5)) * attack * end
    return chord
