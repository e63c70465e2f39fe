"""Repeats very short phrases, and cuts one repetition out of the sound.

"Yes." alone may come out garbled or silent: the model was trained on few texts that short. So it is given the phrase
several times, in the style for that length, and the last repetition is used, with the intonation that the end of a text
has. Repetitions of the phrase itself fit every language and every voice, and add no foreign sounds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.engines.kokoro.vocabulary import Vocabulary
from wyoming_kokoro.speech import RATE, Samples

MAX_REPETITIONS = 4
SEARCH = RATE // 10
"""Samples before the last repetition in which the quietest point is searched: the pause between two sentences."""
FADE = RATE // 200
"""Samples; a fade-in of five milliseconds, so that the cut is not heard."""
_SENTENCE_ENDS = ".!?…"


@dataclass(frozen=True, slots=True)
class CarrierPhrase:
    """The tokens to give to the model, and where among them the phrase is."""

    tokens: tuple[int, ...]
    pause: int = 0
    """The index of the first token of the pause before the phrase."""
    begin: int = 0
    """The index of the first token of the phrase itself; 0 if nothing is to be cut off."""


def repeat(tokens: Sequence[int], vocabulary: Vocabulary, min_phonemes: int) -> CarrierPhrase:
    """Repeat the tokens until there are `min_phonemes`, with full stops and blanks between."""
    stop, blank = vocabulary.tokens(". ")
    ended = tokens[-1] in vocabulary.tokens(_SENTENCE_ENDS)
    copy = (*tokens, *([] if ended else [stop]), blank)
    copies = min(MAX_REPETITIONS - 1, max(1, -(-(min_phonemes - len(tokens)) // len(copy))))
    begin = copies * len(copy)
    return CarrierPhrase((*copy * copies, *tokens), begin - 2, begin)


def pad_with_dots(tokens: Sequence[int], vocabulary: Vocabulary, min_phonemes: int) -> CarrierPhrase:
    """Put the tokens between dots that are silent, for models without durations, whose sound cannot be cut."""
    dots, blank = vocabulary.tokens("… ")
    pairs = -(-max(min_phonemes - len(tokens), 1) // 4)
    return CarrierPhrase((*(dots, blank) * pairs, *tokens, *(blank, dots) * pairs))


def cut_out(samples: Samples, lengths: NDArray[np.int64], carrier: CarrierPhrase) -> tuple[Samples, NDArray[np.int64]]:
    """Return the samples and the token lengths of the phrase alone, cut where the pause before it is quietest."""
    if not carrier.begin:
        return samples, lengths
    begin = int(lengths[: carrier.begin].sum())
    cut = _quietest_point(samples, max(begin - SEARCH, int(lengths[: carrier.pause].sum())), begin)
    phrase = samples[cut:].copy()
    fade = min(FADE, phrase.size)
    phrase[:fade] *= np.linspace(0, 1, fade, dtype=np.float32)
    phrase_lengths = lengths[carrier.begin :].copy()
    phrase_lengths[0] += begin - cut
    return phrase, phrase_lengths


def _quietest_point(samples: Samples, earliest: int, latest: int) -> int:
    """Return the beginning of the quietest stretch as long as the fade."""
    if latest - earliest <= FADE:
        return latest
    energy = np.convolve(np.square(samples[earliest:latest], dtype=np.float64), np.ones(FADE), mode="valid")
    return earliest + int(np.argmin(energy))
