"""What a rule is: a shape, what to say for it, and examples which are its tests."""

import re
import string
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import ModuleType
from typing import Final, NamedTuple

from wyoming_kokoro.text.locale import Locale

TAKEN: Final = "\x1a"
"""Stands where an earlier rule has claimed a character: no letter, no digit, no blank, and named by no shape."""
DIGITS: Final = "0123456789"
"""The cue of every rule that begins with a number."""
LETTERS: Final = string.ascii_letters
"""The cue of every rule that needs a plain letter somewhere: a text of figures alone is spared them."""
NOT_ASCII: Final = "\uffff"
"""A cue that is there as soon as a text has a character beyond ASCII."""


class Claim(NamedTuple):
    """A part of the text and what is said for it."""

    start: int
    end: int
    spoken: str
    language: str | None = None
    phonemes: str | None = None
    tag: str | None = None


Spoken = str | Iterable[Claim] | None
"""What a rule answers: words for the whole shape (or for its group named "it"), parts of it, or None to pass."""
Reader = Callable[[re.Match[str], Locale], Spoken]


@dataclass(frozen=True, eq=False)
class Rule:
    """A shape of writing and what to say for it."""

    name: str
    about: str
    source: str
    """The shape, as a verbose regular expression."""
    flags: re.RegexFlag
    cues: tuple[frozenset[str], ...]
    """Sets of characters; of each at least one is in every text the shape fits."""
    reader: Reader
    says: Mapping[str, str] = field(default_factory=dict)
    leaves: tuple[str, ...] = ()
    needs: int = field(init=False)
    """Which hints a text has to give, lest the shape be sought in vain: see `hints`."""

    def __post_init__(self) -> None:
        """Make its cues hints."""
        object.__setattr__(self, "needs", sum({_bit(cue) for cue in self.cues}))

    @cached_property
    def shape(self) -> re.Pattern[str]:
        """The shape, compiled when it is first needed: compiling all of them would delay the start."""
        return re.compile(self.source, self.flags)

    def parts(self, text: str, locale: Locale, start: int = 0) -> list[Claim]:
        """What this rule claims of a text in which earlier claims are marked as taken, from a place on."""
        found: list[Claim] = []
        reader, group = self.reader, "it" if "it" in self.shape.groupindex else 0
        for match in self.shape.finditer(text, start):
            spoken = reader(match, locale)
            if isinstance(spoken, str):
                found.append(Claim(*match.span(group), spoken))
            elif spoken is not None:
                found.extend(spoken)
        return [part for part in found if part[0] < part[1] and TAKEN not in text[part[0] : part[1]]]


def hints(text: str) -> int:
    """Which cues a text has a character of, a bit for each: a rule needs some of them to fit.

    It is a quick look that spares most rules the search, and asked anew for the rest after each claim.
    """
    found = _OF_SIGN[NOT_ASCII] if not text.isascii() else 0
    for sign in set(text):
        if sign in _OF_SIGN:
            found |= _OF_SIGN[sign]
    return found


_BITS: Final[dict[frozenset[str], int]] = {}
"""The bit of each cue of a rule that has been made."""
_OF_SIGN: Final[dict[str, int]] = defaultdict(int)
"""For each character the cues it is in."""


def _bit(cue: frozenset[str]) -> int:
    if cue not in _BITS:
        _BITS[cue] = 1 << len(_BITS)
        for sign in cue:
            _OF_SIGN[sign] |= _BITS[cue]
    return _BITS[cue]


def rule(
    shape: str,
    *,
    says: Mapping[str, str],
    leaves: tuple[str, ...] = (),
    cue: str | tuple[str, ...] = (),
    any_case: bool = False,
) -> Callable[[Reader], Rule]:
    """Makes a rule of a function that says what is read for a match of the shape.

    `says` gives texts and their readings, `leaves` texts of which this rule must claim nothing; both are tests.
    """
    cues = tuple(map(frozenset, (cue,) if isinstance(cue, str) else cue))
    flags = re.VERBOSE | re.MULTILINE | (re.IGNORECASE if any_case else re.RegexFlag(0))

    def made(reader: Reader) -> Rule:
        family = reader.__module__.rpartition(".")[2]
        name = reader.__name__ if family == "words" else f"{family}.{reader.__name__}"
        about = (reader.__doc__ or "").strip()
        return Rule(name, about, shape, flags, cues, reader, says, leaves)

    return made


class RuleIndex:
    """Rules in the order in which they may claim a text."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._places: dict[int, list[tuple[int, int]]] = defaultdict(list)
        """By the hint that fewest texts give of those they need: the places of rules, each with all that it needs."""
        for place, rule in enumerate(self._rules):
            rarest = min(rule.cues, key=len, default=None)
            self._places[0 if rarest is None else _bit(rarest)].append((place, rule.needs))
        self.fitting = lru_cache(_KEPT)(self._fitting)
        """Those that may fit a text with these hints."""

    def _fitting(self, held: int) -> tuple[Rule, ...]:
        lacks = ~held
        hinted = (some for hint, some in self._places.items() if not hint & lacks)
        return tuple(
            self._rules[place] for place in sorted([at for some in hinted for at, all_of in some if not all_of & lacks])
        )


_KEPT: Final = 512
"""Sets of hints for which it is known which rules may fit: short texts of one kind have the same."""


def rules_in(*families: ModuleType) -> tuple[Rule, ...]:
    """The rules of some families: in their order, and within a family from the top down."""
    return tuple(each for family in families for each in vars(family).values() if isinstance(each, Rule))
