"""The level of speech: of the part of a sound in which somebody speaks."""

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.samples import Samples

FRAME_SECONDS = 0.02
GATE = -40.0
"""Decibels below the loudest frame under which a frame is a pause."""
FULL_SCALE = 0.999
"""The highest peak of what is turned down: no distance within the sound changes."""
SILENCE = 1e-6
"""Effective value, -120 decibels of full scale, below which a sound holds nothing."""


def active_part(samples: Samples, rate: int) -> NDArray[np.bool_]:
    """Return which samples belong to frames in which somebody speaks; none of a silent sound."""
    size = max(round(FRAME_SECONDS * rate), 1)
    count = -(-len(samples) // size)
    frames = np.zeros(count * size, np.float32)
    frames[: len(samples)] = samples
    powers = np.einsum("ij,ij->i", frames.reshape(count, size), frames.reshape(count, size)) / size
    loudest = powers.max(initial=0.0)
    active = powers > max(loudest * 10 ** (GATE / 10), SILENCE**2)
    return np.repeat(active, size)[: len(samples)]


def power(samples: Samples, active: NDArray[np.bool_]) -> float:
    """Return the mean square of the samples that are active; 0 if none is."""
    chosen = samples[active]
    return float(np.dot(chosen, chosen)) / len(chosen) if len(chosen) else 0.0


def active_level(samples: Samples, rate: int) -> float | None:
    """Return the level of the active part in decibels of full scale; None for silence."""
    found = power(samples, active_part(samples, rate))
    return 10 * float(np.log10(found)) if found > 0 else None


def at_level(samples: Samples, rate: int, level: float | None) -> Samples:
    """Return the sound with its active part at a level; unchanged where either is silent."""
    now = active_level(samples, rate)
    if now is None or level is None:
        return samples
    return samples * np.float32(decibels(level - now))


def within_full_scale(samples: Samples) -> Samples:
    """Return a sound that is turned down as a whole where it is louder than full scale."""
    loudest = float(np.abs(samples).max(initial=0.0))
    return samples * np.float32(FULL_SCALE / loudest) if loudest > 1 else samples.astype(np.float32, copy=False)


def decibels(value: float) -> float:
    """Return the factor of a change in decibels."""
    return float(10 ** (value / 20))
