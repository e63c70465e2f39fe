"""From the lengths of phonemes to the times of the written words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np

from wyoming_kokoro.samples import QUIET
from wyoming_kokoro.speech import RATE, Phrase, Samples, WordTime

CLOSURE = RATE // 10
"""Samples of silence with which a word may begin: the lips or the tongue are closed before a p, t or k is heard. More
than that is a pause."""

CLOSED = tuple("pbtdkɡqʧʤʦʨ")
"""Phonemes that begin with a closure."""

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
            )


def within_sound(word: WordTime, samples: Samples, following: int | None = None) -> WordTime:
    """Return the time of a word of these samples: all that is heard of it, without silence before and after it.

    `following` is where the next word begins; without it, nothing follows.
    """
    audible = np.flatnonzero(np.abs(samples[word.start_sample : following]) > QUIET)
    within = int(np.searchsorted(audible, word.end_sample - word.start_sample))
    if not within:
        return word
    gaps = np.flatnonzero(np.diff(audible[within - 1 :], append=len(samples)) > GAP)
    last = int(audible[within - 1 + gaps[0]]) if len(gaps) else int(audible[within - 1])
    closure = CLOSURE if word.phonemes.lstrip("ˈˌ").startswith(CLOSED) else GAP
    is_pause = word.start_sample == 0 or audible[0] > closure
    return replace(
        word,
        start_sample=word.start_sample + int(audible[0]) if is_pause else word.start_sample,
        end_sample=word.start_sample + last + 1,
    )
