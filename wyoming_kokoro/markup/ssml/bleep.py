"""The tone that covers a word that must not be heard."""

from functools import cache

from wyoming_kokoro.speech import RATE, Clip

SECONDS, HERTZ, AMPLITUDE = 0.4, 1000, 0.1
"""A kilohertz at -20 decibels, as television has it."""
_FADE = RATE // 200
"""Samples at both ends, so that nothing clicks."""


@cache
def bleep() -> Clip:
    """Return the tone."""
    import numpy as np  # noqa: PLC0415 -- to read a text needs no numpy

    samples = AMPLITUDE * np.sin(2 * np.pi * HERTZ / RATE * np.arange(round(SECONDS * RATE)))
    fade = np.linspace(0, 1, _FADE)
    samples[:_FADE] *= fade
    samples[-_FADE:] *= fade[::-1]
    return Clip(samples.astype(np.float32))
