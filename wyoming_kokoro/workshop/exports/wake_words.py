"""What trainers of wake words want of sounds: 16 kHz, no silence at the end, long enough."""

import hashlib
from collections.abc import Sequence

import numpy as np

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.workshop.datasets import SampleRow

RATE = 16_000
POSITIVE = "wake"
LOUD = 10 ** (-45 / 20)
"""What is softer, at the end of a clip, counts as silence, compared with its loudest sample."""
KEPT_SECONDS = 0.05
"""Of the silence at the end: trainers put the end of a clip at the end of their window."""
FLOOR = np.float32(10 ** (-65 / 20))
"""The level of what is put before a clip that is too short: digital silence is unlike any microphone."""


def check_roles(samples: Sequence[SampleRow]) -> None:
    """Raise BadRequest where there is no wake word among the samples."""
    if not any(sample.role == POSITIVE for sample in samples):
        raise BadRequest(f"No sample has the role {POSITIVE}: a trainer of wake words needs some.")


def is_positive(sample: SampleRow) -> bool:
    """Return whether a sample is the wake word."""
    return sample.role == POSITIVE


def is_for_tests(sample: SampleRow) -> bool:
    """Return whether a sample is kept from training."""
    return sample.split in ("test", "validation")


def without_end(samples: Samples, rate: int) -> Samples:
    """Return a sound that ends shortly after what is said."""
    loud = np.flatnonzero(np.abs(samples) > LOUD * float(np.abs(samples).max(initial=0.0)))
    if not len(loud):
        return samples
    return samples[: int(loud[-1]) + 1 + round(KEPT_SECONDS * rate)]


def at_least(samples: Samples, rate: int, seconds: float) -> Samples:
    """Return a sound that lasts so long, with faint noise before it, which depends on the sound alone."""
    missing = round(seconds * rate) - len(samples)
    if missing <= 0:
        return samples
    seed = int.from_bytes(hashlib.sha256(samples.tobytes()).digest()[:8], "big")
    noise = np.random.default_rng(seed).standard_normal(missing, np.float32) * FLOOR
    return np.concatenate((noise, samples))
