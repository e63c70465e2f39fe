"""A language's profile: how it counts and says dates and times, and its tables of words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final, Literal

from wyoming_kokoro.text.tables import table

Gender = Literal["", "m", "f", "n"]
"""The gender of what is counted; empty for a number by itself."""

VULGAR: Final = {
    **{"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5)},
    **{"⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8), "⅐": (1, 7)},
    **{"⅑": (1, 9), "⅒": (1, 10)},
}
"""Fractions that are one character."""


@dataclass(frozen=True, slots=True)
class CountedNoun:
    """A unit or a currency, in singular and plural."""

    one: str
    many: str
    gender: Gender


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency and its hundredth."""

    large: CountedNoun
    small: CountedNoun


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day as it is written."""

    hour: int
    minute: int | None = None
    second: int | None = None
    half: str = ""
    """"a" or "p" where the clock has twelve hours."""


@dataclass(frozen=True)
class LanguageProfile:
    """One language: the functions for what it does in its own way, and its tables.

    The tables are in the `data` folder of the language; `docs/adding-a-language.md` describes each.
    """

    code: str
    """Two letters, the name of the language's folder."""
    cardinal: Callable[[int, Gender], str]
    """A number in words, with the form for a gender."""
    ordinal: Callable[[int, Gender], str]
    fraction: Callable[[int, int], str]
    """The words for numerator and denominator."""
    day: Callable[[int, int | None, int | None], str]
    """A date: day, month and year, of which the last two may be None."""
    clock: Callable[[ClockTime], str]
    """A time of day."""
    decimals: Callable[[str, Gender], str] | None = None
    """The digits after the decimal comma; None: one by one."""
    join_coins: Callable[[str, str], str] = lambda large, small: f"{large} {small}"
    """An amount of a currency and of its hundredth, both in words: "zwei Euro fünfzig Cent"."""
    with_of: Callable[[str], str] = lambda noun: noun
    """A noun after "of": "de metro", "d'euros"."""
    needs_of: Callable[[int], bool] = lambda _number: False
    """Whether a noun after this number needs "of": "un millón de euros"."""
    ordinal_gender: Callable[[str], Gender | None] = lambda _ending: ""
    """The gender of an ordinal's ending; None if the ending is not one."""
    is_singular: Callable[[str], bool] = lambda plain: plain.lstrip("-") == "1"
    """Whether a noun after this number is singular; the number has a point before its decimals."""
    one_of: Callable[[str, str], str] | None = None
    """One of a thing, if the word for one depends on the noun or on the words before: "un'ora", "mit einem Hund"."""
    one_in_place: Callable[[str, CountedNoun, str], str] = lambda spoken, _noun, _before: spoken
    """One of a unit in the form after these words: "ein Tag" becomes "einem Tag" after "nach"."""
    half_of: Callable[[str], str] | None = None
    """Half of a thing, if the word depends on the noun: "ein halbes Brot"."""
    year: Callable[[int], str] | None = None
    """A year, if it is not read as a number."""
    inflected: Callable[[str, str], str] = lambda spoken, _before: spoken
    """A day in the form after this word: "dritter" becomes "dritten" after "am"."""
    pointed: Callable[[int, str, str], str | None] = lambda _number, _before, _after: None
    """An ordinal that is written with a full stop, in the form between these texts; None: it is no ordinal."""
    shortened: Callable[[str], str] = lambda spoken: spoken
    """An ordinal in the form before a masculine noun: "primero" becomes "primer"."""

    @cached_property
    def words(self) -> dict[str, str]:
        """Words that rules speak: "minus", "point", "and"."""
        return _NamedTexts(self.code, "words.tsv")

    @cached_property
    def patterns(self) -> dict[str, str]:
        """Parts of the rules' regular expressions, such as the words that announce a date."""
        return _NamedTexts(self.code, "patterns.tsv")

    @cached_property
    def months(self) -> dict[str, int]:
        """The number of each month, by its names and short names in lower case."""
        rows = enumerate(table(self.code, "months.tsv"), 1)
        return {name.lower(): number for number, row in rows for name in row[0].split()}

    def month(self, number: int) -> str:
        """The name of a month, by its number."""
        return table(self.code, "months.tsv")[number - 1][0].split()[0]

    @cached_property
    def units(self) -> dict[str, CountedNoun]:
        """The units, by their signs."""
        return {sign: _noun(row[1:]) for row in table(self.code, "units.tsv") for sign in row[0].split()}

    @cached_property
    def per_words(self) -> dict[str, str]:
        """What "per month" and the like are, by what is written after a slash."""
        return {sign: row[1] for row in table(self.code, "per.tsv") for sign in row[0].split()}

    @cached_property
    def weekdays(self) -> dict[str, str]:
        """The days of the week, by their names and short names in lower case."""
        return {name.lower(): row[0].split()[0] for row in table(self.code, "weekdays.tsv") for name in row[0].split()}

    @cached_property
    def currencies(self) -> dict[str, Currency]:
        """The currencies, by their signs and codes; codes also in lower case unless those are words."""
        currencies: dict[str, Currency] = {}
        words = _WORDS_NOT_CODES | set(self.words.get("not currencies", "").split())
        for row in table(self.code, "currencies.tsv"):
            currency = Currency(_noun(row[1:4]), _noun(row[4:7]))
            for sign in row[0].split():
                currencies[sign] = currency
                if sign.lower() not in words:
                    currencies[sign.lower()] = currency
        return currencies

    @cached_property
    def abbreviations(self) -> dict[str, str]:
        """The words for abbreviations, which are in lower case and without their last full stop."""
        return {row[0]: row[1] for row in table(self.code, "abbreviations.tsv")}

    @cached_property
    def phrases(self) -> dict[str, str]:
        """Phrases with a reading of their own, in lower case."""
        return {row[0]: row[1] for row in table(self.code, "phrases.tsv")}

    @cached_property
    def initials(self) -> tuple[str, ...]:
        """Initials that are spelled although they could be a word."""
        return tuple(sign for row in table(self.code, "initials.tsv") for sign in row[0].split())

    @cached_property
    def symbols(self) -> dict[str, str]:
        """The words for signs in a text."""
        return {row[0]: row[1] for row in table(self.code, "symbols.tsv")}

    @cached_property
    def address_signs(self) -> dict[str, str]:
        """The words for signs in internet addresses."""
        return {row[0]: row[1] for row in table(self.code, "addresses.tsv") if len(row[0]) == 1}

    @cached_property
    def known_labels(self) -> dict[str, str]:
        """Names in internet addresses that are spoken as words rather than spelled."""
        common = {row[0]: row[1] if len(row) > 1 else row[0] for row in table("western", "labels.tsv")}
        return common | {row[0]: row[1] for row in table(self.code, "addresses.tsv") if len(row[0]) > 1}

    @cached_property
    def label(self) -> re.Pattern[str]:
        """A word that a number names rather than counts, at the end of a text: "room 1", "page 1"."""
        names = (self.patterns.get("lettered"), self.patterns.get("parts"), self.patterns.get("labels"))
        return re.compile(rf"\b(?:{'|'.join(filter(None, names)) or NOTHING})[ ]$", re.IGNORECASE)

    def per(self, written: str) -> str:
        """What is said for a slash and the word after it: "al mes", "par mois"."""
        return self.per_words.get(written) or f"{self.words['per']} {written}"

    def ordinal_before(self, number: int, gender: Gender) -> str:
        """An ordinal before a noun."""
        spoken = self.ordinal(number, gender)
        return self.shortened(spoken) if gender == "m" else spoken

    def digits(self, written: str, gender: Gender = "") -> str:
        """Read a number digit by digit."""
        return " ".join(self.cardinal(int(digit), gender) for digit in written if digit.isdecimal())

    def number(self, written: str, gender: Gender = "") -> str:
        """Read a number as it is written, with its sign."""
        minus, whole, decimals = parsed(written)
        leading = len(whole) > 1 and whole[0] == "0"
        spoken = self.digits(whole) if leading or len(whole) > LONGEST else self.cardinal(int(whole), gender)
        if minus:
            spoken = f"{self.words['minus']} {spoken}"
        if not decimals:
            return spoken
        alone = self.number(("-" if minus else "") + whole, self._before_comma(gender))
        return f"{alone} {self.words['point']} {self._decimals(decimals, gender)}"

    def counted(self, written: str, noun: CountedNoun) -> str:
        """A number with what it counts: "veintiún grados", "un millón de euros"."""
        spoken = self.number(written, noun.gender)
        _, whole, decimals = parsed(written)
        if not decimals and self.needs_of(int(whole[:LONGEST])):
            return f"{spoken} {self.with_of(noun.many)}"
        name = noun.one if self.is_singular(plain(written)) else noun.many
        if spoken == self.words.get("elided") and name[0] in "aeiou":
            return f"{spoken[:-1]}'{name}"
        return f"{spoken} {name}"

    def amount(self, written: str, gender: Gender = "") -> str:
        """Read a number that may have a fraction: "2 1/2", "½"."""
        match = MIXED.fullmatch(written)
        if not match:
            return self.number(written, gender)
        top, bottom = VULGAR[match["sign"]] if match["sign"] else (int(match["top"]), int(match["bottom"]))
        part = self.fraction(top, bottom)
        minus = f"{self.words['minus']} " if match["minus"] else ""
        if not match["whole"]:
            return minus + part
        behind = self.half(gender) if (top, bottom) == (1, 2) else f"{self.words['and']} {part}"
        before = "m" if not gender and self.words.get("half first") else gender
        return f"{minus}{self.number(match['whole'], before)} {behind}"

    def halved(self, whole: str, noun: CountedNoun) -> str:
        """A number and a half with what it counts: "dos horas y media", "zwei einhalb Stunden"."""
        if self.words.get("half first"):
            return f"{self.number(whole, 'm')} {self.half(noun.gender)} {noun.many}"
        return f"{self.counted(whole, noun)} {self.half(noun.gender)}"

    def half(self, gender: Gender) -> str:
        """A half after a whole number: "y media", "et demi"."""
        return self.words["and half f" if gender == "f" else "and half"]

    def spelled(self, letters: str) -> str:
        """Spell letter by letter and digit by digit."""
        return " ".join(self.digits(sign) if sign.isdecimal() else sign.upper() for sign in letters)

    def _decimals(self, written: str, gender: Gender) -> str:
        return self.decimals(written, gender) if self.decimals else self.digits(written)

    def _before_comma(self, gender: Gender) -> Gender:
        return "f" if gender == "f" else ""


