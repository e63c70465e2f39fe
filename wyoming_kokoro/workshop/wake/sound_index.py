"""Finds the words of a dictionary that sound nearly like a word: an edit distance to all of them at once."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.pronounce.packed_lexicon import PackedLexicon

MOST_SOUNDS = 16
"""Longer words are in no wake word."""
_SILENT = str.maketrans("", "", "ˈˌː ")
"""What is no sound of its own."""


class SpelledWord(NamedTuple):
    """A word, how it is written and how it sounds."""

    text: str
    phonemes: str


class SoundIndex:
    """All words of a language, by their sounds."""

    def __init__(self, words: Iterable[SpelledWord]) -> None:
        sounds_of_words = {word: word.phonemes.translate(_SILENT) for word in words}
        self.words = tuple(word for word, sounds in sounds_of_words.items() if 0 < len(sounds) <= MOST_SOUNDS)
        sounds = [sounds_of_words[word] for word in self.words]
        text = "".join(each.ljust(MOST_SOUNDS, "\0") for each in sounds)
        self._codes = np.frombuffer(text.encode("utf-32-le"), np.uint32).reshape(-1, MOST_SOUNDS).astype(np.uint16)
        self._lengths = np.array([len(each) for each in sounds], np.int16)

    def near(self, phonemes: str, most: int) -> Iterator[tuple[int, SpelledWord]]:
        """Yield the words that differ by so many sounds at most, the nearest first, with the number."""
        query = phonemes.translate(_SILENT)
        chosen = np.flatnonzero(np.abs(self._lengths - len(query)) <= most)
        distances = self._distances(query, self._codes[chosen], self._lengths[chosen])
        for place in np.argsort(distances, kind="stable"):
            if distances[place] > most:
                return
            yield int(distances[place]), self.words[chosen[place]]

    @staticmethod
    def _distances(query: str, codes: NDArray[np.uint16], lengths: NDArray[np.int16]) -> NDArray[np.int16]:
        """Return the edit distances of a word to many, each of another length."""
        before = np.repeat(np.arange(MOST_SOUNDS + 1, dtype=np.int16)[:, None], len(codes), axis=1)
        columns = codes.T
        for number, symbol in enumerate(query, 1):
            row = np.empty_like(before)
            row[0] = number
            differs = (columns != ord(symbol)).astype(np.int16)
            for place in range(1, MOST_SOUNDS + 1):
                row[place] = np.minimum(before[place - 1] + differs[place - 1], before[place] + 1)
                np.minimum(row[place], row[place - 1] + 1, out=row[place])
            before = row
        return np.asarray(before[lengths, np.arange(len(codes))], np.int16)


def packed_words(*lexicons: PackedLexicon | None) -> Iterator[SpelledWord]:
    """Yield the words of packed lexicons that are written in small letters, each with its first sound."""
    for lexicon in lexicons:
        for word, entry in lexicon.entries() if lexicon is not None else ():
            phonemes = entry if isinstance(entry, str) else next(filter(None, entry.values()), "")
            if phonemes and word.isalpha() and word.islower():
                yield SpelledWord(word, phonemes)
