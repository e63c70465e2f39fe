"""What free instructions for how to speak ask for, as far as their words are in a table of five languages."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from wyoming_kokoro.markup.speaking_styles.speaking_style import SpeakingStyle
from wyoming_kokoro.markup.speaking_styles.styles import SPEAKING_STYLES
from wyoming_kokoro.markup.style import Style
from wyoming_kokoro.markup.tables import rows

MAX_STYLES = 4
"""Styles of one instruction: what asks for more asks for everything."""

_REACH = 3
"""Words before a style's word that may say how much of it is meant, or deny it."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CLAUSE_END = re.compile(r"[.,;:!?\n]|\b(?:but|aber|sondern|mais|pero|sino|ma)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Understood:
    """The styles that an instruction asks for, in order, each with its degree."""

    styles: tuple[tuple[SpeakingStyle, float], ...] = ()

    @property
    def style(self) -> Style:
        """Return all of them together: speeds, ranges and volumes multiply, pitches add up."""
        whole = Style()
        for each, degree in self.styles:
            whole = whole.within(each.style(degree))
        return whole

    def __str__(self) -> str:
        """Return what was understood, for people: "cheerful, slow 0.5"; "nothing" where that is all."""
        return ", ".join(each.name if degree == 1 else f"{each.name} {degree:g}" for each, degree in self.styles) or (
            "nothing"
        )


def understood(instructions: str) -> Understood:
    """Return what an instruction asks for; words that are in no table have no effect."""
    found: dict[str, float] = {}
    for clause in _CLAUSE_END.split(instructions.lower().replace("’", "'")):
        for name, degree in _in_clause(clause):
            if degree:
                found.setdefault(name, degree)
    styles = (SPEAKING_STYLES.get(name) for name in found)
    return Understood(tuple((style, found[style.name]) for style in styles if style is not None)[:MAX_STYLES])


def _in_clause(clause: str) -> Iterator[tuple[str, float]]:
    """Yield the styles of a clause; a degree of 0 is what the clause denies."""
    words = list(_WORD.finditer(clause))
    for style, (start, _) in sorted(_matches(clause), key=lambda match: match[1]):
        before = [word[0] for word in words if word.end() <= start][-_REACH:]
        degrees = [_degrees()[word] for word in before if word in _degrees()]
        yield style, 0.0 if 0.0 in degrees else degrees[-1] if degrees else 1.0


def _matches(clause: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the styles whose words are in a clause, and where; of matches that overlap only the longest."""
    found = [(style, match.span()) for style, pattern in _patterns() for match in pattern.finditer(clause)]
    taken: set[int] = set()
    for style, (start, end) in sorted(found, key=lambda match: match[1][0] - match[1][1]):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            yield style, (start, end)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return for each style a pattern for its words."""
    return tuple(
        (style, re.compile(rf"(?<![\w-])(?:{'|'.join(map(_pattern, words.split()))})(?![\w-])"))
        for style, words in rows("instructions.tsv")
    )


def _pattern(word: str) -> str:
    return r"\s+".join(map(re.escape, word.rstrip("*").split("_"))) + (r"\w*" if word.endswith("*") else "")


@cache
def _degrees() -> Mapping[str, float]:
    return {word: float(degree) for degree, words in rows("instruction_degrees.tsv") for word in words.split()}
