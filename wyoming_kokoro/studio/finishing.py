"""From an engine's pieces to what is heard: one sound, with the times of its words."""

from collections.abc import Iterator

import numpy as np

from wyoming_kokoro.speech import RATE, Audio, Pause, Phrase, Piece, Samples, WordTime
from wyoming_kokoro.timing import word_times

SILENCE_FOR_NOTHING = 0.25
"""Seconds of silence for a text with nothing to say: clients take an empty answer for a failure, and some keep it."""


class Finishing:
    """Takes the pieces of an utterance in order and gives its sound."""

    def __init__(self) -> None:
        self._given = 0
        self._phrase: Phrase | None = None
        self._began = 0
        self._lengths: list[int] | None = []
        self._told = 0

    def feed(self, phrase: Phrase | Pause, piece: Piece) -> Audio:
        """The sound of a piece, and the words that end in it."""
        if isinstance(phrase, Pause):
            return self._give(_silence(phrase.seconds))
        if phrase is not self._phrase:
            self._phrase, self._began, self._lengths, self._told = phrase, self._given, [], 0
        volume = phrase.manner.volume
        samples = piece.samples if volume is None else np.clip(piece.samples * np.float32(volume), -1, 1)
        return self._give(samples, tuple(self._words(phrase, piece)))

    def finish(self) -> Audio:
        """What was held back; a short silence if nothing was to be said."""
        return Audio(_silence(0 if self._given else SILENCE_FOR_NOTHING))

    def _give(self, samples: Samples, words: tuple[WordTime, ...] = ()) -> Audio:
        self._given += len(samples)
        return Audio(samples, words)

    def _words(self, phrase: Phrase, piece: Piece) -> Iterator[WordTime]:
        if piece.lengths is None:
            self._lengths = None
        if self._lengths is None or piece.lengths is None:
            return
        self._lengths += piece.lengths
        complete = len(self._lengths) == len(phrase.phonemes)
        known = list(word_times(phrase, self._lengths, self._began))
        ready = known if complete else known[:-1]  # the last may go on in the next piece
        yield from ready[self._told :]
        self._told = max(self._told, len(ready))


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)
