"""What people say to devices, in every language of ours: it is to wake nothing, and is heard around wake words."""

from functools import cache
from pathlib import Path

from wyoming_kokoro.voices.language_tags import base

COMMAND, BEFORE = "command", "before"
FILE = Path(__file__).parent / "data" / "commands.tsv"


def texts_of(language: str, kind: str) -> tuple[str, ...]:
    """Return the texts of a kind in a language; none where the table has none."""
    return tuple(text for tag, each, text in _rows() if tag == base(language) and each == kind)


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    rows = []
    for line in FILE.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            language, kind, text = line.split("\t")
            rows.append((language, kind, text))
    return tuple(rows)
