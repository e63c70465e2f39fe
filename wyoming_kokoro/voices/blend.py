"""Parses names of blended voices: af_bella(2)+af_sky(1), af_heart*0.7 + am_adam*0.3, af_heart-am_adam, af_heart@1.1."""

import re
from collections import defaultdict
from collections.abc import Iterable

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings.speech_bounds import MAX_SPEED, MIN_SPEED

MAX_PARTS = 8
"""Voices in one blend: a ninth cannot be heard, and each is a file to download and half a megabyte to mix."""

_NUMBER = r"\d{1,6}(?:\.\d{1,6})?|\.\d{1,6}"
_PART = re.compile(rf"\s*([^\s+\-*()@]+)\s*(?:\(\s*({_NUMBER})\s*\)|\*\s*({_NUMBER}))?\s*([+-]|$)")
_WITH_SPEED = re.compile(rf"(.*\S)\s*@\s*({_NUMBER})\s*", re.DOTALL)

WeightedNames = tuple[tuple[str, float], ...]


def split_speed(name: str) -> tuple[str, float] | None:
    """Split af_heart@1.1 into af_heart and 1.1; None for a name without a speed."""
    match = _WITH_SPEED.fullmatch(name)
    if match is None:
        return None
    speed = float(match[2])
    if not MIN_SPEED <= speed <= MAX_SPEED:
        raise BadRequest(
            f"The speed after @ in a voice's name must be from {MIN_SPEED} to {MAX_SPEED}.",
            code="voice_invalid",
            about="voice",
        )
    return match[1], speed


def parse_blend(name: str) -> WeightedNames | None:
    """Return the names in a blend with their weights, negative after a minus; None if it is no blend."""
    weighted: list[tuple[str, float]] = []
    sign, place = 1.0, 0
    while match := _PART.match(name, place):
        weight = float(match[2] or match[3] or 1)
        if weight <= 0:
            raise BadRequest("A weight in a blend of voices must be above 0.", code="voice_invalid", about="voice")
        weighted.append((match[1], sign * weight))
        if len(weighted) > MAX_PARTS:
            raise _too_many()
        if not match[4]:
            return tuple(weighted)
        sign, place = (1.0 if match[4] == "+" else -1.0), match.end()
    return None


def to_shares(weighted: Iterable[tuple[str, float]]) -> WeightedNames:
    """Convert weights to shares that add up to 1.

    Subtracting a voice moves the blend away from it, at most by the distance between the voices: by half of it in a-b,
    by a third in a(2)-b.
    """
    summed: defaultdict[str, float] = defaultdict(float)
    weights = list(weighted)
    subtracted = -sum(weight for _, weight in weights if weight < 0)
    added = sum(weight for _, weight in weights if weight > 0)
    total = added + subtracted
    for name, weight in weights:
        summed[name] += weight / total if weight < 0 else weight / added * (1 + subtracted / total)
    return tuple((name, share) for name, share in summed.items() if share)


def combine(voices: Iterable[tuple[WeightedNames, float]]) -> WeightedNames:
    """Combine voices, which may be blends themselves, into one blend."""
    summed: defaultdict[str, float] = defaultdict(float)
    for styles, share in voices:
        for name, part in styles:
            summed[name] += share * part
    if len(summed) > MAX_PARTS:
        raise _too_many()
    return tuple(summed.items())


def _too_many() -> BadRequest:
    return BadRequest(f"A blend may hold at most {MAX_PARTS} voices.", code="voice_invalid", about="voice")
