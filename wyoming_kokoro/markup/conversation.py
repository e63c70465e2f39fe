"""A conversation: turns of several speakers, each with a text, as cues of one utterance."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from wyoming_kokoro.markup.reader import moved
from wyoming_kokoro.speech import Clip, Cue, Delivery, Line, Markup, NamedSound, Treatment, Turn

CLOSE = 0.1
"""Seconds: a gap below this needs the end of the turn before, with the silence that a phrase keeps at its end."""

OVER_VOLUME = 0.5
"""How loud a turn is that is said over another one: six decibels softer."""

_CLAUSE_END = re.compile(r"[,;:.!?…—]['\"”’)]*\s+|[，；：。！？、]")


@dataclass(frozen=True, slots=True)
class ConversationTurn:
    """What one speaker says, and how it follows the turn before."""

    speaker: str
    text: str
    delivery: Delivery = field(default_factory=Delivery)
    treatment: Treatment = field(default_factory=Treatment)
    gap: float | None = None
    """Seconds; below zero it begins before the turn before it has ended."""
    over: bool = False
    """Whether it is said over the last clause of the turn before it, softly."""
    markup: Markup = "auto"


def conversation(
    turns: Sequence[ConversationTurn], read: Callable[[str, Markup], Sequence[Cue]]
) -> tuple[str, tuple[Cue, ...]]:
    """Return what was written, and the cues that speak it; `read` returns the cues of a text."""
    written, cues = "", list[Cue]()
    following: Iterable[ConversationTurn | None] = [*turns[1:], None]
    for number, (turn, after) in enumerate(zip(turns, following, strict=True)):
        own = [_spoken(moved(cue, len(written)), turn) for cue in read(turn.text, turn.markup)]
        cues += (_beginning(turn, after, own, len(written), first=number == 0), *own)
        written += turn.text + "\n"
    return written, tuple(cues)


def _beginning(
    turn: ConversationTurn, after: ConversationTurn | None, cues: Sequence[Cue], position: int, *, first: bool
) -> Turn:
    over = turn.over and not first
    beginning = Turn(turn.speaker, position, None if over else turn.gap, over)
    if after is None:
        return beginning
    if after.over:
        return replace(beginning, last_clause=_last_clause(cues))
    if after.gap is not None and after.gap < CLOSE:
        return replace(beginning, overlap=CLOSE - after.gap)
    return beginning


def _spoken(cue: Cue, turn: ConversationTurn) -> Cue:
    """Return a cue of a turn as its speaker says it."""
    treatment = Treatment(OVER_VOLUME).relative_to(turn.treatment) if turn.over else turn.treatment
    if isinstance(cue, Line):
        delivery = cue.delivery.relative_to(turn.delivery)
        return replace(cue, delivery=delivery, treatment=cue.treatment.relative_to(treatment))
    if isinstance(cue, Clip | NamedSound):
        return replace(cue, treatment=cue.treatment.relative_to(treatment))
    return cue


def _last_clause(cues: Sequence[Cue]) -> int:
    """Return where the last clause of a turn begins, or its last word if it is one clause."""
    characters = [*_characters(cues)]
    text = "".join(character for character, _ in characters).rstrip()
    ends = [found.end() for found in _CLAUSE_END.finditer(text) if found.end() < len(text)]
    start = ends[-1] if ends else max((found.end() for found in re.finditer(r"\s+", text)), default=0)
    return characters[start][1] if start < len(characters) else 0


def _characters(cues: Sequence[Cue]) -> Iterator[tuple[str, int]]:
    for cue in cues:
        if isinstance(cue, Line):
            for offset, character in enumerate(cue.text):
                yield character, cue.position(offset)
