"""Splits words that no lexicon has into words that it has: lightstrip, undocked, driverless."""

from collections.abc import Callable

_SHORTEST_FIRST, _SHORTEST_LAST = 3, 4
"""Letters; shorter words are found in other words by chance."""
_LONGEST = 40
"""Letters; longer ones are not words, and splitting them would take time for nothing."""


def compound_halves(word: str, is_known: Callable[[str], bool]) -> tuple[str, str] | None:
    """The two known words that an unknown word is made of, those of the most equal length if there are several."""
    if not _SHORTEST_FIRST + _SHORTEST_LAST <= len(word) <= _LONGEST or not word.isalpha():
        return None
    middle = len(word) / 2
    cuts = sorted(range(_SHORTEST_FIRST, len(word) - _SHORTEST_LAST + 1), key=lambda cut: abs(cut - middle))
    return next(((word[:cut], word[cut:]) for cut in cuts if is_known(word[:cut]) and is_known(word[cut:])), None)
