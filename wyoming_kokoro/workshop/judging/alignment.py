"""Aligns what was to be said with what was heard, word by word, at the least price."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, TypeVar

T = TypeVar("T")

Price = Callable[[Sequence[T], Sequence[T]], float | None]
"""The price of one step: some words that were to be said for some that were heard; None where that is no step."""


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """Words that were to be said, what was heard for them, and the price."""

    expected: tuple[T, ...]
    found: tuple[T, ...]
    start: int
    """The place of the first of the expected words."""
    found_start: int
    price: float


def align(
    expected: Sequence[T], found: Sequence[T], price: Price[T], shapes: Sequence[tuple[int, int]]
) -> list[Step[T]]:
    """Return the cheapest steps; among equal ones those that come first in `shapes` for the last words."""
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for row, column in product(range(len(expected) + 1), range(len(found) + 1)):
        options = []
        for taken, heard in shapes:
            before = (row - taken, column - heard)
            if before not in best:
                continue
            cost = price(expected[before[0] : row], found[before[1] : column])
            if cost is not None:
                options.append((best[before][0] + cost, before))
        if options:
            best[row, column] = min(options)
    steps, place = [], (len(expected), len(found))
    while place != (0, 0):
        total, before = best[place]
        said, heard_words = tuple(expected[before[0] : place[0]]), tuple(found[before[1] : place[1]])
        steps.append(Step(said, heard_words, before[0], before[1], total - best[before][0]))
        place = before
    return steps[::-1]
