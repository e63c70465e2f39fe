"""Decades, quarters, eras and years."""

import re
from typing import Final

from wyoming_kokoro.text.en.calendar import spoken_short_year, spoken_year
from wyoming_kokoro.text.en.context import link
from wyoming_kokoro.text.en.fragments import RECENT_YEAR
from wyoming_kokoro.text.en.numbers import cardinal, ordinal, year
from wyoming_kokoro.text.en.quantities import is_unit
from wyoming_kokoro.text.en.vocabulary import any_of, word_set
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Claim, rule


@rule(
    r"(?<![\w$€£])(?P<one>1[1-9]\d0|20\d0)'?s(?P<to>\s?[-–—]\s?|\sto\s)'?(?P<two>\d0|1[1-9]\d0|20\d0)'?s\b",
    needs=("s", "12", "0"),
    says={"1960s-80s": "nineteen sixties to eighties", "1990s–2000s": "nineteen nineties to two thousands"},
    leaves=("1960s", "60s-80s"),
)
def decades(match: re.Match[str], locale: Locale) -> str:
    """A range of decades."""
    return f"{_decade(match['one'], locale)} to {_decade(match['two'], locale)}"


_DECADE_OF_CENTURY: Final = r"(?<![\w$€£.,])(?<!\d-)(?P<mid>mid-)?(?P<it>(?!1000'?s[ ]of)(?:1\d|20)\d0)'?s(?!\w)"
_SHORT_DECADE: Final = r"(?<![\w$€£.,])'(?P<short>\d0)'?s\b"
_DECADE_BEFORE_NOUN: Final = rf"(?<![\w$€£.,-])(?P<kind>[2-9]0)'?s(?=[ ]{any_of('years.of_decades')}\b)"
_DECADE_AFTER_WORD: Final = (
    rf"\b{any_of('years.before_decades')}[ -](?P<bare>[2-9]0)'?s\b(?![ ]?(?:timer|delay|later|timeout))"
)


@rule(
    rf"{_DECADE_OF_CENTURY}|{_SHORT_DECADE}|{_DECADE_BEFORE_NOUN}|{_DECADE_AFTER_WORD}",
    needs=("sS", "0"),
    any_case=True,
    says={
        "the 1990s": "the nineteen nineties",
        "2000s": "two thousands",
        "music of the '80s": "music of the eighties",
        "in her 30s": "in her thirties",
        "highs in the upper 70s": "highs in the upper seventies",
        "the mid-1970s": "the mid nineteen seventies",
        "play 80s music": "play eighties music",
    },
    leaves=("1995s", "$1990s", "wait 30s", "the 30s timer"),
)
def decade(match: re.Match[str], locale: Locale) -> list[Claim]:
    """A decade, with or without its century."""
    group = next(name for name in ("it", "short", "bare", "kind") if match[name])
    start = match.start(group) - (1 if group == "short" else 0)
    claims = [Claim(start, match.end(), _decade(match[group], locale))]
    return [Claim(match.start("mid"), match.end("mid"), "mid"), *claims] if match["mid"] else claims


@rule(
    r"(?<!\w)(?P<quarter>[1-4])Q[ ]?(?P<year>'?\d{2}|20\d{2})(?!\w)",
    needs=("Q", DIGITS),
    says={"growth in 2Q22": "growth in the second quarter of twenty twenty two"},
    leaves=("5Q22", "2Q2"),
)
def quarter(match: re.Match[str], locale: Locale) -> str:
    """A quarter of a year."""
    return (
        f"the {ordinal(int(match['quarter']), locale)} quarter of {spoken_year(match['year'].lstrip(chr(39)), locale)}"
    )


_ERA: Final = r"(?:B\.?C\.?E?\.?|A\.?D\.?|C\.?E\.?)"


