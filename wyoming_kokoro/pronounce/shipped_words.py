"""The words we ship: what misaki lacks or pronounces unlike a person would, one line each in `data/en.tsv`."""

from functools import cache
from pathlib import Path

from wyoming_kokoro.pronounce.respelling import sound


@cache
def shipped_words(*, british: bool) -> dict[str, str]:
    """Each word with its phonemes."""
    table = (Path(__file__).parent / "data" / "en.tsv").read_text("utf-8")
    words = {}
    for line in table.splitlines():
        written, _, sounds = line.partition("\t")
        if not sounds or line.startswith("#"):
            continue
        american_sound, _, british_sound = sounds.partition("\t")
        words[written] = sound(british_sound if british and british_sound else american_sound, british=british)
    return words
