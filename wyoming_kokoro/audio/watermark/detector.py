"""Finds the watermark in a sound: whether it is there, how sure that is, in which parts, and what its bits say.

For a sound without the mark, each sum of evidence is one of many equally likely ones, because the signs of the pattern
are as random: it has the distribution of a sum of coin tosses. So how often a score arises by chance is known.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.audio.resample import resample
from wyoming_kokoro.audio.watermark.evidence import CELL_STEPS, STEP, evidence
from wyoming_kokoro.audio.watermark.pattern import BITS, CELLS, PAIRS, PERIOD, PUBLIC_KEY, WINDOW, Pattern, pattern
from wyoming_kokoro.audio.watermark.payload import VERSION, Payload, most_likely
from wyoming_kokoro.speech import RATE, Samples

FALSE_ALARM = 1e-5
"""How often a sound without the mark is taken for a marked one, at most."""
AT_SPEED = 0.9
"""The part of that for sounds at the speed at which they were made: they are many, and often short."""
LIKELIHOOD = 0.9999
"""How likely a payload has to be to be told."""

PERIOD_STEPS = PERIOD // STEP
OFFSETS = CELLS * CELL_STEPS
"""Places at which the pattern may begin."""
MIN_SECONDS = 1.0
"""Shorter sounds hold too little to find anything."""

SPEED_SECONDS = 12.0
"""The length of the parts in which other speeds are looked for: longer ones would need more speeds to be tried."""
SPEED_PARTS = 3
"""Parts of a long sound in which they are looked for, so that a long sound takes no longer."""
MAX_CHANGE, PITCH_STEP, SPEED_STEP = 0.12, 0.01, 0.002
"""How far speeds are looked for, and in which steps: bands are a twentieth as wide as their pitch, and twelve seconds
drift by six milliseconds at the ends."""


@dataclass(frozen=True, slots=True)
class Detection:
    """What was found in a sound."""

    is_marked: bool
    score: float
    """How many standard deviations the best sum is above chance."""
    threshold: float
    """The score from which a sound of this length is taken for marked."""
    chance: float
    """How often a sound of this length without the mark has such a score, at most."""
    spans: Sequence[tuple[float, float]] = ()
    """The parts in which it was found, in seconds."""
    speed: float = 1.0
    """How much faster than made it is played."""
    payload: Payload | None = None
    """What the bits say; None where they cannot be read surely."""
    likelihood: float = 0.0
    """How likely the payload is."""


@dataclass(frozen=True, slots=True)
class _PlayedSpeed:
    """A speed, and by how much the pitch went along with it."""

    speed: float
    pitch: float


@dataclass(frozen=True, slots=True)
class _PatternPlace:
    """The best place of the pattern in a part of a sound."""

    score: float
    start: int
    end: int
    """The part, in steps."""
    first: int
    """Where in the part a cell begins, in steps."""
    shift: int
    """Which cell of the pattern that is."""


def detect(samples: Samples, rate: int = RATE, key: str = PUBLIC_KEY, *, any_speed: bool = True) -> Detection:
    """Look for the mark of a key, also in a sound that is played up to a tenth faster or slower. Computes."""
    sound = np.asarray(samples if rate == RATE else resample(samples, rate, RATE), np.float32)
    at_speed = FALSE_ALARM * AT_SPEED if any_speed else FALSE_ALARM
    found = _detect_at(sound, pattern(key), _PlayedSpeed(1.0, 1.0), at_speed)
    if found.is_marked or not any_speed:
        return found
    speed, tests, score = _find_speed(sound, pattern(key))
    other_speeds = FALSE_ALARM * (1 - AT_SPEED)
    if speed is None or _chance(score, tests) > other_speeds:
        return found
    played = _detect_at(sound, pattern(key), speed, at_speed)
    limit, chance = threshold(tests, other_speeds), _chance(score, tests) / (1 - AT_SPEED)
    spans = played.spans or ((0.0, len(sound) / RATE),)
    return Detection(True, score, limit, chance, spans, speed.speed, played.payload, played.likelihood)


def _detect_at(sound: Samples, signs: Pattern, speed: _PlayedSpeed, false_alarm: float) -> Detection:
    steps = evidence(sound, speed.pitch)
    findings = [
        finding
        for start, end in _parts(len(steps))
        for finding in (_best(steps[start:end], signs, speed.speed, start),)
        if finding is not None
    ]
    if not findings:
        return Detection(False, 0.0, threshold(OFFSETS, false_alarm), 1.0)
    tests = OFFSETS * len(findings)
    best = max(findings, key=lambda finding: finding.score)
    limit = threshold(tests, false_alarm)
    marked = [finding for finding in findings if finding.score >= limit]
    chance = min(_chance(best.score, tests) * FALSE_ALARM / false_alarm, 1.0)
    if not marked:
        return Detection(False, best.score, limit, chance)
    payload, likelihood = _payload(steps, signs, speed.speed, best)
    told = payload if likelihood >= LIKELIHOOD and payload.version == VERSION else None
    return Detection(True, best.score, limit, chance, _spans(marked), speed.speed, told, likelihood)


def _parts(steps: int) -> Iterator[tuple[int, int]]:
    """Yield parts of a sound that overlap by half, of two periods, of four, and so on, and the whole sound."""
    length = 2 * PERIOD_STEPS
    while length < steps:
        for start in range(0, steps - length + length // 2, length // 2):
            yield min(start, steps - length), min(start, steps - length) + length
        length *= 2
    yield 0, steps


def _best(steps: NDArray[np.float32], signs: Pattern, speed: float, start: int) -> _PatternPlace | None:
    """Return the place of the pattern that fits best in a part; None if the part holds no evidence."""
    scores = _scores(steps, signs, speed)
    if scores is None:
        return None
    first, shift = divmod(int(np.argmax(scores)), CELLS)
    return _PatternPlace(float(scores.flat[first * CELLS + shift]), start, start + len(steps), first, shift)


def _scores(steps: NDArray[np.float32], signs: Pattern, speed: float) -> NDArray[np.float64] | None:
    """Return how well each place of the pattern fits: by the step at which a cell begins, and which cell that is."""
    folded = np.stack([_folded(steps, speed, first) for first in range(CELL_STEPS)]).reshape(CELL_STEPS, -1)
    if not folded.any():
        return None
    table, mask = _shifted(signs)
    sums, squares = folded @ table, folded**2 @ mask
    scores: NDArray[np.float64] = sums / np.sqrt(squares + 1e-12)
    return scores


def _folded(steps: NDArray[np.float32], speed: float, first: int) -> NDArray[np.float64]:
    """Return the sums of all cells of a part that are a whole number of periods apart."""
    places = _places(len(steps), speed, first)
    folded = np.zeros((CELLS, PAIRS))
    for start in range(0, len(places), CELLS):
        cells = steps[places[start : start + CELLS]]
        folded[: len(cells)] += cells
    return folded


def _places(steps: int, speed: float, first: int) -> NDArray[np.int64]:
    """Return the steps at which cells begin."""
    length = CELL_STEPS / speed
    count = max(int((steps - first - 1) / length) + 1, 0)
    places = np.round(first + np.arange(count) * length).astype(np.int64)
    return places[places < steps]


def _shifted(signs: Pattern) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the signs without those that carry bits, and which these are, for each cell to begin with."""
    present = (signs.bits < 0).astype(np.float64)
    table = signs.signs * present
    order = (np.arange(CELLS)[:, None] + np.arange(CELLS)) % CELLS  # by cell of the part, and shift
    shape = (CELLS * PAIRS, CELLS)
    by_cell_pair_shift = table[order].transpose(0, 2, 1).reshape(shape)
    return by_cell_pair_shift, present[order].transpose(0, 2, 1).reshape(shape)


