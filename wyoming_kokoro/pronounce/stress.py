"""Adds, raises and lowers stress marks in a word of misaki's alphabet."""

from wyoming_kokoro.pronounce.alphabet import PRIMARY, SECONDARY, STRESSES, VOWELS

_HEAVY = frozenset("AIOQWYʤʧ")
"""Symbols that stand for two sounds."""


def without_stress(phonemes: str) -> str:
    """Without its stress marks."""
    return phonemes.replace(PRIMARY, "").replace(SECONDARY, "")


def lowered(phonemes: str) -> str:
    """With a primary stress made secondary; a word without primary stress stays as it is."""
    if PRIMARY not in phonemes:
        return phonemes
    return phonemes.replace(SECONDARY, "").replace(PRIMARY, SECONDARY)


def at_least_secondary(phonemes: str) -> str:
    """With at least a secondary stress."""
    return phonemes if is_stressed(phonemes) else _stress_first_vowel(phonemes, SECONDARY)


def at_least_primary(phonemes: str) -> str:
    """With at least one primary stress."""
    if PRIMARY in phonemes:
        return phonemes
    if SECONDARY in phonemes:
        return phonemes.replace(SECONDARY, PRIMARY)
    return _stress_first_vowel(phonemes, PRIMARY)


def is_stressed(phonemes: str) -> bool:
    """Whether any vowel is stressed."""
    return not STRESSES.isdisjoint(phonemes)


def weight(phonemes: str) -> int:
    """The weight of a word when stress is balanced: its number of sounds."""
    return sum(2 if symbol in _HEAVY else 1 for symbol in phonemes)


def _stress_first_vowel(phonemes: str, mark: str) -> str:
    for place, symbol in enumerate(phonemes):
        if symbol in VOWELS:
            return phonemes[:place] + mark + phonemes[place:]
    return phonemes
