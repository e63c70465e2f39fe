"""Our own words: what misaki lacks or says otherwise than a person would, one line each in `data/en.tsv`."""

from functools import cache
from pathlib import Path

from wyoming_kokoro.pronounce.respelling import sound


@cache
def our_words(*, british: bool) -> dict[str, str]:
    """Each word with its phonemes."""
    table = (Path(__file__).parent / "data" / "en.tsv").read_text("utf-8")
    words = {}
    for line in table.splitlines():
        written, _, sounds = line.partition("\t")
        if not sounds or line.startswith("#"):
            continue
        american, _, across = sounds.partition("\t")
        words[written] = sound(across if british and across else american, british=british)
    return words
