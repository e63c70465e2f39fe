"""The names of medicines by their stems: all that end in -statin, -prazole or -sartan end in the same sound."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from wyoming_kokoro.pronounce.alphabet import PRIMARY, VOWELS
from wyoming_kokoro.pronounce.british import as_british
from wyoming_kokoro.pronounce.shipped_words import MEDICINE_STEMS, rows
from wyoming_kokoro.pronounce.stress import lowered, without_stress

_SHORTEST_BEGINNING = 2
"""Letters before a stem."""
_SHORTEST_IN_NAMES = 5
"""Letters of a stem at the end of a capitalized word: shorter ones also end surnames."""
_WEAK = frozenset("əᵻᵊɪ")
_FULL = {"a": "æ", "e": "ɛ", "i": "ɪ", "o": "O", "u": "u", "y": "ɪ"}
"""The full vowel of a letter that becomes stressed."""


class MedicineStem(NamedTuple):
    """The end of a medicine's name."""

    written: str
    sound: str
    stressed_before: int
    """Which vowel before the stem is stressed, counted from the stem; 0 if the stem has the stress itself."""


@cache
def medicine_stems() -> tuple[MedicineStem, ...]:
    """All stems, the longest first."""
    stems = [
        MedicineStem(written, sound, int(stressed))
        for written, (sound, stressed) in ((written, rest.split("\t")) for written, rest in rows(MEDICINE_STEMS))
    ]
    return tuple(sorted(stems, key=lambda stem: -len(stem.written)))


def stem_of(word: str) -> MedicineStem | None:
    """The stem that a word ends in."""
    small = word.lower()
    shortest = 0 if word == small else _SHORTEST_IN_NAMES
    longest = len(word) - _SHORTEST_BEGINNING
    fitting = (stem for stem in medicine_stems() if shortest <= len(stem.written) <= longest)
    return next((stem for stem in fitting if small.endswith(stem.written)), None)


def with_stem(word: str, guessed: Sequence[str], stem: MedicineStem, *, british: bool) -> str:
    """The sound of a word that ends in a stem; `guessed` are the guessed sounds of its letters."""
    sounds = list(guessed[: len(word) - len(stem.written)])
    ending = as_british(stem.sound, stem.written) if british else stem.sound
    if not stem.stressed_before:
        return lowered("".join(sounds)) + ending
    vowels = [place for place, some in enumerate(sounds) if not VOWELS.isdisjoint(some)]
    if len(vowels) < stem.stressed_before:
        return "".join(guessed)
    stressed = vowels[-stem.stressed_before]
    for place in vowels:
        if place > stressed:
            sounds[place] = without_stress(sounds[place])
    sounds[:stressed] = [lowered(some) for some in sounds[:stressed]]
    sounds[stressed] = _with_stress(sounds[stressed], word[stressed].lower())
    return "".join(sounds) + ending


def _with_stress(sounds: str, letter: str) -> str:
    """The sounds of a letter with the main stress; a weak vowel becomes a full one."""
    plain = without_stress(sounds)
    place = next(at for at, symbol in enumerate(plain) if symbol in VOWELS)
    vowel = _FULL.get(letter, plain[place]) if plain[place] in _WEAK else plain[place]
    return plain[:place] + PRIMARY + vowel + plain[place + 1 :]
