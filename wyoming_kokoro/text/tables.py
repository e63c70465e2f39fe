"""The tables beside the rules: one line each, columns parted by tabs, lines with # are remarks."""

from functools import cache
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent


def lines(language: str, name: str) -> list[str]:
    """The lines of a language's table that are no remarks, or none where the language has no such table."""
    path = _HERE / language / "data" / name
    if not path.is_file():
        return []
    return [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]


@cache
def table(language: str, name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a language's table, or none where the language has no such table."""
    return tuple(tuple(line.split("\t")) for line in lines(language, name))
