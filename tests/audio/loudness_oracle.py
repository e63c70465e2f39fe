"""Sounds whose level is measured, and a mark for tests that compare it with FFmpeg's."""

import shutil

import numpy as np
import pytest

from wyoming_kokoro.speech import RATE, Samples

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


def speechlike(rng: np.random.Generator, seconds: float = 4.0, level: float = 0.2) -> Samples:
    """Return a voice with syllables, pauses and hisses."""
    at = np.arange(round(seconds * RATE)) / RATE
    voice = np.sum([np.sin(2 * np.pi * 140 * number * at + number) / number for number in range(1, 40)], axis=0)
    noise = rng.standard_normal(len(at) + 2)
    hiss = (noise[2:] - noise[:-2]) / 2 * (np.sin(2 * np.pi * 1.7 * at) > 0.9)
    syllables = np.clip(np.sin(2 * np.pi * 3.1 * at) + 0.6, 0, None) * (np.sin(2 * np.pi * 0.4 * at) > -0.8)
    sound: Samples = (level * (0.5 * voice * syllables + hiss)).astype(np.float32)
    return sound
