"""How alike two sounds are without a trained network: the average shape of the spectrum, and the pitch.

It is coarser than a trained encoder, but no voice is made by it, so a voice cannot be good for it alone. It is used to
report a likeness where the other encoder made the voice.
"""

from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.workshop.matching.resampling import to_rate
from wyoming_kokoro.workshop.matching.speech_measures import RATE, ceiling, pitch_and_range
from wyoming_kokoro.workshop.matching.tuner import log_spectrum

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

LOUD_FROM = 40
"""Percent of the frames that are not counted, because they are the softest."""
_COEFFICIENTS = 20
"""Of the cosine transform of a spectrum in bands: its shape without the harmonics."""
_SHAPE_SCALE = 4.0
"""Deviations of the spectrum at which two sounds are hardly alike: other sentences of one voice are near 1."""
_PITCH_SCALE = 4.0
"""Semitones."""


@dataclass(frozen=True, slots=True, eq=False)
class SoundFigures:
    """Mean and deviation of the spectrum's shape in voiced sound, and of the pitch in semitones."""

    mean: Doubles
    deviation: Doubles
    pitch: float
    range: float


def figures_of(samples: Floats, rate: int) -> SoundFigures:
    """Measure speech of a second or more."""
    sound = to_rate(samples, rate, RATE)
    bands = log_spectrum(sound)
    loud = bands.mean(axis=1) > np.percentile(bands.mean(axis=1), LOUD_FROM)
    shape = bands[loud] @ _cosines(bands.shape[1])
    pitch, spread = pitch_and_range(samples, rate, ceiling(samples, rate))
    return SoundFigures(shape.mean(axis=0), shape.std(axis=0) + 1e-6, pitch, spread)


def likeness(one: SoundFigures, other: SoundFigures) -> float:
    """Return how alike two voices sound, from 0 to 1."""
    scale = (one.deviation + other.deviation) / 2
    shape = float(np.sqrt(np.sum(((one.mean - other.mean) / scale) ** 2)))
    apart = abs(one.pitch - other.pitch) + abs(one.range - other.range) / 2
    return exp(-((shape / _SHAPE_SCALE) ** 2) / 2 - ((apart / _PITCH_SCALE) ** 2) / 2)


def _cosines(bands: int) -> Doubles:
    places = (np.arange(bands) + 0.5)[:, None] * np.arange(1, _COEFFICIENTS + 1)[None]
    result: Doubles = np.cos(np.pi * places / bands) * np.sqrt(2 / bands)
    return result
