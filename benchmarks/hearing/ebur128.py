"""Loudness and true peak as FFmpeg's ebur128 filter measures them."""

import re
import subprocess
from dataclasses import dataclass

import numpy as np

from wyoming_kokoro.speech import RATE, Samples


@dataclass(frozen=True)
class Level:
    """How loud a sound is."""

    loudness: float
    """Integrated, in LUFS."""
    true_peak: float
    """In decibels of full scale."""


def ffmpeg_level(samples: Samples) -> Level:
    """Return what FFmpeg measures; what is not in its summary is not a number."""
    command = ["ffmpeg", "-nostats", "-hide_banner", "-f", "f32le", "-ar", str(RATE), "-ac", "1", "-i", "-"]
    command += ["-af", "ebur128=peak=true", "-f", "null", "-"]
    sound = np.pad(samples, (0, max(RATE // 2 - len(samples), 0))).astype("<f4")  # it measures nothing below 0.4 s
    shown = subprocess.run(command, input=sound.tobytes(), capture_output=True, check=True).stderr
    summary = shown.decode().rpartition("Summary:")[2]
    values = [re.search(pattern, summary) for pattern in (r"I:\s+(\S+) LUFS", r"Peak:\s+(\S+) dBFS")]
    return Level(*(float(value[1]) if value else float("nan") for value in values))
