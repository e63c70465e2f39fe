"""All ways to say some phrases, as combinations that can be counted and drawn without saying one twice."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from wyoming_kokoro.errors import BadRequest

SPEED_STEP, PITCH_STEP = 0.05, 1.0
"""Between two speeds, and two pitches in semitones: nearer ones hardly sound different."""
SLOWEST, FASTEST = 0.5, 2.0
MOST_SEMITONES = 6.0


@dataclass(frozen=True, slots=True)
class LeverSpace:
    """Lists of values, one of each of which makes a combination."""

    axes: tuple[Sequence[Any], ...]

    @property
    def size(self) -> int:
        """How many combinations there are."""
        return prod(len(axis) for axis in self.axes)

    def draw(self, count: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
        """Yield so many combinations, each once, in any order."""
        for number in chance.sample(range(self.size), count):
            values, rest = list[Any](), number
            for axis in self.axes:
                rest, place = divmod(rest, len(axis))
                values.append(axis[place])
            yield tuple(values)


def shared_out(count: int, capacities: Sequence[int]) -> list[int]:
    """Return how many of a number each of some gets: equally many, but no more than it can have."""
    given = [0] * len(capacities)
    while (left := count - sum(given)) > 0:
        room = [place for place, capacity in enumerate(capacities) if given[place] < capacity]
        if not room:
            break
        each, more = divmod(left, len(room))
        for number, place in enumerate(room):
            given[place] += min(each + (number < more), capacities[place] - given[place])
    return given


def steps_of(text: str, step: float, least: float, most: float, name: str) -> list[float]:
    """Return numbers from a range such as 0.75..1.3, or from a list such as 0.9,1; BadRequest where it is neither."""
    try:
        if ".." in text:
            low, high = (float(part) for part in text.split(".."))
            values = [round(low + step * number, 4) for number in range(int((high - low) / step + 1e-6) + 1)]
        else:
            values = [float(part) for part in text.split(",")]
    except (ValueError, OverflowError):
        values = []
    if not values or not all(least <= value <= most for value in values):
        raise BadRequest(f"{name} is a range such as 0.75..1.3, or numbers such as 0.9,1, from {least:g} to {most:g}.")
    return list(dict.fromkeys(values))