def _payload(steps: NDArray[np.float32], signs: Pattern, speed: float, finding: _PatternPlace) -> tuple[Payload, float]:
    """Return the payload that is most likely, and how likely it is."""
    folded = _folded(steps[finding.start : finding.end], speed, finding.first)
    order = (np.arange(CELLS) + finding.shift) % CELLS
    signed, bits = folded * signs.signs[order], signs.bits[order]
    present = bits < 0
    mean = float(signed[present].sum() / (signed[present] ** 2).sum())
    """How far a sum is towards its sign, for each of its squares: the best estimate for cells of all strengths."""
    values = np.array([signed[bits == bit].sum() for bit in range(BITS)])
    return most_likely(values * mean)


def _spans(findings: Sequence[_PatternPlace]) -> tuple[tuple[float, float], ...]:
    """Return the parts in seconds: the shortest ones that were found, joined where they touch."""
    chosen: list[_PatternPlace] = []
    for finding in sorted(findings, key=lambda finding: finding.end - finding.start):
        if not any(finding.start <= other.start and other.end <= finding.end for other in chosen):
            chosen.append(finding)
    spans: list[tuple[float, float]] = []
    for finding in sorted(chosen, key=lambda finding: finding.start):
        start, end = finding.start * STEP / RATE, ((finding.end + CELL_STEPS) * STEP + WINDOW - STEP) / RATE
        if spans and start <= spans[-1][1]:
            start, end = spans[-1][0], max(end, spans.pop()[1])
        spans.append((round(start, 2), round(end, 2)))
    return tuple(spans)


