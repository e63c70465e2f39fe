"""Very short phrases, spoken among copies of themselves and cut out again.

"Yes." alone may come out garbled or as nothing: the model has heard few texts that short. So it is given the phrase
several times, in the style for that length, and what is kept is the last copy, with the ending that a phrase at the end
of a text has. Copies of itself fit every language and every voice, and cannot lend it foreign sounds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.engines.kokoro.vocabulary import Vocabulary
from wyoming_kokoro.speech import RATE, Samples

MOST_COPIES = 4
LEAD = RATE // 10
"""Samples before the kept copy in which the quietest place is looked for: the pause between two sentences."""
FADE = RATE // 200
"""Samples; five milliseconds, so that the cut is not heard."""
_ENDS = ".!?…"


@dataclass(frozen=True, slots=True)
class CarrierPhrase:
    """Tokens to give to the model, and which of them are wanted."""

    tokens: tuple[int, ...]
    gap: int = 0
    """Where the pause before the wanted tokens begins."""
    begin: int = 0
    """Where they begin themselves."""


def carried(tokens: Sequence[int], vocabulary: Vocabulary, enough: int) -> CarrierPhrase:
    """Copies of the tokens until there are `enough`, parted by full stops and blanks; the last one is wanted."""
    stop, blank = vocabulary.tokens(". ")
    ended = tokens[-1] in vocabulary.tokens(_ENDS)
    copy = (*tokens, *([] if ended else [stop]), blank)
    copies = min(MOST_COPIES - 1, max(1, -(-(enough - len(tokens)) // len(copy))))
    begin = copies * len(copy)
    return CarrierPhrase((*copy * copies, *tokens), begin - 2, begin)


def padded(tokens: Sequence[int], vocabulary: Vocabulary, enough: int) -> CarrierPhrase:
    """The tokens between dots that stand for silence, for models that do not tell where a copy could be cut out."""
    dots, blank = vocabulary.tokens("… ")
    pairs = -(-max(enough - len(tokens), 1) // 4)
    return CarrierPhrase((*(dots, blank) * pairs, *tokens, *(blank, dots) * pairs))


def cut(samples: Samples, lengths: NDArray[np.int64], carrier: CarrierPhrase) -> tuple[Samples, NDArray[np.int64]]:
    """What belongs to the wanted tokens, cut where it is quietest in the gap before, and the length of each."""
    if not carrier.begin:
        return samples, lengths
    start = int(lengths[: carrier.begin].sum())
    place = _quietest(samples, max(start - LEAD, int(lengths[: carrier.gap].sum())), start)
    kept = samples[place:].copy()
    fade = min(FADE, kept.size)
    kept[:fade] *= np.linspace(0, 1, fade, dtype=np.float32)
    own = lengths[carrier.begin :].copy()
    own[0] += start - place
    return kept, own


def _quietest(samples: Samples, earliest: int, latest: int) -> int:
    """The beginning of the quietest stretch of a fade's length."""
    if latest - earliest <= FADE:
        return latest
    energy = np.convolve(np.square(samples[earliest:latest], dtype=np.float64), np.ones(FADE), mode="valid")
    return earliest + int(np.argmin(energy))
