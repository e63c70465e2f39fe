"""Gives the model a sentence after very short phrases, and cuts that sentence off the sound.

A word or two alone may come out with another sound behind it, or without its end: the model was trained on few texts
that short. Before another sentence, in the style for the length of both, the phrase is spoken like the first sentence
of a text. Behind another sentence its beginning suffers, and of repetitions each is faster than the one before.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.engines.kokoro.vocabulary import Vocabulary
from wyoming_kokoro.speech import RATE, Samples

SENTENCE_AFTER = " həlˈO ðˈɛɹ."
"""What is spoken after a short phrase: half a second, of sounds that most languages have. It does not begin with a
closure, although that would be silent: before a t, British voices said "eight" for "a", and "stop it" for "stop"."""
QUIETEST = RATE // 200
"""Samples; the cut is in the quietest stretch of five milliseconds."""
FADE_OUT = RATE * 3 // 100
"""Samples after the cut in which the sound dies away: 30 milliseconds. A vowel at the end runs into the sentence after
it, and at the cut may be as loud as 2 dB below its peak; ending there, it would break off."""
_MARKS = ".!?…,;:—"
_STRESSES = "ˈˌ"


@dataclass(frozen=True, slots=True)
class CarrierPhrase:
    """The tokens to give to the model, and where among them the phrase is."""

    tokens: tuple[int, ...]
    end: int | None = None
    """How many of the tokens are the phrase; None if nothing is to be cut off."""
    pause: int = 0
    """The index of the mark between the phrase and what is cut off."""


def before_sentence(tokens: Sequence[int], vocabulary: Vocabulary) -> CarrierPhrase:
    """Put a sentence after the tokens, with a full stop between where there is no mark."""
    (stop,) = vocabulary.tokens(".")
    marked = tokens[-1] in vocabulary.tokens(_MARKS)
    between = () if marked else (stop,)
    after = [token for token, _ in vocabulary.spelled(SENTENCE_AFTER)]
    return CarrierPhrase((*tokens, *between, *after), len(tokens), len(tokens) - marked)


def stress(tokens: Sequence[int], vocabulary: Vocabulary) -> tuple[int, ...]:
    """Return the tokens with a stress: a word that is unstressed among others is not when it is said alone."""
    primary, secondary = vocabulary.tokens(_STRESSES)
    if primary in tokens or secondary not in tokens:
        return tuple(tokens)
    last = len(tokens) - 1 - tuple(reversed(tokens)).index(secondary)
    return (*tokens[:last], primary, *tokens[last + 1 :])


def pad_with_dots(tokens: Sequence[int], vocabulary: Vocabulary, min_phonemes: int) -> CarrierPhrase:
    """Put the tokens between dots that are silent, for models without durations, whose sound cannot be cut."""
    dots, blank = vocabulary.tokens("… ")
    pairs = -(-max(min_phonemes - len(tokens), 1) // 4)
    return CarrierPhrase((*(dots, blank) * pairs, *tokens, *(blank, dots) * pairs))


def cut_out(samples: Samples, lengths: NDArray[np.int64], carrier: CarrierPhrase) -> tuple[Samples, NDArray[np.int64]]:
    """Return the samples and the token lengths of the phrase alone, faded out from where the pause is quietest."""
    if carrier.end is None:
        return samples, lengths
    ends = np.cumsum(lengths)
    pause = int(ends[carrier.pause - 1]) if carrier.pause else 0
    cut = _quietest_point(samples, pause, int(ends[carrier.pause]))
    phrase = samples[: cut + FADE_OUT].copy()
    phrase[cut:] *= np.linspace(1, 0, phrase.size - cut, dtype=np.float32) ** 2
    return phrase, np.diff([*ends[: carrier.end - 1], phrase.size], prepend=0)


def _quietest_point(samples: Samples, earliest: int, latest: int) -> int:
    """Return the end of the quietest stretch of the length QUIETEST."""
    if latest - earliest <= QUIETEST:
        return latest
    energy = np.convolve(np.square(samples[earliest:latest], dtype=np.float64), np.ones(QUIETEST), mode="valid")
    return earliest + int(np.argmin(energy)) + QUIETEST
