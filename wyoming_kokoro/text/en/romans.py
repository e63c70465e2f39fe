"""Roman numerals, where a word before says that these letters are a number."""

import re
from functools import cache
from typing import Final

from wyoming_kokoro.text.en.numbers import cardinal, ordinal
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import rule
from wyoming_kokoro.text.tables import table

_NUMERAL: Final = r"(?=[IVXLCDM])M{0,3}(?:C[MD]|D?C{0,3})(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})"


@rule(
    rf"""\b(?:chapter|part|section|volume|vol\.|book|act|scene|article|appendix|phase|type|class|stage|level|grade|title|war
        |bowl|olympiad|schedule|table|figure|fig\.|step|round|game|episode|season|series|mark|tier|category|theorem|canto
        |psalm|unit|module|lesson|apollo|final[ ]fantasy|factor|schedule|division|group|world[ ]war)[ ]
        (?P<it>{_NUMERAL})(?![\w'’-])""",
    cue="IVXLCDMivx",
    any_case=True,
    says={
        "Chapter IV": "Chapter four",
        "Scene ii": "Scene two",
        "World War II ended": "World War two ended",
        "Super Bowl LVIII": "Super Bowl fifty eight",
    },
    leaves=("Sam and I", "part i liked", "type C", "group I joined"),
)
def counted(match: re.Match[str], locale: Locale) -> str | None:
    """The number of a chapter, a part, a war."""
    numeral = match["it"]
    following = re.match(r"\s+[a-z]+", match.string[match.end() : match.end() + 12])
    small = numeral.islower() and len(numeral) > 1 and set(numeral) <= set("ivx")
    if not (numeral.isupper() or small) or numeral in {"C", "D", "M", "L"}:
        return None
    if (
        numeral == "I"
        and following
        and following[0].strip() not in {"and", "of", "in", "is", "to", "or", "the", "was", "error"}
    ):
        return None
    return cardinal(value(numeral), locale)


@rule(
    rf"\b(?P<name>[A-Z][a-zé]+)[ ](?P<it>(?P<numeral>{_NUMERAL})(?P<s>'s)?)(?![\w-])",
    cue="IVXLCDM",
    says={
        "Henry VIII": "Henry the eighth",
        "Pope John Paul II": "Pope John Paul the second",
        "Louis XIV's court": "Louis the fourteenth's court",
        "Rocky II": "Rocky two",
    },
    leaves=("Sam and I", "Malcolm X", "Yes I do", "Vitamin D", "King I"),
)
def named(match: re.Match[str], locale: Locale) -> str | None:
    """The number of a king, a pope, or the next part of something."""
    numeral, name = match["numeral"], match["name"]
    if name in _regnal() and not (
        numeral == "I" and re.match(r"\s+(?:'?[a-z])", match.string[match.end() :][:4]) and name not in _QUEENS
    ):
        return f"the {ordinal(value(numeral), locale)}{match['s'] or ''}"
    if len(numeral) > 1 and re.fullmatch(r"[IVX]+", numeral) and name.lower() not in _NO_NAMES:
        return cardinal(value(numeral), locale)
    return None


@rule(
    rf"(?<![\w'-])(?P<it>(?=[IVX]{{2,}}){_NUMERAL})(?=[.)]\s|\s*$)(?<!\bMIX)",
    cue="IVX",
    says={"III. Results": "three . Results"},
    leaves=("IV drip", "XXL", "I."),
)
def alone(match: re.Match[str], locale: Locale) -> str | None:
    """A numeral before a heading."""
    before = match.string[max(0, match.start() - 2) : match.start()]
    return cardinal(value(match["it"]), locale) if not before.strip(" \n") else None


def value(numeral: str) -> int:
    """The number a Roman numeral stands for."""
    values = [_VALUES[sign] for sign in numeral.upper()]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-one if one < following else one for one, following in pairs)


_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_QUEENS: Final = frozenset(
    {"Elizabeth", "Victoria", "Napoleon", "Francis", "Nicholas", "Ferdinand", "Wilhelm", "Selassie"}
)
_NO_NAMES: Final = frozenset(
    {"yes", "no", "and", "the", "then", "when", "if", "but", "or", "an", "hospital", "this", "my"}
)


@cache
def _regnal() -> frozenset[str]:
    return frozenset(row[0] for row in table("en", "regnal.tsv"))
