"""Where a hiss or any sound begins and ends in samples: events that are certain to a few milliseconds."""

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.speech import RATE, Samples

Levels = NDArray[np.float64]
"""In decibels, one for each millisecond."""

STEP = RATE // 1000
"""Samples in a millisecond."""
WINDOW = 8
"""Milliseconds over which power is averaged."""
HISS = (4_000, 10_000)
"""The band in hertz where s and sh are 20 dB and more above vowels and nasals."""
REACH = 150
"""Milliseconds before and after the expected place in which an event is searched."""
LEAST = 12.0
"""Decibels by which the level has to change: less is no certain event."""
SIDE, EDGE = 30, 5
"""Milliseconds on either side of an event that are compared, and those next to it that belong to neither side."""
QUIET = 0.01
"""The part of the highest sample below which is silence, 40 decibels: breath between words is softer."""


def hiss(samples: Samples) -> Levels:
    """Return the level of the hiss."""
    spectrum = np.fft.rfft(samples)
    frequencies = np.fft.rfftfreq(len(samples), 1 / RATE)
    band = np.fft.irfft(spectrum * ((frequencies >= HISS[0]) & (frequencies <= HISS[1])), len(samples))
    window = np.hanning(WINDOW * STEP + 2)[1:-1]
    power = np.convolve(band**2, window / window.sum(), "same")
    return np.asarray(10 * np.log10(power[::STEP] + 1e-10))


def onset(levels: Levels, expected: int) -> int | None:
    """Return the millisecond at which the level rises near the expected one; None if it does not, or not clearly.

    It is where the largest step up passes the middle between the level before and the level after.
    """
    start = max(expected - REACH, 0)
    part = levels[start : expected + REACH]
    if len(part) <= 2 * SIDE:
        return None
    sums = np.cumsum(np.concatenate(([0.0], part)))
    places = np.arange(SIDE, len(part) - SIDE)
    steps = (sums[places + SIDE] - 2 * sums[places] + sums[places - SIDE]) / SIDE
    best = int(np.argmax(steps))
    if steps[best] < LEAST:
        return None
    place = int(places[best])
    high = np.median(part[place + EDGE : place + SIDE + EDGE])
    low = np.median(part[max(place - SIDE - EDGE, 0) : place - EDGE])
    above = part > (high + low) / 2
    crossings = [at for at in range(place - SIDE + 1, place + SIDE) if above[at] and not above[at - 1]]
    return start + min(crossings, key=lambda at: abs(at - place)) if crossings else None


def offset(levels: Levels, expected: int) -> int | None:
    """Return the millisecond at which the level falls near the expected one; None if it does not, or not clearly."""
    found = onset(levels[::-1], len(levels) - 1 - expected)
    return None if found is None else len(levels) - 1 - found


def pauses(samples: Samples, least: int) -> list[tuple[int, int]]:
    """Return the pauses of at least so many milliseconds, from one millisecond to another; both ends count too."""
    loud = np.flatnonzero(np.abs(samples) > QUIET * np.abs(samples).max(initial=0))
    edges = np.concatenate(([-1], loud, [len(samples)]))
    gaps = np.flatnonzero(np.diff(edges) > least * STEP)
    found = [(int(edges[at] + 1) // STEP, int(edges[at + 1]) // STEP) for at in gaps]
    if not found or found[0][0] > 0:
        found.insert(0, (0, int(edges[1]) // STEP))
    if found[-1][1] < len(samples) // STEP:
        found.append((int(edges[-2] + 1) // STEP, len(samples) // STEP))
    return found
