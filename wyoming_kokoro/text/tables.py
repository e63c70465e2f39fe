"""Reads the tables next to the rules: one row per line, columns separated by tabs, lines with # are comments."""

from functools import cache
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent


def lines(language: str, name: str) -> list[str]:
    """The lines of a language's table without comments; empty if the language has no such table."""
    path = _HERE / language / "data" / name
    if not path.is_file():
        return []
    return [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]


@cache
def table(language: str, name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a language's table; empty if the language has no such table."""
    return tuple(tuple(line.split("\t")) for line in lines(language, name))
