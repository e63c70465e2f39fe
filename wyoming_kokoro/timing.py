"""From the lengths of phonemes to the times of the written words."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from wyoming_kokoro.speech import Phrase, WordTime


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
