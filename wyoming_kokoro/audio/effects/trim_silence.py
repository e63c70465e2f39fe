"""Removes the silence around a phrase, so that pauses are as long as they are meant to be."""

import numpy as np

from wyoming_kokoro.audio.effects.effect import Effect, EffectDefinition
from wyoming_kokoro.samples import QUIET
from wyoming_kokoro.speech import NOTHING, RATE, Samples

LEAD = round(0.02 * RATE)
"""Samples kept before the first sound: the breath of an h or an f is quieter than the threshold."""

TAIL = round(0.05 * RATE)
"""Samples kept after the last sound: the end of an s or a nasal fades out over this."""

FADE = round(0.004 * RATE)
"""Samples of the fades: too short to hear, long enough not to click."""


class TrimSilence:
    """Keeps a little of the silence around a phrase, and fades it in and out."""

    def __init__(self) -> None:
        self._dropped = 0
        self._begun = False
        self._before: Samples = NOTHING
        self._quiet: Samples = NOTHING

    def feed(self, samples: Samples) -> Samples:
        """Return what is certainly not silence at the end."""
        if not self._begun:
            samples = np.concatenate((self._before, samples))
        loud = np.flatnonzero(np.abs(samples) > QUIET)
        if not len(loud):
            return self._nothing_yet(samples)
        if not self._begun:
            samples, loud = self._begin(samples, loud)
        end = max(int(loud[-1]) + 1 - FADE, 0)  # the last sound may have to fade out
        output = np.concatenate((self._quiet, samples))
        end += len(self._quiet)
        self._quiet = output[end:]
        return output[:end]

    def finish(self) -> Samples:
        """Return the end of the last sound, and a little silence after it."""
        rest = self._quiet.copy()
        if not self._begun:
            self._dropped += len(self._before)
            return NOTHING
        loud = np.flatnonzero(np.abs(rest) > QUIET)
        rest = rest[: (int(loud[-1]) + 1 if len(loud) else 0) + TAIL]
        fade = min(FADE, len(rest))
        rest[len(rest) - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
        return rest

    def position(self, sample: int) -> int:
        """Return where an input sample is found in the output; known once some output was returned."""
        return sample - self._dropped

    def _nothing_yet(self, samples: Samples) -> Samples:
        if self._begun:
            self._quiet = np.concatenate((self._quiet, samples))
        else:
            self._before = samples[max(len(samples) - LEAD, 0) :]
            self._dropped += len(samples) - len(self._before)
        return NOTHING

    def _begin(self, samples: Samples, loud: np.ndarray) -> tuple[Samples, np.ndarray]:
        start = max(int(loud[0]) - LEAD, 0)
        self._dropped += start
        self._begun = True
        self._before = NOTHING
        begun = samples[start:].copy()
        fade = min(FADE, len(begun))
        begun[:fade] *= np.linspace(0, 1, fade, dtype=np.float32)
        return begun, loud - start


def _create(_amount: float) -> Effect:
    return TrimSilence()


TRIM_SILENCE = EffectDefinition(
    name="trim_silence",
    meaning="Removes the silence before and after a phrase; the amount has no meaning.",
    create=_create,
    neutral=1.0,
    examples=(1.0,),
    always=True,
)
