"""Stress marks: adding, raising and lowering them in a word of misaki's alphabet."""

from wyoming_kokoro.pronounce.alphabet import PRIMARY, SECONDARY, STRESSES, VOWELS

_HEAVY = frozenset("AIOQWYʤʧ")
"""Symbols that stand for two sounds."""


def without_stress(phonemes: str) -> str:
    """With no stress mark left."""
    return phonemes.replace(PRIMARY, "").replace(SECONDARY, "")


def lowered(phonemes: str) -> str:
    """With a main stress made a side stress; a word that had no main stress stays as it is."""
    if PRIMARY not in phonemes:
        return phonemes
    return phonemes.replace(SECONDARY, "").replace(PRIMARY, SECONDARY)


def noticed(phonemes: str) -> str:
    """With at least a side stress."""
    return phonemes if stressed(phonemes) else _stress_first_vowel(phonemes, SECONDARY)


def emphasized(phonemes: str) -> str:
    """With at least one main stress."""
    if PRIMARY in phonemes:
        return phonemes
    if SECONDARY in phonemes:
        return phonemes.replace(SECONDARY, PRIMARY)
    return _stress_first_vowel(phonemes, PRIMARY)


def stressed(phonemes: str) -> bool:
    """Whether any vowel is stressed."""
    return not STRESSES.isdisjoint(phonemes)


def weight(phonemes: str) -> int:
    """How heavy a word is beside others: its sounds counted."""
    return sum(2 if symbol in _HEAVY else 1 for symbol in phonemes)


def _stress_first_vowel(phonemes: str, mark: str) -> str:
    for place, symbol in enumerate(phonemes):
        if symbol in VOWELS:
            return phonemes[:place] + mark + phonemes[place:]
    return phonemes
