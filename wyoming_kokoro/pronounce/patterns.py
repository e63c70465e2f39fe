"""Regular expressions that users write: found in linear time, so that no pattern and no text can take long."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import re2

from wyoming_kokoro.pronounce.pattern_alphabet import Alphabet
from wyoming_kokoro.pronounce.pattern_syntax import PatternSyntax, parse_pattern
from wyoming_kokoro.pronounce.respelling import InvalidRespelling

WINDOW: Final = 200
"""Characters that are searched at a time: a search may see the same characters once for each match."""

_MAX_MEMORY: Final = 256 * 1024
"""Bytes that the engine may use for a pattern: enough for two thousand characters and choices."""
_MAX_CACHED: Final = 128
"""Patterns that are kept compiled: as many as a file may hold, and a few that are tried."""

_NO_BYTE: Final = r"[^\x00-\xff]"

_TEMPLATE_PART = re.compile(r"\\(?:(?P<number>[0-9]{1,2})|g<(?P<name>[^<>]{1,100})>|(?P<sign>[\s\S]?))")
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "b": "\b", "\\": "\\"}


@dataclass(frozen=True, slots=True)
class PatternMatch:
    """Where a pattern was found, and the texts of its groups."""

    start: int
    end: int
    groups: dict[str, str]

    def expand(self, template: str) -> str:
        """Return a text with what the groups matched in place of their numbers and names."""
        return _TEMPLATE_PART.sub(self._part, template)

    def _part(self, part: re.Match[str]) -> str:
        group = part["number"] or part["name"]
        if group is None:
            return _ESCAPES.get(part["sign"], part[0])
        return self.groups.get(group.lstrip("0") or "0", "")


class WordPattern:
    """A compiled pattern; for any thread."""

    def __init__(self, syntax: PatternSyntax) -> None:
        self._syntax = syntax
        self._program = _Program.of(syntax, Alphabet(syntax.sets))

    def check_template(self, template: str) -> None:
        """Raise InvalidRespelling if a text for `PatternMatch.expand` names a group that the pattern does not have."""
        for part in _TEMPLATE_PART.finditer(template):
            number, name, sign = part["number"] or "", part["name"] or "", part["sign"]
            if sign is not None and sign not in _ESCAPES:
                raise InvalidRespelling(f"the words to say are wrong: {part[0]} has no meaning")
            number = name if name.isdecimal() else number
            if (number and int(number) > self._syntax.groups) or (
                not number and name and name not in self._syntax.names
            ):
                raise InvalidRespelling(f"the words to say are wrong: the pattern has no group {part[0]}")

    @property
    def finds_nothing(self) -> bool:
        """Whether it also matches a text without characters."""
        return self._program.matches(b"")

    def find(self, text: str) -> Iterator[PatternMatch]:
        """Search a text window by window; windows end at blanks where possible."""
        alphabet = self._program.alphabet.extended(text)
        if alphabet is not self._program.alphabet:
            self._program = _Program.of(self._syntax, alphabet)
        program, encoded, start = self._program, alphabet.encode(text), 0
        while start < len(text):
            end = start + WINDOW
            if end < len(text):
                blank = text.rfind(" ", start + 1, end)
                end = end if blank < 0 else blank
            yield from program.find(encoded, text, start, min(end, len(text)))
            start = end


@dataclass(frozen=True, slots=True)
class _Program:
    """A pattern as the engine runs it, and the alphabet that it is written in."""

    alphabet: Alphabet
    width_before: int
    first: Any
    later: Any
    """The engine's programs for the first match of a text, and for later ones."""
    places: Mapping[str, int]
    """The engine's numbers of its groups."""
    names: Mapping[str, int]
    """The numbers of the groups that have names."""

    @classmethod
    def of(cls, syntax: PatternSyntax, alphabet: Alphabet) -> "_Program":
        """Return the program of a pattern; raises InvalidRespelling if it is too large."""
        sets = [_byte_class(alphabet.bytes_of(number)) for number in range(len(syntax.sets))]
        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.max_mem = _MAX_MEMORY
        options.log_errors = False
        try:
            first, later = (
                re2.compile(f"(?:{before})(?P<it>{syntax.it})(?:{syntax.after})".format(*sets).encode("ascii"), options)
                for before in (syntax.before_first, syntax.before)
            )
        except re2.error as wrong:
            raise InvalidRespelling("the pattern could take long: give its repeats smaller limits") from wrong
        places = {name.decode(): place for name, place in first.groupindex.items()}
        return cls(alphabet, syntax.width_before, first, later, places, syntax.names)

    def matches(self, encoded: bytes) -> bool:
        """Return whether the whole text is a match."""
        return self.later.fullmatch(encoded) is not None

    def find(self, encoded: bytes, text: str, start: int, end: int) -> Iterator[PatternMatch]:
        """Yield the matches that begin and end between two places."""
        at = start
        while at < end:
            regex = self.later if at else self.first
            match = regex.search(encoded, max(at - self.width_before, 0), end)
            if match is None:
                return
            first, last = match.span(self.places["it"])
            if first < last:
                yield PatternMatch(first, last, self._groups(match, text) | {"0": text[first:last]})
            at = max(last, first + 1)

    def _groups(self, match: Any, text: str) -> dict[str, str]:  # noqa: ANN401 -- the engine has no types
        """Return the texts of the groups by their numbers, and those that have names by these too."""
        spans = {name.removeprefix("g"): match.span(place) for name, place in self.places.items()}
        texts = {number: text[start:end] for number, (start, end) in spans.items() if start >= 0}
        return texts | {name: texts.get(str(number), "") for name, number in self.names.items()}


@lru_cache(_MAX_CACHED)
def compile_pattern(pattern: str, *, case: bool) -> WordPattern:
    """Compile a pattern; raises InvalidRespelling if it is wrong, or cannot be run in linear time."""
    compiled = WordPattern(parse_pattern(pattern, case=case))
    if compiled.finds_nothing:
        raise InvalidRespelling("the pattern also finds nothing at all")
    return compiled


def _byte_class(members: bytes) -> str:
    """Return the engine's pattern for one of these bytes."""
    return "[" + "".join(rf"\x{byte:02x}" for byte in members) + "]" if members else _NO_BYTE
