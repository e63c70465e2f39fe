"""Words for how a voice speaks, from what was measured of it: a word where it clearly differs from other voices."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import log2
from statistics import median
from typing import Any

from wyoming_kokoro.speech import VoiceCharacter

MIN_VOICES = 3
"""As many as there must be of a language to say that one of them is quick or slow: languages differ."""


@dataclass(frozen=True, slots=True)
class StyleRule:
    """A pair of words for a figure that is clearly above or below the median of other voices."""

    above: str
    below: str
    figure: str
    compare: Callable[[float, float], float]
    """The difference of a figure from a median."""
    least: float
    """The difference from which on it is a word."""
    among: str | None
    """The field that the voices share with which it is compared; None compares with all."""
    meaning: str
    """For people."""


def _semitones(value: float, middle: float) -> float:
    return 12 * log2(value / middle)


def _decibels(value: float, middle: float) -> float:
    return value - middle


def _percent(value: float, middle: float) -> float:
    return 100 * (value / middle - 1)


RULES = (
    StyleRule("high", "low", "pitch", _semitones, 2.0, "gender", "pitch, by 2 semitones, among voices of its gender"),
    StyleRule("lively", "calm", "range", _percent, 25.0, None, "range of its pitch, by 25 %, among all voices"),
    StyleRule("quick", "slow", "speed", _percent, 8.0, "language", "speed, by 8 %, among voices of its language"),
    StyleRule("bright", "dark", "brightness", _decibels, 3.0, "gender", "brightness, by 3 dB, among its gender"),
    StyleRule("clear", "breathy", "clearness", _decibels, 2.0, "gender", "clearness, by 2 dB, among its gender"),
    StyleRule("loud", "quiet", "level", _decibels, 3.0, None, "its own level, by 3 LU, among all voices"),
)
"""Each pair of words, and from which difference on a voice gets one of them."""


def characters_of(entries: Iterable[Mapping[str, Any]]) -> dict[str, VoiceCharacter]:
    """Return the characters of those voices of the catalogue that were measured, by their names."""
    measured = [entry for entry in entries if "measured" in entry]
    return {entry["id"]: _character(entry, measured) for entry in measured}


def _character(entry: Mapping[str, Any], measured: list[Mapping[str, Any]]) -> VoiceCharacter:
    figures = entry["measured"]
    words = (_word(rule, entry, measured) for rule in RULES)
    return VoiceCharacter(
        pitch=figures["pitch"],
        pitch_range=figures["range"],
        speed=figures["speed"],
        level=figures["level"],
        brightness=figures["brightness"],
        clearness=figures["clearness"],
        words=tuple(word for word in words if word),
    )


def _word(rule: StyleRule, entry: Mapping[str, Any], measured: list[Mapping[str, Any]]) -> str | None:
    others = [each for each in measured if rule.among is None or each[rule.among] == entry[rule.among]]
    if len(others) < MIN_VOICES:
        return None
    middle = median(each["measured"][rule.figure] for each in others)
    difference = rule.compare(entry["measured"][rule.figure], middle)
    if abs(difference) < rule.least:
        return None
    return rule.above if difference > 0 else rule.below
