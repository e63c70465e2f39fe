"""From the times that the studio tells to those that a data set keeps."""

from collections.abc import Sequence

from wyoming_kokoro.speech import RATE, WordTime
from wyoming_kokoro.workshop.datasets.aligned_word import AlignedWord

MARKS = ';:,.!?—…"()“”'
"""What the phonemes of a sentence have besides those of its words."""
_DIGITS = 5
"""Of a second: less than a sample."""


def align_words(
    text: str, words: Sequence[WordTime], first: int = 0, count: int | None = None
) -> tuple[AlignedWord, ...]:
    """Return the words of a sound that begins at sample `first`, and has so many samples, in its seconds.

    The marks after a word are those of the text before the next one.
    """
    ends = [*(word.start for word in words[1:]), len(text)]
    return tuple(
        AlignedWord(
            word.spoken,
            _seconds(word.start_sample, first, count),
            _seconds(word.end_sample, first, count),
            word.phonemes,
            tuple(_seconds(sample, first, count) for sample in word.phoneme_samples),
            "".join(each for each in text[word.end : end] if each in MARKS),
        )
        for word, end in zip(words, ends, strict=True)
    )


def _seconds(sample: int, first: int, count: int | None) -> float:
    place = max(sample - first, 0) if count is None else min(max(sample - first, 0), count)
    return round(place / RATE, _DIGITS)
