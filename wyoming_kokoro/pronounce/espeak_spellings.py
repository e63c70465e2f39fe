"""Spellings for words that eSpeak NG reads incorrectly: loanwords, and initials that are spoken as a word."""

from functools import cache
from pathlib import Path
from typing import Final

_TABLE: Final = Path(__file__).parent / "data" / "espeak-spellings.tsv"


def espeak_spelling(word: str, language: str) -> str:
    """Return a word as eSpeak NG reads it correctly; also after an elided word, as in "l'ONU"."""
    spellings = _spellings(language)
    if not spellings:
        return word
    elided, mark, last = word.rpartition("'")
    spelling = spellings.get(last) or spellings.get(last.lower())
    return f"{elided}{mark}{spelling}" if spelling else word


@cache
def _spellings(language: str) -> dict[str, str]:
    """The spellings of a language, by its two-letter code; initials are only replaced where they are in capitals."""
    rows = [line.split("\t") for line in _TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return {word: spelling for code, word, spelling in rows if code == language}
