"""From the lengths of phonemes to the times of the written words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np

from wyoming_kokoro.samples import QUIET
from wyoming_kokoro.speech import RATE, Phrase, Samples, WordTime

CLOSURE = RATE // 25
"""Samples of silence that belong to a word that begins with a p, t or k: the lips or the tongue are closed before it is
heard. More than that is a pause."""

CLOSED = tuple("pbtdkɡqʧʤʦʨ")
"""Phonemes that begin with a closure."""

BREATH = np.float32(0.02)
"""The part of a word's highest sample below which no more of it is heard, but the breath after it."""

GAP = RATE // 50
"""Samples of silence after which a word has ended, and before which none has begun. What is heard until then of the
mark after a word is the end of the word."""


def word_times(phrase: Phrase, lengths: Sequence[int], start: int) -> Iterator[WordTime]:
    """Yield when each written word of a phrase is spoken, if its first sample is sample `start` of the whole.

    A word that is written once and spoken as several ("$5") has one time, from its first phoneme to its last.
    """
    ends = list(accumulate(lengths, initial=start))
    reach: dict[int, tuple[int, int]] = {}
    for at, owner in enumerate(phrase.owners[: len(lengths)]):
        if owner >= 0:
            first, _ = reach.get(owner, (at, at))
            reach[owner] = (first, at + 1)
    for owner, (first, last) in sorted(reach.items(), key=lambda entry: entry[1]):
        span = phrase.spans[owner]
        if any(map(str.isalnum, span.spoken)):  # a mark sounds as the pause after a word
            yield WordTime(
                start=span.start,
                end=span.end,
                spoken=span.spoken,
                start_sample=ends[first],
                end_sample=ends[last],
                phonemes=phrase.phonemes[first:last],
                phoneme_samples=tuple(ends[first:last]),
            )


def within_sound(word: WordTime, samples: Samples, following: int | None = None) -> WordTime:
    """Return the time of a word of these samples: all that is heard of it, without silence before and after it.

    `following` is where the next word begins; without it, nothing follows.
    """
    sound = np.abs(samples[word.start_sample : following])
    own = word.end_sample - word.start_sample
    audible = np.flatnonzero(sound[:own] > QUIET)
    if not len(audible):
        return word
    loud = np.flatnonzero(sound > max(QUIET, BREATH * sound[:own].max()))
    loud = loud[int(np.searchsorted(loud, own)) - 1 :]
    gaps = np.flatnonzero(np.diff(loud, append=len(samples)) > GAP)
    last = int(loud[gaps[0]] if len(gaps) else loud[-1])
    silence = int(audible[0])
    is_first = word.start_sample == 0  # the silence before it is removed
    closure = min(silence, CLOSURE) if word.phonemes.lstrip("ˈˌ").startswith(CLOSED) and not is_first else 0
    begins = is_first or silence > max(closure, GAP)
    return replace(
        word,
        start_sample=word.start_sample + (silence - closure if begins else 0),
        end_sample=word.start_sample + last + 1,
    )
