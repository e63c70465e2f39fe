"""What a language brings to the forms: how it counts, dates and tells the time, and its words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final, Literal

from wyoming_kokoro.text.tables import table

Gender = Literal["", "m", "f", "n"]
"""Of what is counted; nothing where a number stands by itself."""

VULGAR: Final = {
    **{"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5)},
    **{"⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8), "⅐": (1, 7)},
    **{"⅑": (1, 9), "⅒": (1, 10)},
}
"""Fractions that are one character."""


@dataclass(frozen=True, slots=True)
class CountedNoun:
    """What is counted: a unit or a coin."""

    one: str
    many: str
    gender: Gender


@dataclass(frozen=True, slots=True)
class Currency:
    """A coin and its hundredth."""

    large: CountedNoun
    small: CountedNoun


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of the day as it is written."""

    hour: int
    minute: int | None = None
    second: int | None = None
    half: str = ""
    """"a" or "p" where the clock has twelve hours."""


@dataclass(frozen=True)
class LanguageProfile:
    """One language: what it does in its own way, and its tables."""

    code: str
    cardinal: Callable[[int, Gender], str]
    ordinal: Callable[[int, Gender], str]
    fraction: Callable[[int, int], str]
    decimals: Callable[[str, Gender], str]
    """What is said for the digits after the decimal comma."""
    day: Callable[[int, int | None, int | None], str]
    """A day, its month and its year."""
    clock: Callable[[ClockTime], str]
    joined_coins: Callable[[str, str], str]
    """Whole coins and their hundredths, both in words."""
    of: Callable[[str], str]
    """A noun after "of": "de metro", "d'euros"."""
    millions: Callable[[int], bool]
    """Whether what is counted stands after "of" behind this number: "un millón de euros"."""
    ordinal_gender: Callable[[str], Gender | None]
    """The gender that an ordinal's ending has; None if this is none."""
    one: Callable[[str], bool]
    """Whether what is counted stands in the singular after this number, written with a point before its decimals."""
    one_of: Callable[[str], str] | None = None
    """One of a thing, where the word for one depends on what follows: "un'ora", "uno studente"."""
    year: Callable[[int], str] | None = None
    """A year, where it is said in another way than a number."""
    inflected: Callable[[str, str], str] = lambda spoken, _before: spoken
    """A day or an ordinal as it is after this word: "dritter" becomes "am dritten"."""
    shortened: Callable[[str], str] = lambda spoken: spoken
    """What an ordinal becomes before a masculine noun: "primero" becomes "primer"."""

    @cached_property
    def words(self) -> dict[str, str]:
        """What the forms need besides numbers: "minus", "point", "dot"; also parts of shapes."""
        return {row[0]: row[1] if len(row) > 1 else "" for row in table(self.code, "words.tsv")}

    @cached_property
    def months(self) -> dict[str, int]:
        """Names of months, also short ones, in small letters."""
        rows = enumerate(table(self.code, "months.tsv"), 1)
        return {name.lower(): number for number, row in rows for name in row[0].split()}

    def month(self, number: int) -> str:
        """The name of a month."""
        return table(self.code, "months.tsv")[number - 1][0].split()[0]

    @cached_property
    def units(self) -> dict[str, CountedNoun]:
        """Units by their signs."""
        return {sign: _noun(row[1:]) for row in table(self.code, "units.tsv") for sign in row[0].split()}

    @cached_property
    def currencies(self) -> dict[str, Currency]:
        """Coins by their signs and codes; codes in small letters too unless they are words."""
        found: dict[str, Currency] = {}
        for row in table(self.code, "currencies.tsv"):
            currency = Currency(_noun(row[1:4]), _noun(row[4:7]))
            for sign in row[0].split():
                found[sign] = currency
                if sign.lower() not in _ALSO_WORDS:
                    found[sign.lower()] = currency
        return found

    @cached_property
    def abbreviations(self) -> dict[str, str]:
        """Short forms, in small letters and without their last stop."""
        return {row[0]: row[1] for row in table(self.code, "abbreviations.tsv")}

    @cached_property
    def phrases(self) -> dict[str, str]:
        """Writings with a reading of their own, in small letters."""
        return {row[0]: row[1] for row in table(self.code, "phrases.tsv")}

    @cached_property
    def initials(self) -> tuple[str, ...]:
        """Initials said letter by letter although they could be a word."""
        return tuple(sign for row in table(self.code, "initials.tsv") for sign in row[0].split())

    @cached_property
    def symbols(self) -> dict[str, str]:
        """Signs that are said in a text."""
        return {row[0]: row[1] for row in table(self.code, "symbols.tsv")}

    @cached_property
    def address_signs(self) -> dict[str, str]:
        """Signs as they are called in addresses of the net."""
        return {row[0]: row[1] for row in table(self.code, "addresses.tsv") if len(row[0]) == 1}

    @cached_property
    def known_labels(self) -> dict[str, str]:
        """Names in addresses that are said as words."""
        common = {row[0]: row[1] if len(row) > 1 else row[0] for row in table("western", "labels.tsv")}
        return common | {row[0]: row[1] for row in table(self.code, "addresses.tsv") if len(row[0]) > 1}

    def ordinal_before(self, number: int, gender: Gender) -> str:
        """An ordinal in front of what it counts."""
        spoken = self.ordinal(number, gender)
        return self.shortened(spoken) if gender == "m" else spoken

    def digits(self, written: str, gender: Gender = "") -> str:
        """Digit by digit."""
        return " ".join(self.cardinal(int(digit), gender) for digit in written if digit.isdecimal())

    def number(self, written: str, gender: Gender = "") -> str:
        """A number as it is written, with its sign."""
        minus, whole, decimals = parsed(written)
        leading = len(whole) > 1 and whole[0] == "0"
        spoken = self.digits(whole) if leading or len(whole) > LONGEST else self.cardinal(int(whole), gender)
        if minus:
            spoken = f"{self.words['minus']} {spoken}"
        if not decimals:
            return spoken
        alone = self.number(("-" if minus else "") + whole, self._before_comma(gender))
        return f"{alone} {self.words['point']} {self.decimals(decimals, gender)}"

    def counted(self, written: str, noun: CountedNoun) -> str:
        """So many of a thing: "veintiún grados", "un millón de euros"."""
        spoken = self.number(written, noun.gender)
        _, whole, decimals = parsed(written)
        if not decimals and self.millions(int(whole[:LONGEST])):
            return f"{spoken} {self.of(noun.many)}"
        name = noun.one if self.one(plain(written)) else noun.many
        if spoken == self.words.get("elided") and name[0] in "aeiou":
            return f"{spoken[:-1]}'{name}"
        return f"{spoken} {name}"

    def amount(self, written: str, gender: Gender = "") -> str:
        """A number that may have a fraction: "2 1/2", "½"."""
        found = MIXED.fullmatch(written)
        if not found:
            return self.number(written, gender)
        top, bottom = VULGAR[found["sign"]] if found["sign"] else (int(found["top"]), int(found["bottom"]))
        part = self.fraction(top, bottom)
        minus = f"{self.words['minus']} " if found["minus"] else ""
        if not found["whole"]:
            return minus + part
        behind = self.half(gender) if (top, bottom) == (1, 2) else f"{self.words['and']} {part}"
        before = "m" if not gender and self.words.get("half first") else gender
        return f"{minus}{self.number(found['whole'], before)} {behind}"

    def halved(self, whole: str, noun: CountedNoun) -> str:
        """So many and a half of a thing: "dos horas y media", "zwei einhalb Stunden"."""
        if self.words.get("half first"):
            return f"{self.number(whole, 'm')} {self.half(noun.gender)} {noun.many}"
        return f"{self.counted(whole, noun)} {self.half(noun.gender)}"

    def half(self, gender: Gender) -> str:
        """A half behind something whole: "y media", "et demi"."""
        return self.words["and half f" if gender == "f" else "and half"]

    def spelled(self, letters: str) -> str:
        """Letter by letter, digits as numbers of one digit."""
        return " ".join(self.digits(sign) if sign.isdecimal() else sign.upper() for sign in letters)

    def _before_comma(self, gender: Gender) -> Gender:
        return "f" if gender == "f" else ""


