"""Runs misaki's own G2P with given words and tags, without spaCy, as a reference to compare with."""

import sys
import types
import warnings
from collections.abc import Sequence
from typing import Any

Tagged = tuple[str, str, bool]
"""A token, its tag, and whether a blank follows it."""

UNKNOWN = "❓"
"""The phonemes of misaki for an unknown word."""


def oracle(*, british: bool) -> "Oracle":
    """Return misaki with its own lexicon and rules."""
    english = _english()

    class TokenG2P(english.G2P):  # type: ignore[misc,name-defined] # published without types
        """misaki's G2P with given tokens in place of spaCy's."""

        def __init__(self) -> None:
            self.version = self.fallback = None
            self.british = british
            self.lexicon = english.Lexicon(british)
            self.unk = UNKNOWN
            self.tokens: list[Any] = []

        def tokenize(self, *_: object) -> list[Any]:
            return self.tokens

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # misaki opens its files in a way that is going out of use
        return Oracle(english, TokenG2P())


def _english() -> Any:  # noqa: ANN401 -- misaki is published without types
    """Import misaki's English, with stand-ins for what it imports and is not asked here; others do not find them."""
    absent = [name for name in ("spacy", "num2words") if name not in sys.modules]
    sys.modules.update({name: types.ModuleType(name) for name in absent})
    sys.modules["num2words"].__dict__.setdefault("num2words", _no_numbers)
    try:
        return __import__("misaki.en", fromlist=["en"])
    finally:
        for name in absent:
            del sys.modules[name]


class Oracle:
    """Pronounces sentences as misaki does."""

    def __init__(self, english: Any, g2p: Any) -> None:  # noqa: ANN401 - misaki is published without types
        self._english = english
        self._g2p = g2p

    def says(self, sentence: Sequence[Tagged]) -> str:
        """Return a sentence in misaki's alphabet, with marks and blanks."""
        token = self._english.MToken
        self._g2p.tokens = [
            token(
                text=text,
                tag=tag,
                whitespace=" " if blank else "",
                _=token.Underscore(is_head=True, num_flags="", prespace=False),
            )
            for text, tag, blank in sentence
        ]
        phonemes, _ = self._g2p("unused", preprocess=False)
        return str(phonemes)

    def marks(self, text: str, tag: str) -> str | None:
        """Return the marks for a token that is punctuation; None for a word."""
        if tag not in self._english.PUNCT_TAGS or text.isalpha():
            return None
        if tag == ":" and text in {"-", "–"}:
            return "—"
        kept = "".join(sign for sign in text if sign in self._english.PUNCTS)
        return str(self._english.PUNCT_TAG_PHONEMES.get(tag, kept))


def _no_numbers(*_: object, **__: object) -> str:
    raise ValueError("numbers are read by our own text rules; the sentences compared have none")
