"""The phonemes that the model knows, and their token numbers."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from wyoming_kokoro.engines.kokoro.releases import RELEASES, Release

PUBLISHED_FILE = Path(__file__).parent / "data" / "vocabulary.json"
"""The vocabulary of Kokoro 1.0, written by script/shipped-data."""

PAD = 0
"""The token before and after every text."""


class Vocabulary:
    """Converts phonemes to the model's tokens."""

    def __init__(self, numbers: Mapping[str, int], release: Release = RELEASES[-1]) -> None:
        self._numbers = dict(release.numbers(numbers))
        self._spelling = release.spelling

    def tokens(self, phonemes: str) -> list[int]:
        """Return the token of each phoneme, and PAD for phonemes that the model does not know: they are not spoken."""
        return [self._numbers.get(phoneme, PAD) for phoneme in phonemes]

    def spelled(self, phonemes: str) -> list[tuple[int, int]]:
        """Return each token that is spoken, in the release's own spelling, and the place of its phoneme."""
        symbols = self._spelling(phonemes)
        return [(self._numbers[symbol], place) for symbol, place in symbols if symbol in self._numbers]

    @classmethod
    @cache
    def published(cls, release: Release = RELEASES[-1]) -> "Vocabulary":
        """Return the vocabulary of a release, made from that of Kokoro 1.0."""
        return cls(json.loads(PUBLISHED_FILE.read_text("utf-8")), release)
