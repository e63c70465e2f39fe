"""Parts of a text whose sound is held back until it is complete: those that are heard at once, or last as asked for."""

from dataclasses import replace

import numpy as np

from wyoming_kokoro.audio.effects import EFFECTS, phrase_effects
from wyoming_kokoro.speech import NOTHING, RATE, Audio, EffectRequest, PartsStart, Samples, Treatment, WordTime

SLOWEST, FASTEST = 0.5, 2.0
"""Beyond half and twice the speed at which something was spoken it is no longer understood well."""

MAX_HELD = 300 * RATE
"""Samples that are held back at most: five minutes, in thirty megabytes. What follows is heard as it comes."""


class HeldParts:
    """The sound of parts, from where the first one begins; each begins there, some with a delay."""

    def __init__(self, start: int, about: PartsStart) -> None:
        self._start = start
        self._about = about
        self._parts: list[list[Samples]] = [[]]
        self._words: list[WordTime] = []
        self._held = 0

    @property
    def at_once(self) -> bool:
        """Whether its parts are heard at once, and not one after the other."""
        return self._about.at_once

    @property
    def holds(self) -> bool:
        """Whether its sound is held back; parts that only follow one another need not be."""
        return (self.at_once or self._about.seconds is not None) and not self.full

    @property
    def full(self) -> bool:
        """Whether no more can be held back: what is held is to be heard as it is."""
        return self._held >= MAX_HELD

    @property
    def length(self) -> int:
        """Samples of the present part, with its delay."""
        return sum(map(len, self._parts[-1]))

    def add(self, block: Audio) -> None:
        """Take more of the present part."""
        self._parts[-1].append(block.samples)
        self._words += block.words
        self._held += len(block.samples)

    def next_part(self, delay: float) -> None:
        """Let another part begin with the first one, after so many seconds."""
        silence = max(min(round(delay * RATE), MAX_HELD - self._held), 0)
        self._held += silence
        self._parts.append([np.zeros(silence, np.float32)])

    def audio(self) -> Audio:
        """Return all of it; nothing is left."""
        parts = [np.concatenate((NOTHING, *blocks)) for blocks in self._parts]
        words, self._parts, self._words = tuple(self._words), [[]], []
        mixed = np.zeros(max(map(len, parts)), np.float32)
        for part in parts:
            mixed[: len(part)] += part
        if self._about.seconds is None or self.full or not len(mixed):
            return Audio(mixed, words)
        return self._lasting(Audio(mixed, words), self._about.seconds)

    def _lasting(self, natural: Audio, seconds: float) -> Audio:
        """Return the sound faster or slower, so that it lasts as long as asked for, as far as it can be understood."""
        speed = min(max(len(natural.samples) / max(seconds * RATE, 1), SLOWEST), FASTEST)
        stretch = phrase_effects(EFFECTS, Treatment(effects=(EffectRequest("time_stretch", speed),)), trim=False)
        samples = np.concatenate((stretch.feed(natural.samples), stretch.finish()))
        words = tuple(
            replace(
                word,
                start_sample=self._moved(word.start_sample, speed),
                end_sample=self._moved(word.end_sample, speed),
                phoneme_samples=tuple(self._moved(sample, speed) for sample in word.phoneme_samples),
            )
            for word in natural.words
        )
        return Audio(samples, words)

    def _moved(self, sample: int, speed: float) -> int:
        return self._start + round((sample - self._start) / speed)
