"""Phonemes as single sounds, each with its stress and its length, so that one can be changed without the others."""

import re
from collections.abc import Iterable

from wyoming_kokoro.workshop.judging.phoneme_distance import sounds_of, substitution

STRESSES = "ˈˌ"
LONG = "ː"
BLANK = " "
_SOUND = re.compile("([ˈˌ]?)([^ˈˌ])([ː\u0303ʰʲ↓→↗↘]*)")
VOWELS = frozenset("AIOQWYSaeiouyæɑɐɒɔøœəɚɛɜɤɨɪɯʊʌᵊᵻ")
WEAK = frozenset("əᵊᵻɐɪ")
"""Vowels without a clear color, which speakers exchange for one another where there is no stress."""
_SAME = str.maketrans(
    {"ᵊ": "ə", "ɐ": "ə", "ʌ": "ə", "ᵻ": "ɪ", "T": "t", "Q": "O", "æ": "a", "ʔ": "t", "ʁ": "ɹ", "r": "ɹ"}
)
"""Sounds that no listener keeps apart, or that are one sound as two accents have it."""
_TWICE = re.compile(r"(.)\1+")


def split_sounds(phonemes: str) -> list[str]:
    """Return the sounds of phonemes: each with the stress before it and the signs after it; a blank between words."""
    return ["".join(found.groups()) for found in _SOUND.finditer(phonemes)]


def core(sound: str) -> str:
    """Return the symbol of a sound, without stress, length and other signs."""
    return sound.lstrip(STRESSES)[:1]


def with_core(sound: str, other: str) -> str:
    """Return a sound with another one in its place, under the same stress."""
    return sound[: len(sound) - len(sound.lstrip(STRESSES))] + other


def is_vowel(sound: str) -> bool:
    """Return whether a sound is a vowel."""
    return core(sound) in VOWELS


def syllables(phonemes: str) -> int:
    """Return how many syllables there are: one for each vowel, or each row of them."""
    vowels = [is_vowel(sound) for sound in split_sounds(phonemes)]
    return sum(now and not before for before, now in zip([False, *vowels], vowels, strict=False))


def heard_as(phonemes: str) -> str:
    """Return what is equal for phonemes that sound alike: without stress, length and blanks, accents as one."""
    return _TWICE.sub(r"\1", sounds_of(phonemes).translate(_SAME))


def is_near(one: str, other: str, least: float, most: float) -> bool:
    """Return whether two sounds are alike but can be told apart."""
    return least <= substitution(core(one), core(other)) <= most


def nearest(sound: str, others: Iterable[str], least: float, most: float) -> list[str]:
    """Return the sounds that are like one of a kind, the nearest first, without those that are too near to be heard."""
    kind = is_vowel(sound)
    near = {
        other for other in others if is_vowel(other) == kind and other != BLANK and is_near(sound, other, least, most)
    }
    return sorted(near, key=lambda other: (substitution(core(sound), core(other)), other))


def inventory(readings: Iterable[str]) -> tuple[str, ...]:
    """Return the sounds that occur in readings at least twice, without stress: what a language has."""
    counts: dict[str, int] = {}
    for reading in readings:
        for sound in split_sounds(reading):
            bare = sound.lstrip(STRESSES)
            if bare != BLANK and (is_vowel(bare) or bare.isalpha()):
                counts[bare] = counts.get(bare, 0) + 1
    return tuple(sorted(sound for sound, count in counts.items() if count > 1))
