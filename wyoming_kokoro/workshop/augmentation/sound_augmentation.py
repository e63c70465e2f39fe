"""Applies presets to sounds: the same sound, preset and seed give the same samples."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.workshop.augmentation.levels import within_full_scale
from wyoming_kokoro.workshop.augmentation.preset import DrawnStep, Preset
from wyoming_kokoro.workshop.augmentation.recordings import NO_RECORDINGS, Recordings
from wyoming_kokoro.workshop.augmentation.step import StepContext
from wyoming_kokoro.workshop.augmentation.steps import STEPS


@dataclass(frozen=True, slots=True, eq=False)
class Augmented:
    """A changed sound, and what was done to it."""

    samples: Samples
    steps: tuple[DrawnStep, ...]


def augment_sound(
    samples: Samples, rate: int, preset: Preset, seed: str, recordings: Recordings = NO_RECORDINGS
) -> Augmented:
    """Return a sound after a preset: as long as before, and its words in their places. Computes.

    The seed is any text; another one has other values drawn from the ranges of the preset.
    """
    steps = preset.drawn(random_of(preset.name, seed))
    return Augmented(apply_steps(samples, rate, steps, recordings), steps)


def apply_steps(
    samples: Samples, rate: int, steps: Sequence[DrawnStep], recordings: Recordings = NO_RECORDINGS
) -> Samples:
    """Return a sound after steps that were drawn before."""
    if not len(samples) or not np.isfinite(samples).all():
        raise BadRequest("The sound is empty, or holds values that are no numbers.", code="bad_file")
    for drawn in steps:
        step = STEPS.get(drawn.name)
        if step is None:
            raise BadRequest(f"There is no step {drawn.name!r}.")
        context = StepContext(rate, np.random.default_rng(drawn.seed), drawn.values, recordings)
        samples = step.apply(samples, context)
    return within_full_scale(samples)


def random_of(*parts: str) -> np.random.Generator:
    """Return random numbers that depend on these texts alone, on every machine."""
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "big"))
