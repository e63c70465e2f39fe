"""Which phonemes the model knows, and under which number."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from wyoming_kokoro.errors import Unavailable

PAD = 0
"""Stands before and after every text."""


class Vocabulary:
    """Phonemes as the model's tokens."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = dict(numbers)

    def tokens(self, phonemes: str) -> list[int]:
        """The token of each phoneme, PAD for what the model does not know: it is not spoken."""
        return [self._numbers.get(phoneme, PAD) for phoneme in phonemes]

    @classmethod
    @cache
    def published(cls) -> "Vocabulary":
        """The vocabulary of Kokoro 1.0, as kokoro-onnx ships it."""
        return cls(json.loads(_published().read_text("utf-8"))["vocab"])


def _published() -> Path:
    # Found, not imported: importing the package loads a second text front end and an eSpeak NG of its own.
    spec = find_spec("kokoro_onnx")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (file := Path(folder) / "config.json").is_file():
            return file
    raise Unavailable(
        "The package kokoro-onnx, which holds Kokoro's vocabulary, is not installed.", code="no_vocabulary"
    )
