"""Looks for the blend of published voices that sounds most like a recording.

What a blend will sound like is estimated: first as the mean of what its voices sound like, then corrected by what was
heard of the blends that were spoken so far (a Gaussian process over the numbers of the voices). The most promising
blend is spoken next. So eight blends are spoken, where a random walk needs hundreds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.workshop.matching.nnls import nnls

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]

MAX_VOICES = 6
"""In one blend: those with the largest shares."""
MIN_SHARE = 0.03
SAME_BLEND = 0.02
"""Blends whose shares differ by less are not spoken twice."""

_DRAWS, _STEPS, _KEPT = 400, 25, 20
"""Blends that are estimated in each step of looking for the most promising one, steps, and how many are kept."""
_REACH = 0.35
"""How far, as a part of the distance between two voices, what was heard of a blend tells about others."""
_NOISE = 0.15
"""How much of what is heard depends on the sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class KnownVoices:
    """Voices that can be mixed, and what each sounds like."""

    names: Sequence[str]
    styles: Floats
    """The numbers of each voice, a row each."""
    directions: Floats
    """What the encoder hears of each, a row each."""

    def without(self, name: str) -> "KnownVoices":
        """Return the others."""
        keep = np.array([each != name for each in self.names])
        names = [each for each in self.names if each != name]
        return KnownVoices(names, self.styles[keep], self.directions[keep])


@dataclass(frozen=True, slots=True, eq=False)
class FoundBlend:
    """A blend that was spoken, and how alike it sounds."""

    shares: Doubles
    similarity: float


@dataclass(slots=True)
class BlendSearch:
    """One search; the speaker is asked for what is heard of a blend."""

    voices: KnownVoices
    target: Floats
    hear: Callable[[Doubles], Floats]
    """Speaks a blend, and returns what the encoder hears of it."""
    found: list[FoundBlend] = field(default_factory=list)
    _heard: list[Floats] = field(default_factory=list)
    _random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(1))

    def run(self, rounds: int, progress: Callable[[int], None] = lambda _: None) -> FoundBlend:
        """Speak so many blends and return the one that sounds most like the recording."""
        for count, shares in enumerate(self._first_blends()[:rounds]):
            self._speak(shares)
            progress(count + 1)
        while len(self.found) < rounds:
            self._speak(self._most_promising())
            progress(len(self.found))
        return max(self.found, key=lambda blend: blend.similarity)

    def nearest(self) -> int:
        """Return the place of the single voice that sounds most like the recording."""
        return int(np.argmax(self.voices.directions @ self.target))

    def _speak(self, shares: Doubles) -> None:
        direction = self.hear(shares)
        self._heard.append(direction)
        self.found.append(FoundBlend(shares, float(direction @ self.target)))

    def _first_blends(self) -> list[Doubles]:
        """Return the mix whose mean is nearest, and half of it with the nearest voice itself."""
        mixed = tidy(nnls(self.voices.directions.T.astype(np.float64), self.target.astype(np.float64)))
        return [mixed, tidy((mixed + _one(len(self.voices.names), self.nearest())) / 2)]

    def _most_promising(self) -> Doubles:
        best = max(self.found, key=lambda blend: blend.similarity).shares
        kept = np.array([blend.shares for blend in self.found])
        spread = 0.3
        for _ in range(_STEPS):
            draws = self._draws(np.vstack([kept, best]), spread)
            estimates = self.estimates(draws) @ self.target
            kept = draws[np.argsort(-estimates)[:_KEPT]]
            spread *= 0.9
        spoken = [blend.shares for blend in self.found]
        fresh = (each for each in map(tidy, kept) if all(np.abs(each - old).sum() > SAME_BLEND for old in spoken))
        return next(fresh, tidy(self._draws(best[None], 0.1)[0]))

    def estimates(self, shares: Doubles) -> Doubles:
        """Return what the encoder will hear of blends, a row each, of length 1."""
        directions = shares @ self.voices.directions
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        if self._heard:
            spoken = np.array([blend.shares for blend in self.found])
            mixed = spoken @ self.voices.directions
            mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
            single = np.eye(len(self.voices.names))
            known = np.vstack([spoken, single])
            errors = np.vstack([np.array(self._heard) - mixed, np.zeros((len(single), mixed.shape[1]))])
            near = self._nearness(known, known) + _NOISE**2 * np.eye(len(known))
            directions = directions + self._nearness(shares, known) @ np.linalg.solve(near, errors)
        result: Doubles = directions / np.linalg.norm(directions, axis=1, keepdims=True)
        return result

    def _nearness(self, some: Doubles, others: Doubles) -> Doubles:
        styles = self.voices.styles.astype(np.float64)
        scale = np.sqrt(((styles[:, None] - styles[None]) ** 2).sum(axis=-1)).mean() * _REACH
        here, there = some @ styles, others @ styles
        squares = (here**2).sum(1)[:, None] + (there**2).sum(1)[None] - 2 * here @ there.T
        result: Doubles = np.exp(-np.maximum(squares, 0) / (2 * scale**2))
        return result

    def _draws(self, kept: Doubles, spread: float) -> Doubles:
        """Return blends near the kept ones: each moved towards another blend or a voice."""
        count, voices = _DRAWS, len(self.voices.names)
        base = kept[self._random.integers(len(kept), size=count)]
        towards = np.eye(voices)[self._random.integers(voices, size=count)]
        amount = self._random.uniform(-spread, spread, size=(count, 1))
        moved = np.maximum(base + amount * towards, 0.0)
        return np.array([tidy(each) for each in np.vstack([kept, moved])])


def tidy(shares: Doubles) -> Doubles:
    """Return the shares without the smallest, adding up to 1."""
    least = np.sort(shares)[-MAX_VOICES] if len(shares) > MAX_VOICES else 0.0
    kept = np.where((shares >= max(least, MIN_SHARE * shares.sum())) & (shares > 0), shares, 0.0)
    result: Doubles = kept / kept.sum()
    return result


def _one(count: int, place: int) -> Doubles:
    result: Doubles = np.eye(count)[place]
    return result