CONTEXT: Final = 80
"""Characters before a number that decide about its form: about a clause."""
NOTHING: Final = "(?!)"
"""A pattern that matches nothing, for what a language does not have."""
LONGEST: Final = 30
"""Digits; longer numbers are read digit by digit."""
WHOLE: Final = r"(?:\d{1,3}(?>(?:[. ]\d{3})+)(?![\d])|\d++)"
"""A pattern for a number without decimals, in groups of three or not."""
NUMBER: Final = (
    r"(?:\d{1,3}(?>(?:\.\d{3})+)(?!\d)(?:,\d++)?|\d{1,3}(?>(?:,\d{3}){2,})(?!\d)(?:\.\d++)?|\d{1,3},\d{3}\.\d++"
    r"|\d{1,3}(?>(?:[ ]\d{3})+)(?!\d)(?:,\d++)?|\d++(?:[.,]\d++)?)"
)
"""A pattern for a number, with or without groups of three, with a comma or a point before its decimals."""
MIXED: Final = re.compile(
    r"(?P<minus>-?)(?:(?P<whole>\d{1,9})[ ]?(?=[½⅓⅔¼¾⅕-⅞⅐⅑⅒]|(?<=[ ])\d))?"
    r"(?:(?P<sign>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒])|(?P<top>\d{1,6})/(?P<bottom>\d{1,6}))"
)
"""A fraction, also after a whole number."""
AMOUNT: Final = rf"(?:(?:\d{{1,9}}[ ])?\d{{1,4}}/\d{{1,4}}(?![\d/])|\d{{0,9}}[ ]?[{''.join(VULGAR)}]|{NUMBER})"
"""A pattern for a number, also with a fraction."""


