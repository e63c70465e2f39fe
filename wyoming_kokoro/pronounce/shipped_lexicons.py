"""The packed lexicons that we ship: misaki's, and the names and words of CMUdict that it lacks or only guesses."""

from contextlib import suppress
from functools import cache
from pathlib import Path

from wyoming_kokoro.pronounce.packed_lexicon import PackedLexicon

FOLDER = Path(__file__).parent / "data"

VARIETIES = ("us", "gb")
"""The two kinds of English that have lexicons."""


def misaki_file(variety: str) -> str:
    """The name of misaki's packed lexicon of a variety of English."""
    return f"misaki-{variety}.bin"


def second_file(variety: str) -> str:
    """The name of the packed second dictionary of a variety of English."""
    return f"cmudict-{variety}.bin"


@cache
def misaki_lexicon(*, british: bool) -> PackedLexicon | None:
    """The words of misaki; None where the file is missing or cannot be read: then words are guessed."""
    return _opened(misaki_file(_variety(british=british)))


@cache
def second_dictionary(*, british: bool) -> PackedLexicon | None:
    """The words of CMUdict that misaki lacks; None where the file is missing or cannot be read."""
    return _opened(second_file(_variety(british=british)))


def _variety(*, british: bool) -> str:
    return "gb" if british else "us"


def _opened(name: str) -> PackedLexicon | None:
    with suppress(OSError, ValueError):
        return PackedLexicon(FOLDER / name)
    return None
