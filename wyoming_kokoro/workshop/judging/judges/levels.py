"""Brings sounds to one level and one length of silence around them, so that judges of quality hear only the speech."""

import numpy as np

from wyoming_kokoro.speech import Samples
from wyoming_kokoro.workshop.judging.take import JUDGE_RATE

LEVEL = 0.063
"""The root mean square to which sounds are brought: -24 dB, as loud as speech without gain, so that no peak is cut."""
PAUSE = 0.01
"""The share of the largest value below which a sample does not count for the level."""
FRAME = (JUDGE_RATE * 3 // 10, JUDGE_RATE * 9 // 20)
"""Silence before and after speech for the judges of quality, as much as the plain graph leaves: they give worse marks
to the same speech without it."""
KEPT = (JUDGE_RATE // 50, JUDGE_RATE // 20)
"""What is kept of a sound before and after its first and last audible sample, as some sounds begin and end softly."""


def leveled(samples: Samples) -> Samples:
    """Return a sound at one level: these models like loud sounds better, and the level is measured elsewhere."""
    audible = samples[np.abs(samples) > PAUSE * np.abs(samples).max(initial=0)]
    level = float(np.sqrt(np.mean(np.square(audible, dtype=np.float64)))) if len(audible) else 0.0
    return np.asarray(samples * (LEVEL / level if level else 1.0), np.float32)


def framed(samples: Samples) -> Samples:
    """Return speech with the same silence before and after it, whatever was there."""
    audible = np.flatnonzero(np.abs(samples) > PAUSE * np.abs(samples).max(initial=0))
    if not len(audible):
        return samples
    first, last = max(int(audible[0]) - KEPT[0], 0), int(audible[-1]) + KEPT[1]
    return np.pad(samples[first:last], FRAME)
