"""Finds the words among the phonemes of a sentence, and the stressed syllable of each."""

from collections.abc import Iterator
from dataclasses import dataclass

NO_SOUNDS = frozenset(' ;:,.!?—…"()“”')
"""Blanks and marks: they separate words."""
_STRESSES = ("ˈ", "ˌ")
_VOWELS = frozenset("AIOQWYaeiouyæɐɑɒɔɘəɚɛɜɝɞɤɨɪɯɵøœʉʊʌʏᵊᵻ")
_LONG = "ː"


@dataclass(frozen=True, slots=True)
class WordStress:
    """Where a word is among the phonemes, and its stressed syllable, from the consonant before the vowel."""

    start: int
    end: int
    stress_start: int
    stress_end: int
    has_stress: bool
    """Whether a stress is written; words such as "the" have none."""


def words(phonemes: str) -> Iterator[WordStress]:
    """Yield the words."""
    start = 0
    for at in range(len(phonemes) + 1):
        if at == len(phonemes) or phonemes[at] in NO_SOUNDS:
            if at > start:
                yield _word(phonemes, start, at)
            start = at + 1


def _word(phonemes: str, start: int, end: int) -> WordStress:
    text = phonemes[start:end]
    mark = next((text.index(stress) for stress in _STRESSES if stress in text), None)
    vowel = next((at for at in range(mark or 0, len(text)) if text[at] in _VOWELS), None)
    if vowel is None:
        return WordStress(start, end, start, end, mark is not None)
    first = vowel if mark is None else mark
    if first and text[first - 1] not in _VOWELS:
        first -= 1
    last = vowel + 1
    while last < len(text) and text[last] == _LONG:
        last += 1
    return WordStress(start, end, start + first, start + last, mark is not None)
