"""Steps that add noise and set levels."""

import numpy as np

from wyoming_kokoro.samples import Samples
from wyoming_kokoro.workshop.augmentation.levels import active_part, at_level, decibels, power
from wyoming_kokoro.workshop.augmentation.noises import make_noise, noise_names
from wyoming_kokoro.workshop.augmentation.recordings import SHARE
from wyoming_kokoro.workshop.augmentation.spectrum import unit
from wyoming_kokoro.workshop.augmentation.step import StepContext, StepDefinition, StepParameter

NOMINAL = -30.0
"""Decibels of full scale of the speech that a noise is compared with where there is no speech."""
LEAST_SHARE = 0.25
"""Of its mean power that a noise has at least while somebody speaks: a plate that falls in a pause must not be made
a hundred times as loud to be heard under the words."""


def _noise(samples: Samples, context: StepContext) -> Samples:
    if context.recordings.noises and context.random.random() < SHARE:
        found, _ = context.recordings.noise(context.random, len(samples), context.rate)
        noise = unit(found)
    else:
        noise = make_noise(context.choice("kind"), context.random, len(samples), context.rate)
    return mixed(samples, noise, context.rate, context.number("snr"))


def mixed(samples: Samples, noise: Samples, rate: int, snr: float) -> Samples:
    """Return speech with noise under it, so many decibels softer while somebody speaks."""
    active = active_part(samples, rate)
    speech = power(samples, active)
    if speech == 0:
        speech, active = decibels(NOMINAL) ** 2, np.ones(len(samples), np.bool_)
    everywhere = np.ones(len(samples), np.bool_)
    under = max(power(noise, active), LEAST_SHARE * power(noise, everywhere))
    if under == 0:
        return samples
    return samples + noise * np.float32(np.sqrt(speech / under) * decibels(-snr))


def _level(samples: Samples, context: StepContext) -> Samples:
    return at_level(samples, context.rate, context.number("level"))


def _gain(samples: Samples, context: StepContext) -> Samples:
    return samples * np.float32(decibels(context.number("decibels")))


NOISE = StepDefinition(
    "noise",
    "Noise under the speech, at a distance in decibels from its active part.",
    (
        StepParameter("kind", "which noise", default="pink", choices=noise_names()),
        StepParameter("snr", "decibels by which it is softer than the speech", -20, 60, 15),
    ),
    _noise,
)

LEVEL = StepDefinition(
    "level",
    "The level of the speech.",
    (StepParameter("level", "decibels of full scale of the active part", -80, -3, -26),),
    _level,
)

GAIN = StepDefinition(
    "gain",
    "Louder or softer.",
    (StepParameter("decibels", "by how much", -60, 30, 0),),
    _gain,
)
