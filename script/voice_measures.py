"""Measures how a voice speaks, from its sound: pitch, range, brightness, clearness and speed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.speech import RATE, Samples

FRAME = RATE // 25
"""Samples: 40 ms hold two and a half periods of the deepest voice."""
HOP = RATE // 100
LOWEST, HIGHEST = 62.0, 500.0
"""Hertz between which a voice's pitch is looked for."""
SPOKEN_DECIBELS = -40.0
"""A frame this far below the loudest one is a pause."""
VOICED = 0.6
"""The correlation with the sound one period earlier from which on a frame has a pitch."""
OCTAVE_COST = 0.08
"""What a period twice as long has to be better by: without it, half of the pitch is found too often."""
MAX_OCTAVES = 0.9
"""From the median: a creaking voice, or a period that was taken twice, is an octave off and no intonation."""
LOW_BAND, HIGH_BAND = (80.0, 1_000.0), (2_000.0, 6_000.0)
"""Hertz: vowels and their fundamentals, and what makes a voice bright."""
MAX_CORRELATION = 0.9999

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Measures:
    """How a voice speaks."""

    pitch: float
    """The median fundamental frequency in hertz."""
    pitch_range: float
    """Semitones between the frequencies that a tenth of the frames are below and a tenth above."""
    brightness: float
    """The level between 2 and 6 kHz compared with that below 1 kHz, in decibels."""
    clearness: float
    """The level of what repeats from period to period compared with the rest, in decibels, mean of voiced frames."""
    spoken: float
    """Seconds without pauses."""


def measure(samples: Samples) -> Measures:
    """Measure speech without background noise."""
    frames = _frames(samples.astype(np.float64))
    levels = 10 * np.log10((frames**2).mean(axis=1) + 1e-12)
    frames = frames[levels > levels.max() + SPOKEN_DECIBELS]
    pitches, correlations = _pitches(frames)
    voiced = correlations > VOICED
    octaves = np.log2(pitches[voiced])
    octaves = octaves[abs(octaves - np.median(octaves)) < MAX_OCTAVES]
    low, high = np.percentile(octaves, (10, 90))
    shares = np.minimum(correlations[voiced], MAX_CORRELATION)
    return Measures(
        pitch=float(2 ** np.median(octaves)),
        pitch_range=float(12 * (high - low)),
        brightness=_brightness(frames),
        clearness=float((10 * np.log10(shares / (1 - shares))).mean()),
        spoken=len(frames) * HOP / RATE,
    )


def _frames(samples: Floats) -> Floats:
    starts = np.arange(0, max(1, len(samples) - FRAME), HOP)
    frames: Floats = samples[starts[:, None] + np.arange(FRAME)]
    return frames


def _pitches(frames: Floats) -> tuple[Floats, Floats]:
    """Return the pitch of each frame, and how well the sound correlates with itself one period earlier."""
    window = np.hanning(FRAME)
    shortest, longest = int(RATE / HIGHEST), int(RATE / LOWEST)
    correlation = _autocorrelation((frames - frames.mean(axis=1, keepdims=True)) * window)[:, : longest + 1]
    correlation /= _autocorrelation(window[None])[:, : longest + 1]  # a window makes long periods look less similar
    lags = np.arange(shortest, longest)
    cost = OCTAVE_COST * np.log2(lags / shortest)
    best = lags[np.argmax(correlation[:, shortest:longest] - cost, axis=1)]
    before, at, after = (correlation[np.arange(len(frames)), best + step] for step in (-1, 0, 1))
    curvature = before - 2 * at + after
    offset = np.where(curvature < 0, 0.5 * (before - after) / np.minimum(curvature, -1e-12), 0.0)
    offset = offset.clip(-0.5, 0.5)
    return RATE / (best + offset), at - 0.25 * (before - after) * offset


def _autocorrelation(frames: Floats) -> Floats:
    """Return the correlation of each frame with itself, 1 for no delay."""
    spectrum = np.abs(np.fft.rfft(frames, 2 * FRAME)) ** 2
    correlation = np.fft.irfft(spectrum)[:, :FRAME]
    normalized: Floats = correlation / np.maximum(correlation[:, :1], 1e-12)
    return normalized


def _brightness(frames: Floats) -> float:
    power = (np.abs(np.fft.rfft(frames * np.hanning(FRAME))) ** 2).mean(axis=0)
    frequencies = np.fft.rfftfreq(FRAME, 1 / RATE)
    low, high = (power[(frequencies >= band[0]) & (frequencies < band[1])].sum() for band in (LOW_BAND, HIGH_BAND))
    return float(10 * np.log10(high / low))
