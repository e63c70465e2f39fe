"""Loudness and true peak as FFmpeg's ebur128 filter has them; tests that ask it are skipped where FFmpeg is missing."""

import re
import shutil
import subprocess
from dataclasses import dataclass

import numpy as np
import pytest

from wyoming_kokoro.speech import RATE, Samples

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


@dataclass(frozen=True)
class Measured:
    """What FFmpeg has measured."""

    loudness: float
    """Integrated, in LUFS."""
    true_peak: float
    """In decibels of full scale."""


def measured(samples: Samples) -> Measured:
    """Return what FFmpeg measures."""
    command = ["ffmpeg", "-nostats", "-hide_banner", "-f", "f32le", "-ar", str(RATE), "-ac", "1", "-i", "-"]
    command += ["-af", "ebur128=peak=true", "-f", "null", "-"]
    shown = subprocess.run(command, input=samples.astype("<f4").tobytes(), capture_output=True, check=True).stderr
    summary = shown.decode().rpartition("Summary:")[2]
    return Measured(_number(r"I:\s+(\S+) LUFS", summary), _number(r"Peak:\s+(\S+) dBFS", summary))


def _number(pattern: str, text: str) -> float:
    match = re.search(pattern, text)
    assert match is not None, text
    return float(match[1])


def speechlike(rng: np.random.Generator, seconds: float = 4.0, level: float = 0.2) -> Samples:
    """Return a voice with syllables, pauses and hisses."""
    at = np.arange(round(seconds * RATE)) / RATE
    voice = np.sum([np.sin(2 * np.pi * 140 * number * at + number) / number for number in range(1, 40)], axis=0)
    noise = rng.standard_normal(len(at) + 2)
    hiss = (noise[2:] - noise[:-2]) / 2 * (np.sin(2 * np.pi * 1.7 * at) > 0.9)
    syllables = np.clip(np.sin(2 * np.pi * 3.1 * at) + 0.6, 0, None) * (np.sin(2 * np.pi * 0.4 * at) > -0.8)
    sound: Samples = (level * (0.5 * voice * syllables + hiss)).astype(np.float32)
    return sound
