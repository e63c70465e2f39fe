"""Which work goes first."""

from collections.abc import Callable
from enum import IntEnum

SHORT = 0.5
"""Seconds of sound in the buffer below which a gap is near: about what a newcomer's first sound takes to make."""

SHORT_WHEN_OVERLOADED = 6.0
"""The same while there are more listeners than can be supplied: newcomers then wait until some have heard the most."""

NEWCOMER_MAX_WAIT = 4.0
"""Seconds a newcomer waits at most for listeners near a gap; docs/decisions/turns.md has what other values do."""

SHORT_TEXT = 80
"""Characters of a text that one turn makes: it goes before longer ones, as it keeps nobody waiting again."""

SHORT_TEXT_MAX_WAIT = 1.0
"""Seconds that a newcomer with a short text waits at most for listeners near a gap: the answer to a command."""

LONG_TEXT_DELAY = 2.0
"""Seconds by which a newcomer with a longer text counts as having come later, beside those with short ones."""


class Priority(IntEnum):
    """The class of urgency that a job is in; the smaller one goes first."""

    OVERDUE = 0
    SHORT = 1
    NEW = 2
    LATER = 3
    IDLE = 4


Urgency = tuple[Priority, float]
"""Smaller goes first."""

UrgencyAt = Callable[[float], Urgency]
"""How urgent work is at a given moment."""


def idle_urgency(_now: float) -> Urgency:
    """Return the urgency of work that no listener waits for."""
    return (Priority.IDLE, 0.0)
