"""Voices made of others: af_bella(2)+af_sky(1), af_heart*0.7 + am_adam*0.3, af_heart-am_adam, and af_heart@1.1."""

import re
from collections import defaultdict
from collections.abc import Iterable

from wyoming_kokoro.errors import BadRequest

MOST_PARTS = 8
"""Voices in one blend: more cannot be told apart, and each is a file to fetch and half a megabyte to mix."""

SLOWEST, FASTEST = 0.25, 4.0
"""The paces a name may ask for: those of a request."""

_NUMBER = r"\d{1,6}(?:\.\d{1,6})?|\.\d{1,6}"
_PART = re.compile(rf"\s*([^\s+\-*()@]+)\s*(?:\(\s*({_NUMBER})\s*\)|\*\s*({_NUMBER}))?\s*([+-]|$)")
_PACED = re.compile(rf"(.*\S)\s*@\s*({_NUMBER})\s*", re.DOTALL)

Shares = tuple[tuple[str, float], ...]


def paced(name: str) -> tuple[str, float] | None:
    """A name without the pace behind it, and the pace: af_heart and 1.1 for af_heart@1.1; None without one."""
    match = _PACED.fullmatch(name)
    if match is None:
        return None
    speed = float(match[2])
    if not SLOWEST <= speed <= FASTEST:
        raise BadRequest(
            f"The pace behind a voice's @ must be from {SLOWEST} to {FASTEST}.", code="voice_invalid", about="voice"
        )
    return match[1], speed


def parts(name: str) -> Shares | None:
    """The names in a blend and their weights, negative behind a minus; None if this is not a blend."""
    found: list[tuple[str, float]] = []
    sign, place = 1.0, 0
    while match := _PART.match(name, place):
        weight = float(match[2] or match[3] or 1)
        if weight <= 0:
            raise BadRequest("A weight in a blend of voices must be above 0.", code="voice_invalid", about="voice")
        found.append((match[1], sign * weight))
        if len(found) > MOST_PARTS:
            raise _too_many()
        if not match[4]:
            return tuple(found)
        sign, place = (1.0 if match[4] == "+" else -1.0), match.end()
    return None


def shares(weighted: Iterable[tuple[str, float]]) -> Shares:
    """The weights as shares that add up to 1.

    What is taken away moves the blend away from that voice by at most as far as the voices are apart: by half of it in
    a-b, by a third in a(2)-b.
    """
    summed: defaultdict[str, float] = defaultdict(float)
    together = list(weighted)
    taken = -sum(weight for _, weight in together if weight < 0)
    given = sum(weight for _, weight in together if weight > 0)
    for name, weight in together:
        summed[name] += weight / (given + taken) if weight < 0 else weight / given * (1 + taken / (given + taken))
    return tuple((name, share) for name, share in summed.items() if share)


def mixed(voices: Iterable[tuple[Shares, float]]) -> Shares:
    """One blend of voices that may be blends themselves, each with its share."""
    summed: defaultdict[str, float] = defaultdict(float)
    for styles, share in voices:
        for name, part in styles:
            summed[name] += share * part
    if len(summed) > MOST_PARTS:
        raise _too_many()
    return tuple(summed.items())


def _too_many() -> BadRequest:
    return BadRequest(f"A blend may hold at most {MOST_PARTS} voices.", code="voice_invalid", about="voice")