@rule(
    rf"""(?<![\w.,$€£-])(?:(?P<before>A\.?D\.?|AD)[ ](?P<late>\d{{1,4}})
        | (?P<year>\d{{1,4}})(?P<range>[-–]\d{{1,4}})?[ ]?
          (?P<era>{_ERA})(?<!\.)(?P<dot>\.(?=\s+[a-z,;)]))?)(?![\w])""",
    needs=("ABC", DIGITS),
    says={"340 A.D": "three forty A D", "in 44 BC": "in forty four B C", "AD 79": "A D seventy nine"},
    leaves=("12 Bc", "5 CEOs", "A 5"),
)
def era(match: re.Match[str], locale: Locale) -> str:
    """A year BC or AD."""
    if match["late"]:
        return f"A D {_era_year(match['late'], locale)}"
    to = f" to {_era_year(match['range'][1:], locale)}" if match["range"] else ""
    return f"{_era_year(match['year'], locale)}{to} {' '.join(match['era'].replace('.', ''))}"


@rule(
    rf"""(?<![\w.,$€£:/-])(?P<one>{RECENT_YEAR})(?:\s?[-–—]\s?|\s(?P<to>to|through|until)\s)
        (?P<two>{RECENT_YEAR}|\d{{2}})(?![\w:/%°]|[.,-]\d|\s?{any_of("years.measured_or_counted")}\b)""",
    needs="12",
    says={
        "1970-2010": "nineteen seventy to twenty ten",
        "the 2019-20 season": "the twenty nineteen to twenty season",
        "from 1939 to 1945": "from nineteen thirty nine to nineteen forty five",
        "the 2008-09 season": "the two thousand eight to two thousand nine season",
    },
    leaves=("1500-2000 watts", "2019-120", "2020-12-01", "1500 to 5000"),
)
def years(match: re.Match[str], locale: Locale) -> str | None:
    """A range of years."""
    one, two = match["one"], match["two"]
    if len(two) == 2:
        turn = one[2:] == "99" and two == "00"
        if int(two) <= int(one[2:]) and not turn:
            return None
        full = turn or two[0] == "0"
        last = year(int(one) + 1 if turn else int(one[:2] + two), locale) if full else spoken_short_year(two, locale)
    else:
        if int(two) < int(one):
            return None
        last = year(int(two), locale)
    return f"{year(int(one), locale)} {link(match, match['to'] or '-')} {last}"


@rule(
    r"""(?:(?<![\w.,$€£:/\#-])|(?<=[a-z]-))(?P<year>1\d\d\d|20\d\d)(?P<s>'s)?(?![\w:/%°$€£]|[.,-]\d|-[a-zA-Z]|\s?[+*=×x]\s?\d)""",
    needs="12",
    says={
        "He left in 2013.": "He left in twenty thirteen .",
        "1973": "nineteen seventy three",
        "The 2006 report is out.": "The two thousand six report is out .",
        "post-2008 rules": "post two thousand eight rules",
        "the 2024 Olympics": "the twenty twenty four Olympics",
        "its 2023 results": "its twenty twenty three results",
    },
    leaves=(
        "1500 people came",
        "2000 steps",
        "12000",
        "1999.5",
        "$2013",
        "code 2013",
        "2,013",
        "2000 mAh",
        "the 2000 homes",
        "2024 homes",
    ),
)
def plain_year(match: re.Match[str], locale: Locale) -> str | None:
    """A year on its own, unless it counts or measures something or is a code."""
    before = match.string[max(0, match.start() - 24) : match.start()].lower().split()
    last = before[-1].strip("(\"'") if before else ""
    announced = last in _BEFORE_YEARS
    if match["year"] < _EARLIEST_YEAR and not announced:
        return None
    if last in _CODES or last in _BEFORE_COUNTS or before[-2:-1] in (["flight"], ["flights"]):
        return None
    if not announced and _is_quantity(match, last):
        return None
    return year(int(match["year"]), locale) + (match["s"] or "")


def _is_quantity(match: re.Match[str], last: str) -> bool:
    """Return whether a number counts or measures what follows; `last` is the word before it, in lower case."""
    following = _AFTER.match(match.string, match.end())
    if following is None or match.string[match.start() - 1 : match.start()] == "-":
        return False
    if following[1] in _COUNTED or _is_unit(following[1]):
        return True
    owned = last in _OWNERS or last.endswith("'s")
    plural = following[1].endswith("s") and following[1] not in _NOT_COUNTED
    return plural and not (owned and _is_known_year(match["year"]))


