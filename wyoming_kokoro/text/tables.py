"""The tables beside the rules: one line each, columns parted by tabs, lines with # are remarks."""

from functools import cache
from importlib.resources import files


@cache
def table(language: str, name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a language's table, or none where the language has no such table."""
    path = files("wyoming_kokoro.text") / language / "data" / name
    if not path.is_file():
        return ()
    lines = path.read_text("utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line and not line.startswith("#"))
