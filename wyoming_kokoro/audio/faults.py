"""Finds sound that cannot be speech: silent, clipped, too short, or not numbers."""

import numpy as np

from wyoming_kokoro.speech import RATE, Samples

SILENCE = 10 ** (-50 / 20)
"""A peak below -50 decibels is silence: the softest voice is about thirty decibels louder."""
MIN_SAMPLES_PER_PHONEME = RATE // 200
"""Five milliseconds, a quarter of what the fastest speech takes."""
FULL_SCALE = 0.99
MAX_CLIPPED_SHARE = 0.4
"""The share of samples at full scale: loud speech reaches it now and then, noise from a broken model stays there."""


def fault(samples: Samples, phonemes: int) -> str | None:
    """Return what is wrong with the sound of this many phonemes, None if nothing is."""
    if not np.isfinite(samples).all():
        return "it is not made of numbers"
    return _fault_of_speech(samples, phonemes) if phonemes else None


def _fault_of_speech(samples: Samples, phonemes: int) -> str | None:
    if not samples.size:
        return "there is no sound"
    if samples.size < phonemes * MIN_SAMPLES_PER_PHONEME:
        return "it is far too short"
    if float(np.ptp(samples)) < 2 * SILENCE:
        return "it is silent"
    if float(np.mean(np.abs(samples) >= FULL_SCALE)) > MAX_CLIPPED_SHARE:
        return "it is clipped all along"
    return None
