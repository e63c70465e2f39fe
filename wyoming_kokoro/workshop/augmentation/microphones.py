"""Microphones: what they let through, and what they add."""

import numpy as np

from wyoming_kokoro.samples import Samples
from wyoming_kokoro.workshop.augmentation.levels import decibels
from wyoming_kokoro.workshop.augmentation.spectrum import band, filtered, peak, product, shaped_noise
from wyoming_kokoro.workshop.augmentation.step import StepContext, StepDefinition, StepParameter

OFF = -120.0
"""Decibels of full scale at which something that a microphone adds is left out."""
AGC_TARGET = -20.0
"""Decibels of full scale to which an automatic gain brings what it hears."""
AGC_FRAME = 0.01
AGC_DOWN, AGC_UP = 0.35, 0.03
"""How much of the way to its goal a gain goes in a frame: down in some frames, up in half a second: it pumps."""


def _microphone(samples: Samples, context: StepContext) -> Samples:
    number, rate = context.number, context.rate
    shapes = [band(number("high_pass"), min(number("low_pass"), rate) if number("low_pass") else 0)]
    if number("peak_db"):
        shapes.append(peak(number("peak_hz"), number("peak_db")))
    sound = filtered(samples, rate, product(*shapes))
    if number("self_noise") > OFF:
        hiss = shaped_noise(context.random, len(sound), rate, band(20, 0, number("noise_slope")))
        sound = sound + hiss * np.float32(decibels(number("self_noise")))
    if number("whine") > OFF and number("whine_hz") < rate / 2:
        phase = np.arange(len(sound), dtype=np.float32) * np.float32(2 * np.pi * number("whine_hz") / rate)
        sound = sound + np.sin(phase) * np.float32(decibels(number("whine")) * np.sqrt(2))
    if number("agc"):
        sound = _automatic_gain(sound, rate, number("agc"))
    sound = sound * np.float32(decibels(number("drive"))) + np.float32(number("offset"))
    return np.clip(sound, -1, 1)


def _automatic_gain(samples: Samples, rate: int, most: float) -> Samples:
    """Return a sound whose level is followed: a soft one is turned up by at most so many decibels, a loud one down."""
    size = max(round(AGC_FRAME * rate), 1)
    frames = np.pad(samples, (0, -len(samples) % size)).reshape(-1, size)
    levels = 10 * np.log10(np.einsum("ij,ij->i", frames, frames) / size + 1e-10)
    gains = np.empty(len(levels) + 1, np.float64)
    gains[0] = gain = min(max(AGC_TARGET - float(levels.max(initial=AGC_TARGET)), -most), most)
    for place, goal in enumerate(np.clip(AGC_TARGET - levels, -most, most).tolist(), 1):
        gain += (AGC_DOWN if goal < gain else AGC_UP) * (goal - gain)
        gains[place] = gain
    curve = np.interp(np.arange(len(samples)), np.arange(len(gains)) * size, gains)
    followed: Samples = samples * (10 ** (curve / 20)).astype(np.float32)
    return followed


MICROPHONE = StepDefinition(
    "microphone",
    "A microphone and its amplifier: a band, a peak, noise of its own, and full scale, at which it clips.",
    (
        StepParameter("high_pass", "hertz below which less and less is heard, 0 for none", 0, 2000, 0),
        StepParameter("low_pass", "hertz above which less and less is heard, 0 for none", 0, 24_000, 0),
        StepParameter("peak_hz", "hertz of a peak or dip", 100, 20_000, 7000),
        StepParameter("peak_db", "decibels of it, 0 for none", -24, 24, 0),
        StepParameter("self_noise", "decibels of full scale of its noise, -120 for none", OFF, -20, OFF),
        StepParameter("noise_slope", "decibels for each octave of that noise", -6, 3, 0),
        StepParameter("whine_hz", "hertz of a tone from its electronics", 50, 20_000, 1000),
        StepParameter("whine", "decibels of full scale of that tone, -120 for none", OFF, -30, OFF),
        StepParameter("agc", "decibels by which an automatic gain changes the level at most, 0 for none", 0, 40, 0),
        StepParameter("drive", "decibels by which it is turned up before it clips", -40, 40, 0),
        StepParameter("offset", "a constant that it adds, 1 is full scale", -0.2, 0.2, 0),
    ),
    _microphone,
)
