"""The phonemes of a sample with their marks, as Kokoro reads them, and when each begins."""

from collections.abc import Sequence

from wyoming_kokoro.workshop.datasets import AlignedWord, SampleRow


def phonemes_of(sample: SampleRow, words: Sequence[AlignedWord]) -> str:
    """Return the phonemes with the marks of the sentence; without words, as the sample has them."""
    said = [f"{word.phonemes}{word.mark}" for word in words if word.phonemes]
    return " ".join(said) or sample.phonemes


def symbol_starts(words: Sequence[AlignedWord]) -> list[tuple[str, float]]:
    """Return each phoneme, mark and blank with the second at which it begins; nothing where words do not tell it.

    The pause after a word belongs to the first mark or blank after it.
    """
    said = [word for word in words if word.phonemes]
    found: list[tuple[str, float]] = []
    if not said:
        return found
    for word, following in zip(said, [*said[1:], None], strict=True):
        phones = word.phones()
        if not phones:
            return []
        found += [(phone, start) for phone, start, _ in phones]
        marks = word.mark if following is None else f"{word.mark} "
        after = word.end if following is None else following.start
        found += [(mark, after if at else word.end) for at, mark in enumerate(marks)]
    return found
