"""From the durations that the model reports to the lengths of what is heard of each token."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.engines.kokoro.tensor_names import FRAME

Lengths = NDArray[np.int64]

SOUND_LEAD = FRAME * 3 // 2
"""Samples by which a token is heard before its frames: 37 ms in the median of the onsets of s and sh, the same for each
voice, and at speeds 0.8 and 1.25 too (`script/bench word_times --speed 1.25`)."""


def heard_lengths(lengths: Lengths, tokens: Sequence[int], blank: int) -> Lengths:
    """Return how long each token between the pads is heard; the sum stays that of all tokens.

    What is heard during a blank is the beginning of the word after it, the sound leads the frames, and the silence of
    the pads goes to their neighbours.
    """
    heard = lengths.copy()
    for at, token in enumerate(tokens[:-1]):
        if token == blank:
            heard[at + 1] += heard[at]
            heard[at] = 0
    ends = np.cumsum(heard)[1:-1]
    ends[:-1] = np.maximum(ends[:-1] - SOUND_LEAD, 0)
    ends[-1] = lengths.sum()
    return np.diff(ends, prepend=0)
