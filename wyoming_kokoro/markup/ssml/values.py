"""The values of SSML's attributes: durations, rates, volumes, pitches. None stands for what is not understood."""

import re
from math import log2

from wyoming_kokoro.settings.speech_bounds import MAX_PITCH, MAX_SPEED, MAX_VOLUME, MIN_PITCH, MIN_SPEED
from wyoming_kokoro.speech import Hertz

RATES = {"x-slow": 0.5, "slow": 0.75, "medium": 1.0, "default": 1.0, "fast": 1.35, "x-fast": 1.75}
VOLUMES = {"silent": 0.0, "x-soft": 0.25, "soft": 0.5, "medium": 1.0, "default": 1.0, "loud": 1.6, "x-loud": 2.5}
"""Twelve and six decibels below, and four and eight above."""
PITCHES = {"x-low": -6.0, "low": -3.0, "medium": 0.0, "default": 0.0, "high": 3.0, "x-high": 6.0}
RANGES = {"x-low": 0.3, "low": 0.6, "medium": 1.0, "default": 1.0, "high": 1.4, "x-high": 1.8}
BREAKS = {"none": 0.0, "x-weak": 0.1, "weak": 0.2, "medium": 0.4, "strong": 0.8, "x-strong": 1.2}
"""Seconds by strength."""
EMPHASES = {"strong": 2.0, "moderate": 1.0, "none": 0.0, "reduced": -1.0}

MAX_RANGE = 4.0
"""Beyond four times its range a melody is no longer speech."""
MAX_POINTS = 100
"""Points of a contour: more than there are syllables in a sentence."""
USUAL_PITCH = 170.0
"""Hertz, between the voices of men and women: what a point of a contour in hertz is compared with."""
_OCTAVE = 12

_NUMBER = r"(\d{1,12}(?:\.\d{1,6})?|\.\d{1,6})"
_DURATION = re.compile(rf"\+?{_NUMBER}\s*(ms|s)", re.IGNORECASE)
_PERCENT = re.compile(rf"([+-]?){_NUMBER}\s*%")
_SIGNED = re.compile(rf"([+-]){_NUMBER}")
_PLAIN = re.compile(_NUMBER)
_SEMITONES = re.compile(rf"([+-]?){_NUMBER}\s*st", re.IGNORECASE)
_HERTZ = re.compile(rf"([+-]?){_NUMBER}\s*Hz", re.IGNORECASE)
_DECIBELS = re.compile(rf"([+-]?){_NUMBER}\s*dB", re.IGNORECASE)
_POINT = re.compile(rf"\(\s*{_NUMBER}\s*%\s*,\s*([^()]{{1,20}}?)\s*\)[\s,]*")


def seconds(text: str) -> float | None:
    """Return a duration such as 1.5s or 300ms."""
    match = _DURATION.fullmatch(text)
    return float(match[1]) / (1000 if match[2].lower() == "ms" else 1) if match else None


def rate(text: str) -> float | None:
    """Return the factor of a rate: fast, 120%, +20%, 1.2."""
    factor = RATES.get(text.lower(), _factor(text))
    return None if factor is None else float(min(max(factor, MIN_SPEED), MAX_SPEED))


def tract_length(text: str) -> float | None:
    """Return how long a vocal tract is, compared with the voice's own: +10%, 90%."""
    return _percent(text)


def volume(text: str) -> float | None:
    """Return the factor of a volume: loud, +6dB, 80%, a number from 0 to 100, or a change of it such as +10."""
    if text.lower() in VOLUMES:
        return VOLUMES[text.lower()]
    if match := _DECIBELS.fullmatch(text):
        return min(10 ** (_signed(match) / 20), MAX_VOLUME)
    if match := _SIGNED.fullmatch(text):
        return min(max(1 + _signed(match) / 100, 0.0), MAX_VOLUME)
    if match := _PLAIN.fullmatch(text):
        return min(float(match[1]) / 100, 1.0)
    factor = _percent(text)
    return None if factor is None else min(factor, MAX_VOLUME)


def pitch(text: str) -> float | None:
    """Return the semitones of a pitch: high, +2st, -10%, +20Hz, 200Hz."""
    semitones = PITCHES.get(text.lower())
    if semitones is None:
        semitones = _semitones(text)
    return None if semitones is None else float(min(max(semitones, MIN_PITCH), MAX_PITCH))


def hertz(text: str) -> Hertz | None:
    """Return a pitch in hertz: 200Hz, or a change such as +20Hz."""
    match = _HERTZ.fullmatch(text)
    return Hertz(_signed(match), is_change=bool(match[1])) if match else None


def pitch_range(text: str) -> float | None:
    """Return the factor of a pitch range: low, x-high, 80%, +50%, +4st, 1.5."""
    if text.lower() in RANGES:
        return RANGES[text.lower()]
    if match := _SEMITONES.fullmatch(text):
        return min(max(1 + _signed(match) / _OCTAVE, 0.0), MAX_RANGE)
    factor = _factor(text)
    return None if factor is None else min(factor, MAX_RANGE)


def contour(text: str) -> tuple[tuple[float, float], ...] | None:
    """Return the points of a contour, "(0%,+20Hz) (40%,-2st)", in order; each a share and semitones."""
    points: dict[float, float] = {}
    at, text = 0, text.strip()
    while match := _POINT.match(text, at):
        semitones = pitch(match[2])
        if semitones is None or len(points) == MAX_POINTS:
            return None
        points[min(float(match[1]) / 100, 1.0)] = semitones
        at = match.end()
    return tuple(sorted(points.items())) if points and at == len(text) else None


def emphasis(text: str) -> float | None:
    """Return how strong an emphasis is."""
    return EMPHASES.get(text.lower())


def decibels(text: str) -> float | None:
    """Return the decibels of a level such as -20dB."""
    match = _DECIBELS.fullmatch(text)
    return _signed(match) if match else None


def number(text: str) -> float | None:
    """Return a number without a unit."""
    match = _PLAIN.fullmatch(text)
    return float(match[1]) if match else None


def _semitones(text: str) -> float | None:
    factor: float | None
    if match := _SEMITONES.fullmatch(text):
        return _signed(match)
    if match := _HERTZ.fullmatch(text):
        factor = (USUAL_PITCH + _signed(match)) / USUAL_PITCH if match[1] else float(match[2]) / USUAL_PITCH
    else:
        factor = _percent(text)
    return _OCTAVE * log2(factor) if factor and factor > 0 else None


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
