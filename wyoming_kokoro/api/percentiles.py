"""Figures as they are told: what is usual, and what is rare."""

import math
from collections.abc import Iterable, Sequence

_SHARES = {"p50": 0.5, "p95": 0.95}


def rounded(figure: float | None) -> float | None:
    """To a ten-thousandth."""
    return None if figure is None else round(figure, 4)


def spread(figures: Iterable[float | None]) -> dict[str, float | None]:
    """The middle figure and the one that 19 of 20 do not exceed."""
    known = sorted(figure for figure in figures if figure is not None)
    return {name: _rank(known, share) for name, share in _SHARES.items()}


def spreads(groups: Iterable[Iterable[float]]) -> dict[str, list[float | None]]:
    """The same for each of several groups, as columns."""
    each = [spread(figures) for figures in groups]
    return {name: [one[name] for one in each] for name in _SHARES}


def _rank(known: Sequence[float], share: float) -> float | None:
    return rounded(known[math.ceil(share * len(known)) - 1]) if known else None
