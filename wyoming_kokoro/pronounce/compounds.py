"""Words no lexicon has, taken apart into words it has: lightstrip, undocked, driverless."""

from collections.abc import Callable

_SHORTEST_FIRST, _SHORTEST_LAST = 3, 4
"""Letters; shorter words turn up by chance within others."""
_LONGEST = 40
"""Letters; longer ones are not words, and taking them apart would cost what they are not worth."""


def halves(word: str, known: Callable[[str], bool]) -> tuple[str, str] | None:
    """The two known words an unknown one is made of, the more even the better."""
    if not _SHORTEST_FIRST + _SHORTEST_LAST <= len(word) <= _LONGEST or not word.isalpha():
        return None
    middle = len(word) / 2
    cuts = sorted(range(_SHORTEST_FIRST, len(word) - _SHORTEST_LAST + 1), key=lambda cut: abs(cut - middle))
    return next(((word[:cut], word[cut:]) for cut in cuts if known(word[:cut]) and known(word[cut:])), None)
