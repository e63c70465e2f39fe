"""Sums up many values by two percentiles: what is usual, and what is rare."""

import math
from collections.abc import Iterable, Sequence

_SHARES = {"p50": 0.5, "p95": 0.95}


def rounded(value: float | None) -> float | None:
    """Return a value to four decimal places."""
    return None if value is None else round(value, 4)


def percentiles(values: Iterable[float | None]) -> dict[str, float | None]:
    """Return the value that half of them do not exceed, and the one that 95 % do not exceed."""
    known = sorted(value for value in values if value is not None)
    return {name: _percentile(known, share) for name, share in _SHARES.items()}


def percentile_columns(groups: Iterable[Iterable[float]]) -> dict[str, list[float | None]]:
    """Return the same for each of several groups, as columns."""
    rows = [percentiles(values) for values in groups]
    return {name: [row[name] for row in rows] for name in _SHARES}


def _percentile(ordered: Sequence[float], share: float) -> float | None:
    return rounded(ordered[math.ceil(share * len(ordered)) - 1]) if ordered else None
