"""From the times that the studio tells to those that a data set keeps."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from wyoming_kokoro.speech import RATE, WordTime
from wyoming_kokoro.workshop.datasets.aligned_word import AlignedWord
from wyoming_kokoro.workshop.jobs.clip import SpeechClip

MARKS = ';:,.!?—…"()“”'
"""What the phonemes of a sentence have besides those of its words."""
BLANK = " "
"""Between the phonemes of two words."""
_DIGITS = 5
"""Of a second: less than a sample."""


def align_words(text: str, words: Sequence[WordTime], clip: SpeechClip | None = None) -> tuple[AlignedWord, ...]:
    """Return the words of a sound, or of a clip that was cut out of it, in seconds.

    The marks after a word are those of the text before the next one. What is written as one word and spoken as several
    ("$5") is several, where it is known when each begins.
    """
    ends = [*(word.start for word in words[1:]), len(text)]

    def seconds(sample: int) -> float:
        if clip is not None:
            sample = clip.lead + min(max(sample - clip.first, 0), clip.count)
        return round(max(sample, 0) / RATE, _DIGITS)

    return tuple(
        each
        for word, end in zip(words, ends, strict=True)
        for each in _aligned(word, "".join(sign for sign in text[word.end : end] if sign in MARKS), seconds)
    )


def _aligned(word: WordTime, mark: str, seconds: Callable[[int], float]) -> Iterator[AlignedWord]:
    """Yield the words that one written word is spoken as."""
    phonemes, starts = word.phonemes, word.phoneme_samples
    spoken = word.spoken.split()
    if len(spoken) != len(phonemes.split(BLANK)) or len(starts) != len(phonemes):
        places = tuple(map(seconds, starts))
        yield AlignedWord(word.spoken, seconds(word.start_sample), seconds(word.end_sample), phonemes, places, mark)
        return
    blanks = [place for place, sign in enumerate(phonemes) if sign == BLANK]
    for one, (before, after) in zip(spoken, pairwise((-1, *blanks, len(phonemes))), strict=True):
        first = before + 1
        last = first + len(phonemes[first:after].rstrip(MARKS))
        begin = starts[first] if first else word.start_sample
        finish = starts[last] if last < len(phonemes) else word.end_sample
        own = phonemes[last:after] if after < len(phonemes) else mark
        yield AlignedWord(
            one, seconds(begin), seconds(finish), phonemes[first:last], tuple(map(seconds, starts[first:last])), own
        )
