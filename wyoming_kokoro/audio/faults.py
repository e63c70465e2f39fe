"""What can be told about sound without listening to it."""

import numpy as np

from wyoming_kokoro.speech import RATE, Samples

SILENCE = 10 ** (-50 / 20)
"""A peak below -50 decibels is silence: the softest voice is some thirty decibels louder."""
LEAST_PER_PHONEME = RATE // 200
"""Samples; five milliseconds, a quarter of what the fastest speech takes."""
RAIL = 0.99
MOST_AT_RAIL = 0.4
"""The share of samples at the rail: loud speech touches it now and then, rubbish lives there."""


def fault(samples: Samples, phonemes: int) -> str | None:
    """What is wrong with the sound of so many phonemes, in a few words; None if nothing is."""
    if not np.isfinite(samples).all():
        return "it is not made of numbers"
    return _fault_of_speech(samples, phonemes) if phonemes else None


def _fault_of_speech(samples: Samples, phonemes: int) -> str | None:
    if not samples.size:
        return "there is no sound"
    if samples.size < phonemes * LEAST_PER_PHONEME:
        return "it is far too short"
    if float(np.ptp(samples)) < 2 * SILENCE:
        return "it is silent"
    if float(np.mean(np.abs(samples) >= RAIL)) > MOST_AT_RAIL:
        return "it is clipped all along"
    return None
