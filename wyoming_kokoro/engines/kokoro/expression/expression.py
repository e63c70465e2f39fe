"""How each token of a run is spoken, where that is not one speed and one pitch for all."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.engines.kokoro.expression.recipes import EFFECTS, PLAIN, EffectRecipe, emphasis
from wyoming_kokoro.engines.kokoro.expression.word_stress import NO_SOUNDS, WordStress, words
from wyoming_kokoro.speech import Delivery, equal_runs

Lengths = NDArray[np.int64]
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Expression:
    """The deliveries of the tokens between the pads of a run, and their phonemes."""

    phonemes: str
    deliveries: tuple[Delivery, ...]

    @classmethod
    def of(cls, phonemes: str, deliveries: Sequence[Delivery]) -> "Expression | None":
        """Return the expression of a run; None where the model itself does all of it, with one speed and one pitch."""
        first = deliveries[0] if deliveries else Delivery()
        plain = all(delivery == first for delivery in deliveries) and not _is_expressive(first)
        return None if plain else cls(phonemes, tuple(deliveries))

    @property
    def speed(self) -> float:
        """The speed of most phonemes, at which the durations are predicted."""
        return Counter(delivery.speed or 1.0 for delivery in self.deliveries).most_common(1)[0][0]

    def followed_by(self, phonemes: str) -> "Expression":
        """Return the expression of a run in which something follows that is spoken without emphasis or effects."""
        last = self.deliveries[-1]
        neutral = replace(last, range=None, contour=None, emphasis=None, effect=None)
        return Expression(self.phonemes + phonemes, self.deliveries + (neutral,) * len(phonemes))

    def frames(self, frames: Lengths, factor: float = 1.0) -> Lengths:
        """Return how long the tokens of a run are, pads included, from what was predicted at the speed of most.

        Phonemes in the predicted delivery keep their durations; the others are as long together as they ought to be.
        All are longer by a factor, where a higher speed than that of most was predicted.
        """
        factors, changed = self._length_factors() * factor, frames.copy()
        for start, end in self._stretches():
            if (factors[start:end] != 1).any():
                changed[start + 1 : end + 1] = _scaled(frames[start + 1 : end + 1], factors[start:end])
        return changed

    @property
    def effects(self) -> list[EffectRecipe]:
        """The effect of each token."""
        return [EFFECTS.get(delivery.effect or "", PLAIN) for delivery in self.deliveries]

    @property
    def decibels(self) -> Values:
        """How much louder each token is."""
        louder = np.array([effect.decibels for effect in self.effects])
        for word, degree, _ in self.emphatic_words():
            louder[word.start : word.end] += emphasis(degree).decibels
        return louder

    def emphatic_words(self) -> Iterator[tuple[WordStress, float, bool]]:
        """Yield the words that are stressed more or less than usual, by how much, and whether the pitch changes.

        Of several words that follow one another, only those change their pitch that have a stress.
        """
        stretch = [(word, self.deliveries[word.start].emphasis or 0.0) for word in words(self.phonemes)]
        for degree, group in groupby(stretch, lambda entry: entry[1]):
            each = [word for word, _ in group]
            stressed = any(word.has_stress for word in each)
            if degree:
                yield from ((word, degree, word.has_stress or not stressed) for word in each)

    def contours(self) -> Iterator[tuple[int, int, tuple[tuple[float, float], ...]]]:
        """Yield where the words of each contour begin and end, and its points."""
        for start, end, points in equal_runs([delivery.contour for delivery in self.deliveries]):
            sounds = [at for at in range(start, end) if self.phonemes[at] not in NO_SOUNDS]
            if points and sounds:
                yield sounds[0], sounds[-1] + 1, points

    def _length_factors(self) -> Values:
        factors = np.array([self.speed / (delivery.speed or 1.0) for delivery in self.deliveries])
        factors *= [effect.length for effect in self.effects]
        for word, degree, _ in self.emphatic_words():
            recipe = emphasis(degree)
            factors[word.start : word.end] *= recipe.length
            factors[word.stress_start : word.stress_end] *= recipe.stressed_length / recipe.length
        return factors

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """Yield where the tokens of each delivery begin and end; an emphatic word is one by itself."""
        numbers = [0] * len(self.phonemes)
        for number, (word, _, _) in enumerate(self.emphatic_words(), 1):
            numbers[word.start : word.end] = [number] * (word.end - word.start)
        for start, end, _ in equal_runs(list(zip(self.deliveries, numbers, strict=True))):
            yield start, end


def _is_expressive(delivery: Delivery) -> bool:
    has_range = delivery.range is not None and delivery.range != 1
    return has_range or bool(delivery.contour or delivery.emphasis) or delivery.effect in EFFECTS


def _scaled(frames: Lengths, factors: Values) -> Lengths:
    """Return durations whose sum is right to the frame, each as near as that allows; none is less than one."""
    scaled, wanted, total = np.ones_like(frames), [0.0, *np.cumsum(frames * factors).tolist()], 0
    for at, end in enumerate(wanted[1:]):
        scaled[at] = max(int(end + 0.5) - total, 1)
        total += int(scaled[at])
    while total > int(wanted[-1] + 0.5) and scaled.max() > 1:
        scaled[scaled.argmax()] -= 1
        total -= 1
    return scaled


def longer(frames: Lengths, factor: float) -> Lengths:
    """Return durations that are longer by a factor, except those of the pads."""
    if factor == 1:
        return frames
    return np.concatenate((frames[:1], _scaled(frames[1:-1], np.full(len(frames) - 2, factor)), frames[-1:]))
