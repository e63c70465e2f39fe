"""The values of SSML's attributes: durations, rates, volumes and pitches. None stands for what is not understood."""

import re
from math import log2

from wyoming_kokoro.settings.speech_bounds import MAX_PITCH, MAX_SPEED, MAX_VOLUME, MIN_PITCH, MIN_SPEED

RATES = {"x-slow": 0.5, "slow": 0.75, "medium": 1.0, "default": 1.0, "fast": 1.25, "x-fast": 1.5}
VOLUMES = {"silent": 0.0, "x-soft": 0.25, "soft": 0.5, "medium": 1.0, "default": 1.0, "loud": 1.6, "x-loud": 2.5}
"""Twelve and six decibels below, and four and eight above."""
PITCHES = {"x-low": -6.0, "low": -3.0, "medium": 0.0, "default": 0.0, "high": 3.0, "x-high": 6.0}
BREAKS = {"none": 0.0, "x-weak": 0.1, "weak": 0.2, "medium": 0.4, "strong": 0.8, "x-strong": 1.2}
"""Seconds by strength."""

_NUMBER = r"(\d{1,12}(?:\.\d{1,6})?|\.\d{1,6})"
_DURATION = re.compile(rf"\+?{_NUMBER}\s*(ms|s)")
_PERCENT = re.compile(rf"([+-]?){_NUMBER}\s*%")
_PLAIN = re.compile(_NUMBER)
_SEMITONES = re.compile(rf"([+-]?){_NUMBER}\s*st")
_DECIBELS = re.compile(rf"([+-]?){_NUMBER}\s*dB", re.IGNORECASE)


def seconds(text: str) -> float | None:
    """Return a duration such as 1.5s or 300ms."""
    match = _DURATION.fullmatch(text)
    return float(match[1]) / (1000 if match[2] == "ms" else 1) if match else None


def rate(text: str) -> float | None:
    """Return the factor of a rate: fast, 120%, +20%, 1.2."""
    factor = RATES.get(text.lower(), _factor(text))
    return None if factor is None else float(min(max(factor, MIN_SPEED), MAX_SPEED))


def volume(text: str) -> float | None:
    """Return the factor of a volume: loud, +6dB, 80%, or a number from 0 to 100."""
    if text.lower() in VOLUMES:
        return VOLUMES[text.lower()]
    if match := _DECIBELS.fullmatch(text):
        return min(10 ** (_signed(match) / 20), MAX_VOLUME)
    if match := _PLAIN.fullmatch(text):
        return min(float(match[1]) / 100, 1.0)
    factor = _percent(text)
    return None if factor is None else min(factor, MAX_VOLUME)


def pitch(text: str) -> float | None:
    """Return the semitones of a pitch: high, +2st, -10%."""
    if text.lower() in PITCHES:
        return PITCHES[text.lower()]
    if match := _SEMITONES.fullmatch(text):
        semitones = _signed(match)
    elif factor := _percent(text):
        semitones = 12 * log2(factor)
    else:
        return None
    return min(max(semitones, MIN_PITCH), MAX_PITCH)


def _factor(text: str) -> float | None:
    match = _PLAIN.fullmatch(text)
    return float(match[1]) if match else _percent(text)


def _percent(text: str) -> float | None:
    """Return the factor of a percentage; with a sign it is a change."""
    match = _PERCENT.fullmatch(text)
    if match is None:
        return None
    return max(1 + _signed(match) / 100, 0.0) if match[1] else float(match[2]) / 100


def _signed(match: re.Match[str]) -> float:
    return float(match[2]) * (-1 if match[1] == "-" else 1)