def parsed(written: str) -> tuple[bool, str, str]:
    """Return whether a number is negative, its digits before the comma, and those after it."""
    whole, _, decimals = plain(written.lstrip("-")).partition(".")
    return written.startswith("-"), whole or "0", decimals


def plain(written: str) -> str:
    """Return a number without groups of three, and with a point before its decimals."""
    compact = written.replace(" ", "")
    if "." in compact and "," in compact:
        mark = max(".", ",", key=compact.rfind)
        return compact.replace("," if mark == "." else ".", "").replace(mark, ".")
    if "," in compact:
        return compact.replace(",", "" if compact.count(",") > 1 else ".")
    grouped = compact.count(".") > 1 or _GROUPED.fullmatch(compact)
    return compact.replace(".", "") if grouped else compact


def paired(written: str, cardinal: Callable[[int, Gender], str], gender: Gender) -> str:
    """Read decimals as one number, or in pairs if there are many; leading zeros one by one."""
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
_WORDS_NOT_CODES: Final = frozenset("ron try all top sos mad cup mop sol nad ars pen lak gel dop dem".split())
"""Currency codes that in lower case are words of one of the languages."""


class _NamedTexts(dict[str, str]):
    """A language's table of texts by their names, which says where a missing one belongs."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__((row[0], row[1] if len(row) > 1 else "") for row in table(code, name))
        self._file = f"{code}/data/{name}"

    def __missing__(self, key: str) -> str:
        raise KeyError(f"{self._file} needs a row named {key!r} for one of the rules in examples.tsv")


@cache
def alternatives(words: tuple[str, ...]) -> str:
    """A pattern for any of these words, the longest first."""
    if not words:
        return NOTHING
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _noun(row: tuple[str, ...]) -> CountedNoun:
    genders: dict[str, Gender] = {"m": "m", "f": "f", "n": "n"}
    return CountedNoun(row[1], row[2], genders[row[0]])
