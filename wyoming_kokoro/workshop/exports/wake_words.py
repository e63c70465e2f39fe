"""What trainers of wake words want of sounds: 16 kHz, no silence at the end, long enough."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

import numpy as np

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.workshop.datasets import DataSetDescription, SampleRow

RATE = 16_000
POSITIVE = "wake"
LOUD = 10 ** (-45 / 20)
"""What is softer, at the end of a clip, counts as silence, compared with its loudest sample."""
KEPT_SECONDS = 0.05
"""Of the silence at the end: trainers put the end of a clip at the end of their window."""
FLOOR = np.float32(10 ** (-65 / 20))
"""The level of what is put around a clip that is too short: digital silence is unlike any microphone."""
MOST_PHRASES = 200
"""Phrases that a configuration lists."""


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


def model_name(about: DataSetDescription) -> str:
    """Return how files of a model are named: the name of the data set in plain letters."""
    plain = unicodedata.normalize("NFKD", about.name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "wake_word"


def phrases(samples: Sequence[SampleRow], *, positive: bool) -> list[str]:
    """Return what is said in the samples that are the wake word, or in the others; the most frequent first."""
    chosen = (sample for sample in samples if is_positive(sample) is positive and sample.role != "noise")
    said = Counter(" ".join(sample.text.split()) for sample in chosen)
    return [text for text, _ in said.most_common(MOST_PHRASES) if text]


def without_end(samples: Samples, rate: int) -> Samples:
    """Return a sound that ends shortly after what is said."""
    loud = np.flatnonzero(np.abs(samples) > LOUD * float(np.abs(samples).max(initial=0.0)))
    if not len(loud):
        return samples
    return samples[: int(loud[-1]) + 1 + round(KEPT_SECONDS * rate)]


def at_least(samples: Samples, rate: int, seconds: float) -> Samples:
    """Return a sound that lasts so long, with faint noise before it, which depends on the sound alone."""
    return in_noise(samples, round(seconds * rate) - len(samples), 0)


def in_noise(samples: Samples, before: int, after: int) -> Samples:
    """Return a sound with so many samples of faint noise before and after it, which depend on the sound alone."""
    if max(before, after) <= 0:
        return samples
    noise = chance(samples).standard_normal(max(before, 0) + max(after, 0), np.float32) * FLOOR
    return np.concatenate((noise[: max(before, 0)], samples, noise[max(before, 0) :]))


def chance(samples: Samples) -> np.random.Generator:
    """Return numbers by chance that are the same for the same sound."""
    return np.random.default_rng(int.from_bytes(hashlib.sha256(samples.tobytes()).digest()[:8], "big"))
