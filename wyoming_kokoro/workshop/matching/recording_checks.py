"""Whether a recording can become a voice: its length, how much of it is speech, noise, clipping, and one speaker."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Light = Literal["good", "poor", "refused"]

MIN_SECONDS, GOOD_SECONDS, MAX_SECONDS = 3.0, 5.0, 60.0
GOOD_SPEECH, MIN_SPEECH = 0.6, 0.3
"""Shares of the recording."""
GOOD_NOISE, MAX_NOISE = 20.0, 8.0
"""Decibels from noise to speech."""
GOOD_CLIPPING, MAX_CLIPPING = 0.001, 0.05
"""Shares of the samples that are at the limit."""
GOOD_SPEAKER, MIN_SPEAKER = 0.75, 0.6
"""How alike the parts of the recording sound to the speaker encoder."""
MIN_LEVEL = 1e-4
_CLIPPED = 0.985
_FRAME_SECONDS = 0.02
_SPEECH_DECIBELS = 25.0
"""Frames that are softer than loud speech by more are no speech."""


@dataclass(frozen=True, slots=True)
class RecordingCheck:
    """One property of a recording, whether it is good enough, and what to do if it is not."""

    name: str
    value: float
    light: Light
    advice: str
    """One sentence; empty where it is good."""


def check_recording(samples: Floats, rate: int, windows: Floats | None) -> list[RecordingCheck]:
    """Return all checks; the last needs what the speaker encoder hears of the parts of the recording."""
    seconds = len(samples) / rate
    levels = _levels(samples, rate)
    checks = [
        _check("length", seconds, MIN_SECONDS, GOOD_SECONDS, "Record five seconds or more."),
        _check(
            "speech", _speech_share(levels), MIN_SPEECH, GOOD_SPEECH, "Speak without long pauses, and not too softly."
        ),
        _check(
            "noise", _noise_distance(levels), MAX_NOISE, GOOD_NOISE, "Record in a quiet room, close to the microphone."
        ),
        _check_below("clipping", _clipped(samples), MAX_CLIPPING, GOOD_CLIPPING, "Record with a lower level."),
    ]
    if windows is not None and len(windows) > 1:
        alike = float(np.mean(windows @ _direction(windows)))
        checks.append(_check("speaker", alike, MIN_SPEAKER, GOOD_SPEAKER, "Only one person may speak, without music."))
    return checks


def refusal(checks: list[RecordingCheck]) -> str | None:
    """Return why a recording cannot be used, as one sentence; None where it can."""
    refused = next((check for check in checks if check.light == "refused"), None)
    return None if refused is None else f"The recording cannot be used ({refused.name}). {refused.advice}"


def is_silent(samples: Floats) -> bool:
    """Return whether there is no sound in a recording."""
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) < MIN_LEVEL


def _check(name: str, value: float, least: float, good: float, advice: str) -> RecordingCheck:
    light: Light = "good" if value >= good else "poor" if value >= least else "refused"
    return RecordingCheck(name, round(value, 4), light, "" if light == "good" else advice)


def _check_below(name: str, value: float, most: float, good: float, advice: str) -> RecordingCheck:
    light: Light = "good" if value <= good else "poor" if value <= most else "refused"
    return RecordingCheck(name, round(value, 5), light, "" if light == "good" else advice)


def _levels(samples: Floats, rate: int) -> NDArray[np.float64]:
    """Return the level of each frame in decibels."""
    hop = int(_FRAME_SECONDS * rate)
    frames = samples[: max(len(samples) // hop, 1) * hop].astype(np.float64)
    frames = frames[: len(frames) // hop * hop].reshape(-1, hop) if len(frames) >= hop else frames[None]
    result: NDArray[np.float64] = 10 * np.log10(np.mean(frames**2, axis=1) + 1e-10)
    return result


def _speech_share(levels: NDArray[np.float64]) -> float:
    return float(np.mean(levels > np.percentile(levels, 95) - _SPEECH_DECIBELS))


def _noise_distance(levels: NDArray[np.float64]) -> float:
    """Return how much louder speech is than the quietest tenth of the recording."""
    return float(np.percentile(levels, 90) - np.percentile(levels, 5))


def _clipped(samples: Floats) -> float:
    return float(np.mean(np.abs(samples) >= _CLIPPED))


def _direction(windows: Floats) -> Floats:
    mean: Floats = windows.mean(axis=0)
    return mean / np.float32(max(float(np.linalg.norm(mean)), 1e-9))
