"""Roman numerals, where the words around show that the letters are a number."""

import re
from functools import cache
from typing import Final

from wyoming_kokoro.text.en.context import starters, word_before
from wyoming_kokoro.text.en.fragments import ORDINAL_ENDING
from wyoming_kokoro.text.en.numbers import cardinal, ordinal, year
from wyoming_kokoro.text.en.vocabulary import any_of, word_set
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import Claim, rule
from wyoming_kokoro.text.tables import table

_NUMERAL: Final = r"(?=[IVXLCDM])M{0,3}(?:C[MD]|D?C{0,3})(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})"


@rule(
    rf"\b{any_of('romans.counted')}[ ](?P<it>{_NUMERAL})(?:[-–](?P<last>{_NUMERAL}))?(?![\w'’-])",
    needs="IVXLCDMivx",
    any_case=True,
    says={
        "Chapter IV": "Chapter four",
        "Scene ii": "Scene two",
        "World War II ended": "World War two ended",
        "Super Bowl LVIII": "Super Bowl fifty eight",
        "since World War I began": "since World War one began",
        "see pages xii–xiv": "see pages twelve to fourteen",
    },
    leaves=("Sam and I", "part i liked", "type C", "group I joined", "an Xbox Series X", "page I read"),
)
def counted(match: re.Match[str], locale: Locale) -> list[Claim] | None:
    """The number of a chapter, a part, a war and the like."""
    numeral = match["it"]
    following = re.match(r"\s+[a-z]+", match.string[match.end() : match.end() + 12])
    small = numeral.islower() and len(numeral) > 1 and set(numeral) <= set("ivx")
    if not (numeral.isupper() or small) or numeral in {"C", "D", "M", "L"}:
        return None
    if numeral == "X" and match[0].lower().startswith("series"):
        return None
    if (
        numeral == "I"
        and not (match[0][0].isupper() and word_before(match))
        and following
        and following[0].strip() not in {"and", "of", "in", "is", "to", "or", "the", "was", "error"}
    ):
        return None
    spoken = cardinal(value(numeral), locale)
    if not match["last"]:
        return [Claim(*match.span("it"), spoken)]
    return [Claim(match.start("it"), match.end("last"), f"{spoken} to {cardinal(value(match['last']), locale)}")]


@rule(
    rf"\b(?P<name>[A-Z][a-zé]+(?:-[A-Z][a-zé]+)?)[ ](?P<it>(?P<numeral>{_NUMERAL})(?P<s>'s)?)(?![\w-])",
    needs="IVXLCDM",
    says={
        "Henry VIII": "Henry the eighth",
        "Pope John Paul II": "Pope John Paul the second",
        "Louis XIV's court": "Louis the fourteenth's court",
        "Rocky II": "Rocky two",
    },
    leaves=(
        "Sam and I",
        "Malcolm X",
        "Yes I do",
        "Vitamin D",
        "King I",
        "Robert C Williams",
        "George V. Smith",
        "Henry X Jones",
        "Charles M",
    ),
)
def named(match: re.Match[str], locale: Locale) -> str | None:
    """The number of a king, a pope, or a sequel."""
    numeral, name = match["numeral"], match["name"]
    if len(numeral) == 1 and (numeral not in "IVX" or _is_initial(match)):
        return None
    if name in _regnal() and not (
        numeral == "I" and re.match(r"\s+(?:'?[a-z])", match.string[match.end() :][:4]) and name not in _QUEENS
    ):
        return f"the {ordinal(value(numeral), locale)}{match['s'] or ''}"
    if len(numeral) > 1 and re.fullmatch(r"[IVX]+", numeral) and name.lower() not in _NO_NAMES:
        return cardinal(value(numeral), locale)
    return None


@rule(
    rf"""(?<![\w'-])(?P<it>{_NUMERAL}){ORDINAL_ENDING}?(?=[ -]centur(?:y|ies)\b
        |[ ](?:(?:Winter|Summer)[ ])?(?:Olympi|Paralympi)|[ ](?:Legion|Corps|Dynasty|Congress)\b)""",
    needs="IVXLCDM",
    says={
        "in the XIX century": "in the nineteenth century",
        "the XXIV Olympic Games": "the twenty fourth Olympic Games",
    },
    leaves=("the I century", "XIX centers", "X Legions"),
)
def century(match: re.Match[str], locale: Locale) -> list[Claim] | None:
    """The number of a century or another ordinal before a noun."""
    return None if match["it"] == "I" else [Claim(*match.span(), ordinal(value(match["it"]), locale))]


@rule(
    r"(?<!\w)(?:\((?P<both>i{2,3}|iv|vi{1,3}|ix|xi{1,3}|xiv)\)|^(?P<last>i{2,3}|iv|vi{1,3}|ix|xi{1,3}|xiv)\))(?!\w)",
    needs=")",
    says={"(ii) the rent and (iv) the deposit": "( two ) the rent and ( four ) the deposit", "iii) Go": "three ) Go"},
    leaves=("(i) the rent", "part ii)", "(mix)"),
)
def enumerated(match: re.Match[str], locale: Locale) -> list[Claim]:
    """The small numeral of a list item in brackets."""
    group = "both" if match["both"] else "last"
    return [Claim(*match.span(group), cardinal(value(match[group]), locale))]


@rule(
    r"(?<![\w'-])WW(?P<which>I{1,2}|[12])(?![\w'-]*\w)",
    needs="W",
    says={"after WW2": "after World War two", "before WWI.": "before World War one ."},
    leaves=("WWIII", "WW3", "WWF"),
)
def world_war(match: re.Match[str], _locale: Locale) -> str:
    """The abbreviation of a world war."""
    return f"World War {'one' if match['which'] in {'I', '1'} else 'two'}"


@rule(
    rf"(?<![\w'.-])(?P<it>(?=M[CDMXLVI]{{3,}}){_NUMERAL})(?![\w'-])",
    needs="M",
    says={"made in MCMXCIX": "made in nineteen ninety nine", "MMXXIII": "twenty twenty three"},
    leaves=("MIX", "MMM", "MILD", "MCMMM"),
)
def year_of_work(match: re.Match[str], locale: Locale) -> str:
    """A year in Roman numerals; other numerals are shorter."""
    return year(value(match["it"]), locale)


@rule(
    rf"(?<![\w'-])(?P<it>(?=[IVX]{{2,}}){_NUMERAL})(?=[.)]\s|\s*$)(?<!\bMIX)",
    needs="IVX",
    says={"III. Results": "three . Results"},
    leaves=("IV drip", "XXL", "I."),
)
def alone(match: re.Match[str], locale: Locale) -> str | None:
    """A numeral before a heading."""
    before = match.string[max(0, match.start() - 2) : match.start()]
    return cardinal(value(match["it"]), locale) if not before.strip(" \n") else None


def _is_initial(match: re.Match[str]) -> bool:
    """Return whether a letter between names is an initial: "George V. Smith"."""
    following = re.match(r"\.?\s([A-Z][a-z]+)", match.string[match.end() : match.end() + 24])
    return following is not None and following[1].lower() not in starters()


def value(numeral: str) -> int:
    """Return the number that a Roman numeral stands for."""
    values = [_VALUES[sign] for sign in numeral.upper()]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-one if one < following else one for one, following in pairs)


_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_QUEENS: Final = word_set("romans.always_regnal")
"""Names after which an I is a numeral even before a word in lower case."""
_NO_NAMES: Final = word_set("romans.no_names")
"""Words that may have a capital at the beginning of a sentence and are no names."""


@cache
def _regnal() -> frozenset[str]:
    return frozenset(row[0] for row in table("en", "regnal.tsv"))
