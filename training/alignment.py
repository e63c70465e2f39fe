"""Finds which letters of a word stand for which of its sounds, by counting in many words."""

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

MOST_SOUNDS = 3
"""Sounds that one letter stands for at most: the x of "luxury" stands for two, and for three in an abbreviation."""
SAMPLE = 30_000
"""Words in which letters and sounds are counted."""
ROUNDS = 6
_UNSEEN = -11.0
"""The logarithm of the likelihood of what was never counted."""

_SOUND = re.compile("[ˈˌ]?[^ˈˌː]ː?")
"""A sound with its stress and length."""

Likelihoods = Mapping[str, Mapping[str, float]]
"""For each letter the logarithm of the likelihood of each sequence of sounds."""


class Aligned(NamedTuple):
    """A sequence of sounds, often empty, for each letter of a word, and how likely that is."""

    sounds: list[str]
    likelihood: float


def sounds_of(phonemes: str) -> list[str]:
    """Split phonemes into sounds."""
    return _SOUND.findall(phonemes)


def align(words: Sequence[tuple[str, str]]) -> list[Aligned]:
    """Align all these pairs of a word's letters and its phonemes."""
    split = [(letters, sounds_of(phonemes)) for letters, phonemes in words]
    sample = random.Random(1).sample(split, min(SAMPLE, len(split)))  # noqa: S311 - a sample is no secret
    likelihoods = _first_likelihoods(sample)
    for _ in range(ROUNDS):
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for letters, sounds in sample:
            for letter, some in zip(letters, _best(letters, sounds, likelihoods).sounds, strict=True):
                counts[letter][some] += 1
        likelihoods = _likelihoods(counts)
    return [_best(letters, sounds, likelihoods) for letters, sounds in split]


def _first_likelihoods(sample: Sequence[tuple[str, list[str]]]) -> Likelihoods:
    """Count as if letters and sounds were spread evenly over a word; words with as many of both count for more."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for letters, sounds in sample:
        last = max(1, len(letters) - 1)
        for place, letter in enumerate(letters):
            counts[letter][sounds[round(place * (len(sounds) - 1) / last)]] += 10 if len(letters) == len(sounds) else 3
            counts[letter][""] += 1
    return _likelihoods(counts)


def _likelihoods(counts: Mapping[str, Counter[str]]) -> Likelihoods:
    return {
        letter: {some: math.log(count / counter.total()) for some, count in counter.items() if count > 1}
        for letter, counter in counts.items()
    }


def _best(letters: str, sounds: Sequence[str], likelihoods: Likelihoods) -> Aligned:
    """Return the likeliest alignment."""
    many = len(sounds)
    scores = [0.0] + [-math.inf] * many
    choices = []
    for letter in letters:
        known = likelihoods.get(letter, {})
        new, taken = [-math.inf] * (many + 1), [0] * (many + 1)
        for start, score in enumerate(scores):
            if score == -math.inf:
                continue
            for length in range(min(MOST_SOUNDS, many - start) + 1):
                some = "".join(sounds[start : start + length])
                total = score + known.get(some, _UNSEEN - 6 * (length > 1) - 2 * (length == 0))
                if total > new[start + length]:
                    new[start + length], taken[start + length] = total, length
        scores = new
        choices.append(taken)
    end, found = many, list[str]()
    for taken in reversed(choices):
        found.append("".join(sounds[end - taken[end] : end]))
        end -= taken[end]
    return Aligned(found[::-1], scores[many])
