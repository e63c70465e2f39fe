"""Phrases that sound nearly like a wake word, made of its phonemes in any language; none that sounds like it."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from wyoming_kokoro.workshop.judging.phoneme_distance import substitution
from wyoming_kokoro.workshop.wake.sound_index import SoundIndex
from wyoming_kokoro.workshop.wake.sounds import BLANK, WEAK, core, heard_as, is_vowel, nearest, split_sounds, with_core

LEAST, MOST = 0.2, 0.75
"""How different two sounds are that replace one another: nearer ones are the same to some listeners."""
SOUNDS_FOR_ONE = 6
"""Sounds that replace one, the nearest."""
MOST_DISTANCE = 2
"""Sounds in which a word of a dictionary may differ."""
MOST_OF_A_KIND = 150
"""Phrases of one kind: beyond that they differ from the wake word ever more."""
WORDS_BESIDE = 60
"""Words of the dictionary that stand in the place of one word of the phrase."""
NEAR, PART = "near", "part"


@dataclass(frozen=True, slots=True)
class NearPhrase:
    """A phrase that is to wake nothing."""

    text: str
    """As it is written, or its phonemes between slashes where they are no words."""
    phonemes: str
    role: str
    kind: str
    """In what it differs from the wake word."""

    @property
    def is_spelled(self) -> bool:
        """Return whether it can be spoken by reading its words."""
        return not self.text.startswith("/")


@dataclass(frozen=True, slots=True)
class PhraseWords:
    """A wake word as words and as they sound."""

    words: tuple[str, ...]
    sounds: tuple[str, ...]

    @property
    def phonemes(self) -> str:
        """Return how all of it sounds."""
        return BLANK.join(self.sounds)


def near_phrases(
    phrase: PhraseWords, sounds: Iterable[str], index: SoundIndex, positive: Iterable[str], seed: int
) -> list[NearPhrase]:
    """Return phrases that are nearly a phrase, each once, the nearest of a kind first.

    `sounds` is what the language has, `positive` every way in which the wake word is said: what sounds like one of
    these, or has it within, is left out. A detector hears a stream, and wakes at "tokay nabu" before it has ended.
    """
    forbidden = {heard_as(each) for each in positive}
    there = tuple(sounds)
    kinds = (
        _replaced(phrase, there),
        _left_out(phrase),
        _added(phrase, there),
        _doubled(phrase),
        _of_dictionary(phrase, index),
        _replaced_twice(phrase, there),
        _parts(phrase),
        _swapped(phrase),
        _beside(phrase, index, seed),
    )
    found: dict[str, NearPhrase] = {}
    for kind in kinds:
        count = 0
        for each in kind:
            key = heard_as(each.phonemes)
            if (
                not key
                or holds_any(key, forbidden)
                or key in found
                or not any(map(is_vowel, split_sounds(each.phonemes)))
            ):
                continue
            found[key] = each
            count += 1
            if count == MOST_OF_A_KIND:
                break
    return list(found.values())


def holds_any(sounds: str, forbidden: Iterable[str]) -> bool:
    """Return whether any of some sounds is heard within others."""
    return any(each in sounds for each in forbidden)


def _made(sounds: Sequence[str], kind: str) -> NearPhrase:
    phonemes = "".join(sounds)
    return NearPhrase(f"/{phonemes}/", phonemes, NEAR, kind)


def _replacements(phrase: PhraseWords, there: Sequence[str]) -> list[tuple[float, int, str]]:
    """Return the sounds that can replace one, and where: how different they are, the place, and the sound.

    A weak vowel without stress stays: speakers of the wake word say many others in its place.
    """
    return sorted(
        (substitution(core(sound), core(other)), place, other)
        for place, sound in enumerate(split_sounds(phrase.phonemes))
        if sound != BLANK and sound not in WEAK
        for other in nearest(sound, there, LEAST, MOST)[:SOUNDS_FOR_ONE]
    )


def _replaced(phrase: PhraseWords, there: Sequence[str]) -> Iterator[NearPhrase]:
    sounds = split_sounds(phrase.phonemes)
    for _, place, other in _replacements(phrase, there):
        yield _made([*sounds[:place], with_core(sounds[place], other), *sounds[place + 1 :]], "replaced")


def _replaced_twice(phrase: PhraseWords, there: Sequence[str]) -> Iterator[NearPhrase]:
    sounds = split_sounds(phrase.phonemes)
    pairs = [
        (one[0] + two[0], one, two) for one, two in combinations(_replacements(phrase, there), 2) if one[1] != two[1]
    ]
    for _, *changes in sorted(pairs):
        changed = list(sounds)
        for _, place, other in changes:
            changed[place] = with_core(sounds[place], other)
        yield _made(changed, "replaced twice")


def _left_out(phrase: PhraseWords) -> Iterator[NearPhrase]:
    sounds = split_sounds(phrase.phonemes)
    for place, sound in enumerate(sounds):
        if sound != BLANK and not (is_vowel(sound) and sound[0] in "ˈˌ"):
            yield _made([*sounds[:place], *sounds[place + 1 :]], "left out")


def _added(phrase: PhraseWords, there: Sequence[str]) -> Iterator[NearPhrase]:
    """Yield the phrase with one sound more at the end of a word, as in plurals and other words."""
    consonants = [sound for sound in there if not is_vowel(sound) and sound in "szntdlmkpbfvɹ"]
    for number, word in enumerate(phrase.sounds):
        for sound in consonants:
            changed = [*phrase.sounds[:number], word + sound, *phrase.sounds[number + 1 :]]
            yield _made(BLANK.join(changed), "added")


def _doubled(phrase: PhraseWords) -> Iterator[NearPhrase]:
    """Yield the phrase with a syllable twice: a sound twice would only be longer."""
    sounds = split_sounds(phrase.phonemes)
    for place in range(len(sounds) - 1):
        consonant, vowel = sounds[place : place + 2]
        if consonant != BLANK and not is_vowel(consonant) and is_vowel(vowel):
            yield _made([*sounds[:place], consonant, vowel.lstrip("ˈˌ"), *sounds[place:]], "doubled")


def _of_dictionary(phrase: PhraseWords, index: SoundIndex) -> Iterator[NearPhrase]:
    """Yield the phrase with one word replaced by one that sounds nearly like it."""
    found = []
    for number, sound in enumerate(phrase.sounds):
        for distance, word in index.near(sound, min(MOST_DISTANCE, max(len(sound) - 2, 1))):
            if distance and word.text not in phrase.words:
                found.append((distance, number, word))
    for _, number, word in sorted(found, key=lambda each: each[0]):
        yield _with_word(phrase, number, word.text, word.phonemes, NEAR, "dictionary")


def _parts(phrase: PhraseWords) -> Iterator[NearPhrase]:
    """Yield single words, and the beginning of the phrase without its last syllable."""
    for word, sound in zip(phrase.words, phrase.sounds, strict=True):
        if len(phrase.words) > 1:
            yield NearPhrase(word, sound, PART, "word")
    sounds = split_sounds(phrase.phonemes)
    vowels = [place for place, sound in enumerate(sounds) if is_vowel(sound)]
    for place in vowels[:-1]:
        phonemes = "".join(sounds[: place + 1])
        yield NearPhrase(f"/{phonemes}/", phonemes, PART, "beginning")
    for place in vowels[:-1]:
        phonemes = "".join(sounds[place + 1 :]).strip()
        yield NearPhrase(f"/{phonemes}/", phonemes, PART, "end")


def _swapped(phrase: PhraseWords) -> Iterator[NearPhrase]:
    """Yield the words in every other order."""
    for order in permutations(range(len(phrase.words))):
        words, sounds = ([each[number] for number in order] for each in (phrase.words, phrase.sounds))
        yield NearPhrase(" ".join(words), BLANK.join(sounds), PART, "swapped")


def _beside(phrase: PhraseWords, index: SoundIndex, seed: int) -> Iterator[NearPhrase]:
    """Yield the phrase with any word of the dictionary in place of one: "hey" and something else."""
    if len(phrase.words) == 1 or not index.words:
        return
    chance = random.Random(f"{seed} {phrase.phonemes}")  # noqa: S311 -- a choice of words
    for number in range(len(phrase.words)):
        for _ in range(WORDS_BESIDE):
            word = index.words[chance.randrange(len(index.words))]
            yield _with_word(phrase, number, word.text, word.phonemes, PART, "other word")


def _with_word(phrase: PhraseWords, number: int, text: str, phonemes: str, role: str, kind: str) -> NearPhrase:
    words, sounds = list(phrase.words), list(phrase.sounds)
    words[number], sounds[number] = text, phonemes
    return NearPhrase(" ".join(words), BLANK.join(sounds), role, kind)
