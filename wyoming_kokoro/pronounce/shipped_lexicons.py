"""The second dictionary: names and words that misaki does not have or only guesses, from CMUdict."""

from contextlib import suppress
from functools import cache
from pathlib import Path

from wyoming_kokoro.pronounce.lexicon import PackedLexicon


def file_name(variety: str) -> str:
    """The name of the packed file of a variety of English, "us" or "gb"."""
    return f"cmudict-{variety}.bin"


@cache
def second_dictionary(*, british: bool) -> PackedLexicon | None:
    """The packed words; None where the file is missing or cannot be read: then words are guessed."""
    with suppress(OSError, ValueError):
        return PackedLexicon(Path(__file__).parent / "data" / file_name("gb" if british else "us"))
    return None