def _find_speed(sound: Samples, signs: Pattern) -> tuple[_PlayedSpeed | None, int, float]:
    """Return the speed at which the mark fits best, how many places were tried, and how well it fits."""
    best: _PlayedSpeed | None = None
    score, tests = 0.0, 0
    for part in _speed_parts(sound):
        for pitch, speeds in _speeds():
            steps = evidence(part, pitch)
            for speed in speeds:
                finding = _best(steps, signs, speed, 0)
                tests += OFFSETS
                if finding is not None and finding.score > score:
                    best, score = _PlayedSpeed(speed, pitch), finding.score
    return best, tests, score


def _speeds() -> Iterator[tuple[float, list[float]]]:
    """Yield pitches, and the speeds that are tried with each: what is faster is higher, unless it is stretched."""
    reach = round(PITCH_STEP / SPEED_STEP / 2)
    for percent in range(-round(MAX_CHANGE / PITCH_STEP), round(MAX_CHANGE / PITCH_STEP) + 1):
        pitch = 1 + percent * PITCH_STEP
        yield pitch, [pitch + step * SPEED_STEP for step in range(-reach, reach + 1)]
    count = round(MAX_CHANGE / SPEED_STEP)
    yield 1.0, [1 + step * SPEED_STEP for step in range(-count, count + 1) if abs(step) > reach]


def _speed_parts(sound: Samples) -> list[Samples]:
    """Return the parts in which other speeds are looked for, evenly spread."""
    length = round(SPEED_SECONDS * RATE)
    if len(sound) <= length:
        return [sound]
    count = min(SPEED_PARTS, -(-len(sound) // length))
    return [sound[start : start + length] for start in np.linspace(0, len(sound) - length, count).astype(int)]


def best_score(steps: NDArray[np.float32], signs: Pattern) -> float:
    """Return the score of the best place of a pattern in a piece of evidence."""
    finding = _best(steps, signs, 1.0, 0)
    return 0.0 if finding is None else finding.score


def threshold(tests: int, false_alarm: float) -> float:
    """Return the score that chance reaches this often in so many tests."""
    return -NormalDist().inv_cdf(false_alarm / tests)


def _chance(score: float, tests: int) -> float:
    return min(erfc(score / sqrt(2)) / 2 * tests, 1.0)
