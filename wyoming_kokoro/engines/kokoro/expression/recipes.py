"""What emphasis and effects change, in numbers: measured with `benchmarks/delivery.py`."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Emphasis:
    """What a degree of emphasis changes of a word."""

    stressed_length: float
    """A factor on the durations of its stressed syllable."""
    length: float
    """The same for its other phonemes."""
    semitones: float
    """By which its stressed syllable is raised."""
    decibels: float


@dataclass(frozen=True, slots=True)
class EffectRecipe:
    """A way of speaking."""

    length: float
    """A factor on the durations."""
    decibels: float
    voice: float
    """How much of the voice's own source is left; without it nothing is voiced."""
    noise: float
    """The level of the breath that is added to the source; the source's own level is about 0.1."""
    tilt: float = 0.0
    """Decibels by which each octave of the source above TILT_FROM is louder."""


DEGREES = (-1.0, 0.0, 1.0, 2.0)
"""Of emphasis: reduced, none, moderate, strong. Values between two degrees are between their recipes."""

EMPHASES = (
    Emphasis(0.9, 0.9, -1.5, -1.5),
    Emphasis(1.0, 1.0, 0.0, 0.0),
    Emphasis(1.2, 1.1, 1.8, 1.0),
    Emphasis(1.35, 1.2, 3.6, 2.5),
)
"""Of each degree."""

EFFECTS = {
    "soft": EffectRecipe(1.04, -6.0, voice=1.0, noise=0.01, tilt=-3.0),
    "whisper": EffectRecipe(1 / 0.92, -6.0, voice=0.0, noise=0.1),
}
"""By the names in a delivery."""

PLAIN = EffectRecipe(1.0, 0.0, voice=1.0, noise=0.0)
"""No effect."""

TILT_FROM = 1200.0
"""Hertz from which on a tilt acts: the second of the eleven bands of the source."""


def emphasis(degree: float) -> Emphasis:
    """Return the recipe of a degree of emphasis."""
    rows = [(each.stressed_length, each.length, each.semitones, each.decibels) for each in EMPHASES]
    return Emphasis(*(float(np.interp(degree, DEGREES, column)) for column in zip(*rows, strict=True)))
