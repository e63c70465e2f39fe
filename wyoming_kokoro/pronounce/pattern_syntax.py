"""Translates a regular expression into one for an engine whose time is linear, and says what cannot be translated.

Python's own parser reads the expression, so that comments, verbose patterns and flags mean what they mean to Python;
its engine, which can take very long, never runs.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Final

from wyoming_kokoro.pronounce.pattern_alphabet import CharacterSet
from wyoming_kokoro.pronounce.respelling import InvalidRespelling

MAX_REPEATS: Final = 1_000
"""The largest limit of a repeat that the engine takes."""

MAX_GROUPS: Final = 20
"""Groups in one pattern: each makes every search a little longer."""

_PARSER: Any = import_module("re._parser")

_Tree = Sequence[tuple[Any, Any]]
_Flags = int

_PLACES: Final = {
    "AT_BEGINNING_STRING": r"\A",
    "AT_END_STRING": r"\z",
    "AT_BOUNDARY": r"\b",
    "AT_NON_BOUNDARY": r"\B",
}


@dataclass(frozen=True, slots=True)
class PatternSyntax:
    """A pattern as the engine's pattern before, for and after what is found; `{3}` stands for the set of number 3."""

    before: str
    before_first: str
    """The same for a match at the beginning of the text, which has nothing before it."""
    it: str
    after: str
    width_before: int
    """Characters before the match that the engine has to see."""
    sets: tuple[CharacterSet, ...]
    groups: int
    """How many groups it has."""
    names: Mapping[str, int]
    """The numbers of the groups that have names."""