LONGEST: Final = 30
"""Digits; longer numbers are read digit by digit."""
WHOLE: Final = r"(?:\d{1,3}(?>(?:[. ]\d{3})+)(?![\d])|\d++)"
"""A number without decimals, in groups of three or not."""
NUMBER: Final = (
    r"(?:\d{1,3}(?>(?:\.\d{3})+)(?!\d)(?:,\d++)?|\d{1,3}(?>(?:,\d{3}){2,})(?!\d)(?:\.\d++)?|\d{1,3},\d{3}\.\d++"
    r"|\d{1,3}(?>(?:[ ]\d{3})+)(?!\d)(?:,\d++)?|\d++(?:[.,]\d++)?)"
)
"""A number as it may be written: with or without groups of three, with a comma or a point before its decimals."""
MIXED: Final = re.compile(
    r"(?P<minus>-?)(?:(?P<whole>\d{1,9})[ ]?(?=[½⅓⅔¼¾⅕-⅞⅐⅑⅒]|(?<=[ ])\d))?"
    r"(?:(?P<sign>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒])|(?P<top>\d{1,6})/(?P<bottom>\d{1,6}))"
)
"""A fraction, also behind a whole number."""
AMOUNT: Final = rf"(?:(?:\d{{1,9}}[ ])?\d{{1,4}}/\d{{1,4}}(?![\d/])|\d{{0,9}}[ ]?[{''.join(VULGAR)}]|{NUMBER})"
"""A number, also with a fraction."""


