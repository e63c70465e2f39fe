"""Cuts sounds as trainers of wake words want them: a natural beginning, no silence at the end, no digital silence."""

from dataclasses import dataclass

import numpy as np

from wyoming_kokoro.samples import Samples

SOFT = 10 ** (-45 / 20)
"""What is softer than this share of the loudest sample counts as silence, at both ends."""
LEAD_SECONDS = (0.02, 0.1)
"""Of quiet before the first sound, as a device hears somebody begin to speak."""
TAIL_SECONDS = 0.05
"""Of quiet after the last sound, at most: trainers put the end of a clip at the end of their window."""
FADE_SECONDS = 0.01
"""In which a sound that is cut in the middle begins and ends."""
FLOOR = (-70.0, -55.0)
"""Decibels of full scale of the noise of a room and a microphone, which is always there."""


@dataclass(frozen=True, slots=True, eq=False)
class SpeechClip:
    """A clip, and which part of a sound it is."""

    samples: Samples
    first: int
    """The first sample of the sound that is heard in it."""
    count: int
    """How many samples of the sound are."""
    lead: int
    """Samples of quiet before them."""


def cut_clip(
    samples: Samples,
    rate: int,
    random: np.random.Generator,
    said: tuple[int, int] | None = None,
    kept: float = 0.0,
) -> SpeechClip:
    """Return what is said with a little around it.

    `said` is where the words of the clip are, if others are said around them: so many seconds of those are kept.
    """
    first = 0
    if said is not None:
        around = round(kept * rate)
        first = max(said[0] - around, 0)
        samples = _faded(samples[first : said[1] + around], rate)
    loud = np.flatnonzero(np.abs(samples) > SOFT * float(np.abs(samples).max(initial=0.0)))
    if not len(loud):
        return SpeechClip(samples, first, len(samples), 0)
    heard = samples[loud[0] : loud[-1] + 1]
    lead = np.zeros(round(float(random.uniform(*LEAD_SECONDS)) * rate), np.float32)
    tail = np.zeros(round(float(random.uniform(0, TAIL_SECONDS)) * rate), np.float32)
    clip = np.concatenate((lead, _faded(heard, rate, 0.2), tail)).astype(np.float32)
    return SpeechClip(clip, first + int(loud[0]), len(heard), len(lead))


def with_floor(samples: Samples, random: np.random.Generator) -> Samples:
    """Return a sound with faint noise under all of it."""
    level = np.float32(10 ** (float(random.uniform(*FLOOR)) / 20))
    noise: Samples = random.standard_normal(len(samples), np.float32) * level
    return samples + noise


def _faded(samples: Samples, rate: int, share: float = 1.0) -> Samples:
    """Return a sound that begins and ends without a click."""
    size = min(round(share * FADE_SECONDS * rate), len(samples) // 2)
    curve = np.linspace(0, 1, size, dtype=np.float32)
    faded = samples.copy()
    faded[:size] *= curve
    faded[len(faded) - size :] *= curve[::-1]
    return faded