def parse_pattern(pattern: str, *, case: bool) -> PatternSyntax:
    """Parse a pattern; raises InvalidRespelling where it is wrong, or cannot be run in linear time."""
    try:
        tree = _PARSER.parse(pattern, 0 if case else re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as wrong:
        raise InvalidRespelling(f"the pattern is wrong: {wrong}") from wrong
    if tree.state.groups - 1 > MAX_GROUPS:
        raise InvalidRespelling(f"the pattern could take long: it has more than {MAX_GROUPS} groups")
    try:
        return _Translation().translate(tree)
    except RecursionError as wrong:
        raise InvalidRespelling("the pattern is nested too deeply") from wrong


@dataclass(slots=True)
class _Translation:
    """Collects the sets of one pattern while its parts are translated."""

    sets: dict[CharacterSet, int] = field(default_factory=dict)
    """Each set with its number."""

    def translate(self, tree: Any) -> PatternSyntax:  # noqa: ANN401 -- the parser's own type
        """Return the whole pattern; look-arounds at its ends become what stands before and after the match."""
        parts, flags = list(tree), tree.state.flags
        before, before_first, after, width = "", "", "", 0
        if parts and _kind(parts[0]) in {"ASSERT", "ASSERT_NOT"} and parts[0][1][0] < 0:
            before, before_first, width = self._behind(parts.pop(0), flags)
        if parts and _kind(parts[-1]) in {"ASSERT", "ASSERT_NOT"} and parts[-1][1][0] > 0:
            after = self._ahead(parts.pop(), flags)
        elif parts and _is_text_end(parts[-1], flags):
            after = self._set(_LINE_END) + r"?\z"
            parts.pop()
        it = self._sequence(parts, flags)
        state = tree.state
        return PatternSyntax(
            before, before_first or before, it, after, width, tuple(self.sets), state.groups - 1, dict(state.groupdict)
        )

    def _behind(self, part: tuple[Any, Any], flags: _Flags) -> tuple[str, str, int]:
        _, inside = part[1]
        least, most = inside.getwidth()
        if least != most or most > MAX_REPEATS:
            raise InvalidRespelling("the pattern is wrong: what it looks behind for must have one length")
        if _kind(part) == "ASSERT":
            return self._sequence(inside, flags), "", least
        other = self._opposite(inside, flags)
        return other, rf"(?:\A|{other})", 1

    def _ahead(self, part: tuple[Any, Any], flags: _Flags) -> str:
        _, inside = part[1]
        if _kind(part) == "ASSERT":
            return self._sequence(inside, flags)
        return rf"(?:\z|{self._opposite(inside, flags)})"

    def _opposite(self, inside: _Tree, flags: _Flags) -> str:
        """Return the pattern for any character but one, which is all that a negative look-around may hold."""
        first = self._single(inside[0], flags) if len(inside) == 1 else None
        if first is None:
            raise _unsupported("a negative look-around for more than one character, such as (?!end)")
        return self._set(first.opposite())

    def _sequence(self, parts: _Tree, flags: _Flags) -> str:
        return "".join(self._part(part, flags) for part in parts)

    def _part(self, part: tuple[Any, Any], flags: _Flags) -> str:
        kind, value = _kind(part), part[1]
        if (single := self._single(part, flags)) is not None:
            return self._set(single)
        if kind == "AT":
            return _place(value.name, flags)
        if kind == "BRANCH":
            return f"(?:{'|'.join(self._sequence(each, flags) for each in value[1])})"
        if kind == "SUBPATTERN":
            number, added, removed, inside = value
            source = self._sequence(inside, (flags | added) & ~removed)
            return f"(?:{source})" if number is None else f"(?P<g{number}>{source})"
        if kind in {"MAX_REPEAT", "MIN_REPEAT"}:
            return self._repeat(value, flags, "?" if kind == "MIN_REPEAT" else "")
        raise _unsupported(_UNSUPPORTED.get(kind, "one of its parts"))

    def _repeat(self, value: tuple[int, int, _Tree], flags: _Flags, suffix: str) -> str:
        least, most, inside = value
        endless = most == _PARSER.MAXREPEAT
        if max(least, 0 if endless else most) > MAX_REPEATS:
            raise InvalidRespelling(f"the pattern could take long: it repeats more than {MAX_REPEATS} times")
        limits = f"{{{{{least},{'' if endless else most}}}}}"
        return f"(?:{self._sequence(inside, flags)}){limits}{suffix}"

    def _single(self, part: tuple[Any, Any], flags: _Flags) -> CharacterSet | None:
        """Return the set of a part that is one character; None for other parts."""
        kind, value = _kind(part), part[1]
        if kind in {"LITERAL", "NOT_LITERAL"}:
            return _character_set([part], flags, negated=kind == "NOT_LITERAL")
        if kind == "ANY":
            return CharacterSet(negated=True) if flags & re.DOTALL else _LINE_END.opposite()
        if kind != "IN":
            return None
        items = [item for item in value if _kind(item) != "NEGATE"]
        return _character_set(items, flags, negated=len(items) < len(value))

    def _set(self, wanted: CharacterSet) -> str:
        """Return what stands for a set in the pattern; equal sets are one."""
        return f"{{{self.sets.setdefault(wanted, len(self.sets))}}}"


_LINE_END: Final = CharacterSet(((0x0A, 0x0A),))

_UNSUPPORTED: Final = {
    "GROUPREF": r"a reference back to a group, such as \1",
    "GROUPREF_EXISTS": "a choice by a group, (?(1)...)",
    "ASSERT": "a look-around inside it: only at its beginning (?<=...) and its end (?=...)",
    "ASSERT_NOT": "a look-around inside it: only at its beginning (?<!.) and its end (?!.)",
    "ATOMIC_GROUP": "an atomic group, (?>...)",
    "POSSESSIVE_REPEAT": "a possessive repeat, such as a*+",
}


def _unsupported(what: str) -> InvalidRespelling:
    return InvalidRespelling(f"the pattern has what patterns here cannot have, because it could take long: {what}")


def _kind(part: tuple[Any, Any]) -> str:
    return str(part[0].name)


def _is_text_end(part: tuple[Any, Any], flags: _Flags) -> bool:
    """Whether a part is the end of the text, before which there may be one end of a line."""
    return _kind(part) == "AT" and part[1].name == "AT_END" and not flags & re.MULTILINE


def _place(name: str, flags: _Flags) -> str:
    if name == "AT_BEGINNING":
        return "(?m:^)" if flags & re.MULTILINE else r"\A"
    if name == "AT_END":
        return "(?m:$)" if flags & re.MULTILINE else r"\z"
    return _PLACES[name]


def _character_set(items: _Tree, flags: _Flags, *, negated: bool) -> CharacterSet:
    """Return the set of some characters, ranges and classes (digits, blanks, words)."""
    ranges: list[tuple[int, int]] = []
    for kind, value in items:
        if kind.name == "RANGE":
            ranges.append(tuple(value))
        elif kind.name != "CATEGORY":
            ranges.append((value, value))
    classes = tuple(value.name.removeprefix("CATEGORY_") for kind, value in items if kind.name == "CATEGORY")
    any_case, only_ascii = bool(flags & re.IGNORECASE), bool(flags & re.ASCII)
    return CharacterSet(tuple(ranges), classes, negated, any_case, only_ascii)
