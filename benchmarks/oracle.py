"""Runs misaki's own G2P with given words and tags, without spaCy, as a reference to compare with."""

import sys
import types
import warnings
from collections.abc import Sequence
from typing import Any

Tagged = tuple[str, str, bool]
"""A token, its tag, and whether a blank follows it."""

UNKNOWN = "❓"
"""What misaki says for what it does not know."""


def oracle(*, british: bool) -> "Oracle":
    """The real misaki with its own lexicon and rules."""
    for name in ("spacy", "num2words"):
        sys.modules.setdefault(name, types.ModuleType(name))
    sys.modules["num2words"].__dict__.setdefault("num2words", _no_numbers)
    english = __import__("misaki.en", fromlist=["en"])

    class Fed(english.G2P):  # type: ignore[misc,name-defined] # published without types
        """misaki's G2P with tokens handed over in place of spaCy's."""

        def __init__(self) -> None:
            self.version = self.fallback = None
            self.british = british
            self.lexicon = english.Lexicon(british)
            self.unk = UNKNOWN
            self.handed: list[Any] = []

        def tokenize(self, *_: object) -> list[Any]:
            return self.handed

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # misaki opens its files in a way that is going out of use
        return Oracle(english, Fed())


class Oracle:
    """Says what misaki says."""

    def __init__(self, english: Any, fed: Any) -> None:  # noqa: ANN401 - misaki is published without types
        self._english = english
        self._fed = fed

    def says(self, sentence: Sequence[Tagged]) -> str:
        """A sentence in misaki's alphabet, marks and blanks included."""
        token = self._english.MToken
        self._fed.handed = [
            token(
                text=text,
                tag=tag,
                whitespace=" " if blank else "",
                _=token.Underscore(is_head=True, num_flags="", prespace=False),
            )
            for text, tag, blank in sentence
        ]
        phonemes, _ = self._fed("handed over", preprocess=False)
        return str(phonemes)

    def marks(self, text: str, tag: str) -> str | None:
        """The marks misaki makes of a token that is punctuation; None for a word."""
        if tag not in self._english.PUNCT_TAGS or text.isalpha():
            return None
        if tag == ":" and text in {"-", "–"}:
            return "—"
        kept = "".join(sign for sign in text if sign in self._english.PUNCTS)
        return str(self._english.PUNCT_TAG_PHONEMES.get(tag, kept))


def _no_numbers(*_: object, **__: object) -> str:
    raise ValueError("numbers are read by our own text rules; the sentences compared have none")
