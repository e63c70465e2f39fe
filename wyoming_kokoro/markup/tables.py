"""Reads the tables in markup's data folder."""

from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table, each with its cells; lines that begin with # are comments."""
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return tuple(tuple(cell.strip() for cell in line.split("\t")) for line in lines if line and line[0] != "#")