def parsed(written: str) -> tuple[bool, str, str]:
    """Whether a number is negative, its digits before the comma, and those after it."""
    whole, _, decimals = plain(written.lstrip("-")).partition(".")
    return written.startswith("-"), whole or "0", decimals


def plain(written: str) -> str:
    """A number without groups of three, and with a point before its decimals."""
    found = written.replace(" ", "")
    if "." in found and "," in found:
        mark = max(".", ",", key=found.rfind)
        return found.replace("," if mark == "." else ".", "").replace(mark, ".")
    if "," in found:
        return found.replace(",", "" if found.count(",") > 1 else ".")
    return found.replace(".", "") if _GROUPED.fullmatch(found) else found


def paired(written: str, cardinal: Callable[[int, Gender], str], gender: Gender) -> str:
    """Decimals as one number, and if they are many in pairs; noughts in front one by one."""
    if len(written) <= 3 and written[0] != "0":
        return cardinal(int(written), gender)
    if written[0] == "0":
        return " ".join(cardinal(int(digit), gender) for digit in written)
    pairs = [written[at : at + 2] for at in range(0, len(written), 2)]
    return " ".join(
        " ".join(cardinal(int(digit), gender) for digit in pair) if pair[0] == "0" else cardinal(int(pair), gender)
        for pair in pairs
    )


_GROUPED: Final = re.compile(r"-?(?!0)\d{1,3}(?:\.\d{3})+")
_ALSO_WORDS: Final = frozenset("ron try all top sos mad cup mop sol nad ars pen lak gel dop".split())
"""Codes of currencies that in small letters are words of one of the languages."""


@cache
def alternatives(words: tuple[str, ...]) -> str:
    """A shape for any of these words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _noun(row: tuple[str, ...]) -> CountedNoun:
    genders: dict[str, Gender] = {"m": "m", "f": "f", "n": "n"}
    return CountedNoun(row[1], row[2], genders[row[0]])
