"""A rule: a pattern, the words to speak for its matches, and examples, which are its tests."""

import re
import string
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import ModuleType
from typing import Final, NamedTuple

from wyoming_kokoro.text.locale import Locale

CLAIMED: Final = "\x1a"
"""Replaces characters that an earlier rule has claimed: neither letter, digit nor blank, and in no pattern."""
DIGITS: Final = "0123456789"
"""What every rule for numbers needs."""
LETTERS: Final = string.ascii_letters
"""What every rule for ASCII letters needs: a text of digits alone does not try them."""
NOT_ASCII: Final = "\uffff"
"""Stands for any character beyond ASCII in what a rule needs."""


class Claim(NamedTuple):
    """A part of the text and what is spoken for it."""

    start: int
    end: int
    spoken: str
    language: str | None = None
    phonemes: str | None = None
    tag: str | None = None


Spoken = str | Iterable[Claim] | None
"""What a rule returns: words for the whole match (or for its group "it"), claims for parts of it, or None to pass."""
Reader = Callable[[re.Match[str], Locale], Spoken]


@dataclass(frozen=True, eq=False)
class Rule:
    """A pattern of written text, and what to speak for it."""

    name: str
    about: str
    source: str
    """The pattern, as a verbose regular expression."""
    flags: re.RegexFlag
    required: tuple[frozenset[str], ...]
    """Sets of characters: every text that the pattern matches has at least one of each set."""
    reader: Reader
    says: Mapping[str, str] = field(default_factory=dict)
    leaves: tuple[str, ...] = ()
    required_hints: int = field(init=False)
    """The hints that a text must have for the pattern to match: see `hints`."""

    def __post_init__(self) -> None:
        """Number the sets of characters that it requires."""
        object.__setattr__(self, "required_hints", sum({_bit(characters) for characters in self.required}))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, compiled when it is first needed: compiling all of them would delay the start."""
        return re.compile(self.source, self.flags)

    def claims(self, text: str, locale: Locale, start: int = 0) -> list[Claim]:
        """Return what this rule claims from a place on of a text in which earlier claims are marked as taken."""
        claims: list[Claim] = []
        reader, group = self.reader, "it" if "it" in self.pattern.groupindex else 0
        for match in self.pattern.finditer(text, start):
            spoken = reader(match, locale)
            if isinstance(spoken, str):
                claims.append(Claim(*match.span(group), spoken))
            elif spoken is not None:
                claims.extend(spoken)
        return [claim for claim in claims if claim[0] < claim[1] and CLAIMED not in text[claim[0] : claim[1]]]


def hints(text: str) -> int:
    """Return a bit for each required set of which a text has a character: a rule only matches if all its bits are set.

    This quick test avoids the search for most rules; it is repeated after each claim for the remaining text.
    """
    bits = _OF_SIGN[NOT_ASCII] if not text.isascii() else 0
    for sign in set(text):
        if sign in _OF_SIGN:
            bits |= _OF_SIGN[sign]
    return bits


_BITS: Final[dict[frozenset[str], int]] = {}
"""The bit of each set of characters that a rule requires."""
_OF_SIGN: Final[dict[str, int]] = defaultdict(int)
"""The bits of the sets that contain each character."""


def _bit(characters: frozenset[str]) -> int:
    if characters not in _BITS:
        _BITS[characters] = 1 << len(_BITS)
        for sign in characters:
            _OF_SIGN[sign] |= _BITS[characters]
    return _BITS[characters]


def rule(
    pattern: str,
    *,
    says: Mapping[str, str],
    leaves: tuple[str, ...] = (),
    needs: str | tuple[str, ...] = (),
    any_case: bool = False,
) -> Callable[[Reader], Rule]:
    """Make a rule of a function that returns what is spoken for a match of the pattern.

    `says` has texts with their readings, `leaves` has texts of which this rule must claim nothing; both are tests.
    `needs` names characters of which every text that the pattern matches has at least one, or several such sets: other
    texts are not searched.
    """
    required = tuple(map(frozenset, (needs,) if isinstance(needs, str) else needs))
    flags = re.VERBOSE | re.MULTILINE | (re.IGNORECASE if any_case else re.RegexFlag(0))

    def decorate(reader: Reader) -> Rule:
        family = reader.__module__.rpartition(".")[2]
        name = reader.__name__ if family == "words" else f"{family}.{reader.__name__}"
        about = (reader.__doc__ or "").strip()
        return Rule(name, about, pattern, flags, required, reader, says, leaves)

    return decorate


class RuleIndex:
    """Rules in the order in which they may claim a text, indexed by the characters that they require."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._places: dict[int, list[tuple[int, int]]] = defaultdict(list)
        """The places of rules by the smallest set that they require, each with all hints that it needs."""
        for place, rule in enumerate(self._rules):
            rarest = min(rule.required, key=len, default=None)
            self._places[0 if rarest is None else _bit(rarest)].append((place, rule.required_hints))
        self.candidates = lru_cache(_CACHED_HINTS)(self._candidates)
        """The rules that can match a text with these hints."""

    def _candidates(self, present: int) -> tuple[Rule, ...]:
        missing = ~present
        hinted = (some for hint, some in self._places.items() if not hint & missing)
        return tuple(
            self._rules[place]
            for place in sorted([at for some in hinted for at, all_of in some if not all_of & missing])
        )


_CACHED_HINTS: Final = 512
"""Sets of hints whose candidates are cached: similar short texts have the same hints."""


def rules_in(*families: ModuleType) -> tuple[Rule, ...]:
    """Return the rules of some families, in their order, and within a family in the order of the file."""
    return tuple(rule for family in families for rule in vars(family).values() if isinstance(rule, Rule))
