"""Roman numerals."""

import re
from typing import Final

_ROMAN: Final = re.compile(
    r"(?=[MDCLXVI])(?P<m>M{0,3})(?P<c>CM|CD|D?C{0,3})(?P<x>XC|XL|L?X{0,3})(?P<i>IX|IV|V?I{0,3})", re.IGNORECASE
)
_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def roman_number(text: str) -> int | None:
    """Return the number that Roman numerals stand for; None where a text is none."""
    if not _ROMAN.fullmatch(text):
        return None
    values = [_VALUES[letter] for letter in text.upper()]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))