@rule(
    r"(?<![\w.,$€£/-])(?P<one>19\d\d|20\d\d)/(?P<two>\d\d)(?![\w/]|[.,]\d)",
    needs=("/", DIGITS),
    says={"the 2024/25 season": "the twenty twenty four to twenty five season"},
    leaves=("2024/27", "1024/25", "2024/25/3"),
)
def split_year(match: re.Match[str], locale: Locale) -> str | None:
    """A year that begins in one calendar year and ends in the next."""
    one = int(match["one"])
    if int(match["two"]) != (one + 1) % 100:
        return None
    two = spoken_short_year(match["two"], locale) if match["two"] > "10" else year(one + 1, locale)
    return f"{year(one, locale)} to {two}"


@rule(
    r"\b[Yy]ear[ ](?P<it>\d{3,4})(?![\w%°:/]|[.,-]\d)",
    needs=("yY", DIGITS),
    says={"in the year 802": "in the year eight oh two", "Year 2525": "Year twenty five twenty five"},
    leaves=("years 802", "year 12"),
)
def named_year(match: re.Match[str], locale: Locale) -> str:
    """A number after the word "year"."""
    return _era_year(match["it"], locale)


@rule(
    r"""\b(?:in|by|until|since|before|after)[ ](?P<it>2[1-4]\d\d)
        (?![\w%°:/$€£]|[.,-]\d|[ ][a-z]+s\b|[ ](?:people|of|k?W|m|ft|feet)\b)""",
    needs=("2", DIGITS),
    says={"by 2100": "by twenty one hundred"},
    leaves=("in 2200 homes", "of 2100", "in 2100 m"),
)
def far_year(match: re.Match[str], locale: Locale) -> str:
    """A year of the next centuries, after a preposition."""
    return year(int(match["it"]), locale)


@rule(
    r"(?<![\w'])'(?P<it>\d{2})(?![\w:'\"-])",
    needs=("'", DIGITS),
    says={"the class of '98": "the class of ninety eight", "summer of '05": "summer of oh five"},
    leaves=("'4", "'123", "'80s"),
)
def short_year(match: re.Match[str], locale: Locale) -> list[Claim]:
    """A year of two digits after an apostrophe."""
    return [Claim(*match.span(), spoken_short_year(match["it"], locale))]


_AFTER: Final = re.compile(r"[ -]([A-Za-z]+)")
_EARLIEST_YEAR: Final = "1100"
"""Smaller numbers are years only after a word that announces one."""
_COUNTED: Final = word_set("years.counted")
"""Words that a number before them counts or measures, so that it is not a year."""
_NOT_COUNTED: Final = word_set("years.not_counted")
"""Words that end in s but that a number before them does not count."""
_BEFORE_YEARS: Final = word_set("years.before_years")
_OWNERS: Final = word_set("years.owners")
"""After one of these words a number before a noun may be a year: "the 2024 rules"."""
_BEFORE_COUNTS: Final = word_set("years.before_counts")
"""After one of these words a number is a quantity."""
_CODES: Final = word_set("years.codes")
"""After one of these words a number is a code."""


def _is_known_year(written: str) -> bool:
    """Return whether a number is an unlikely quantity: "the 2024 rules", but not "the 2000 people"."""
    return "1900" < written < "2050" and written[2:] not in {"00", "50"}


def _is_unit(word: str) -> bool:
    """Return whether a word after a number can only be a unit: "mAh", but not "in"."""
    return len(word) > 1 and (word[-1].isupper() or word[1:-1].lower() != word[1:-1]) and is_unit(word)


def _decade(written: str, locale: Locale) -> str:
    """Return a decade in words: 1960 as "nineteen sixties"."""
    spoken = spoken_short_year(written, locale) if len(written) == 2 else year(int(written), locale)
    return spoken[:-1] + "ies" if spoken.endswith("y") else spoken + "s"


def _era_year(written: str, locale: Locale) -> str:
    """Return a year BC or AD in words: 340 as "three forty"."""
    number = int(written)
    if 100 < number < 1000 and number % 100:
        hundreds, rest = divmod(number, 100)
        return f"{cardinal(hundreds, locale)} {'oh ' if rest < 10 else ''}{cardinal(rest, locale)}"
    return year(number, locale)
