"""Plain numbers: whole, decimal or with a sign, and digits that no other rule has claimed."""

import re
from typing import Final

from wyoming_kokoro.text.en.context import word_after
from wyoming_kokoro.text.en.fragments import NUMBER, WHOLE
from wyoming_kokoro.text.en.numbers import LONGEST, digits, number
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, DIGITS, rule


@rule(
    r"(?<![\w.,$€£-])(?P<it>\d{5,})(?![\w%]|[.,]\d|-\d)",
    needs=DIGITS,
    says={"13000": "one three zero zero zero", "13000 steps": "thirteen thousand steps"},
    leaves=("1300", "13,000"),
)
def long(match: re.Match[str], locale: Locale) -> str:
    """A long number without commas: a code if it stands alone, in a sentence a quantity unless it is very long."""
    written = match["it"]
    alone = match.start() <= 1 and match.end() >= len(match.string) - 1
    if (
        alone
        or written[0] == "0"
        or (len(written) > _LONGEST_QUANTITY and not word_after(match))
        or len(written) > LONGEST
    ):
        return digits(written)
    return number(written, locale)


@rule(
    rf"""(?<![\w.,)])(?P<it>(?P<sign>(?<!{CLAIMED}{CLAIMED})[-–](?=[\d.])|\+(?=[\d.])|±\s?|\+/-\s?|[~≈]\s?)(?P<number>{NUMBER}))
        (?![\w]|[.,-]\d)""",
    needs=("-–+±~≈", DIGITS),
    says={
        "-5 degrees": "minus five degrees",
        "~20 people": "about twenty people",
        "±0.5": "plus or minus zero point five",
        "+3": "plus three",
    },
    leaves=("5-3", "- 5", "a-5", "mRNA-12"),
)
def signed(match: re.Match[str], locale: Locale) -> str:
    """A number with a sign before it."""
    return f"{_SIGNS[match['sign'].strip()]} {number(match['number'], locale)}"


@rule(
    rf"(?<![\w.,])(?P<hash>\#|№|[Nn][º°])\s?(?P<number>{WHOLE})(?![\w]|[.,]\d)",
    needs=("#№º°", DIGITS),
    says={"#5": "number five", "we are #1": "we are number one", "Nº 5": "number five"},
    leaves=("# 5a", "#a", "a#1"),
)
def numbered(match: re.Match[str], locale: Locale) -> str:
    """A number after the sign for "number"."""
    return f"number {number(match['number'], locale)}"


@rule(
    rf"(?<![\w.])(?P<number>{NUMBER})(?P<plus>\+)(?![\w+])",
    needs=("+", DIGITS),
    says={"100+ people": "one hundred plus people"},
    leaves=("1 + 1", "C++"),
)
def and_more(match: re.Match[str], locale: Locale) -> str:
    """A number with a plus after it: that many or more."""
    return f"{number(match['number'], locale)} plus"


@rule(
    r"(?<![\d.,-])(?P<number>\d{1,3}(?:[ ]\d{3}){2,6}|\d{1,3}(?:'\d{3}){1,6}|\d{1,3}[ ]000)(?![\w']|[ .,-]?\d)",
    needs=(" '", DIGITS),
    says={
        "1 000 000 people": "one million people",
        "about 10 000": "about ten thousand",
        "2'500 people": "two thousand five hundred people",
    },
    leaves=("10 500", "1 0000", "100 200 30"),
)
def grouped(match: re.Match[str], locale: Locale) -> str:
    """A number whose thousands are separated by spaces, or by apostrophes as in Switzerland."""
    return number(re.sub("[ ']", "", match["number"]), locale)


@rule(
    r"(?<![\w.,$€£-])(?P<number>\d{1,3}(?:\.\d{3}){2,5})(?![\w]|[.,-]?\d)",
    needs=(".", DIGITS),
    says={"1.000.000 people": "one million people"},
    leaves=("1.000", "10.0.0.1", "1.000.000.00"),
)
def dotted(match: re.Match[str], locale: Locale) -> str:
    """A number whose thousands are separated by points, as in continental Europe."""
    return number(match["number"].replace(".", ""), locale)


@rule(
    r"(?<![\w.,$€£-])(?P<number>10{1,3})'?s(?=[ ](?:of|upon)\b)",
    needs=("s", "0", "1"),
    says={"1000s of people": "thousands of people", "10s of thousands": "tens of thousands"},
    leaves=("100s", "200s of"),
)
def many(match: re.Match[str], _locale: Locale) -> str:
    """Tens, hundreds or thousands of something."""
    return {"10": "tens", "100": "hundreds", "1000": "thousands"}[match["number"]]


@rule(
    r"(?<![\w.,$€£-])(?P<number>\d{1,4})'?s(?!\w)",
    needs=("s", DIGITS),
    says={"two 5s and a 6": "two fives and a six", "1s and 0s": "ones and zeros", "three 6's": "three sixes"},
    leaves=("5 s", "x5s", "5.5s"),
)
def plural(match: re.Match[str], locale: Locale) -> str:
    """The plural of a number."""
    spoken = number(match["number"], locale)
    return spoken[:-1] + "ies" if spoken.endswith("y") else spoken + ("es" if spoken.endswith("x") else "s")


@rule(
    rf"(?<![\d.,])(?P<number>{NUMBER})(?:'s(?!\w))?",
    needs=DIGITS,
    says={
        "1,234.5": "one thousand two hundred thirty four point five",
        "004": "zero zero four",
        "3,497 and 0.004": "three thousand four hundred ninety seven and zero point zero zero four",
        ".5": "point five",
    },
    leaves=("one",),
)
def plain(match: re.Match[str], locale: Locale) -> str:
    """A number."""
    spoken = number(match["number"], locale)
    return spoken + "'s" if match[0].endswith("s") else spoken


@rule(r"\d+", needs=DIGITS, says={"1,2345": "one , two thousand three hundred forty five"}, leaves=("x",))
def rest(match: re.Match[str], locale: Locale) -> str:
    """Digits that no other rule has claimed."""
    return number(match[0], locale)


_SIGNS: Final = {
    "-": "minus",
    "–": "minus",
    "+": "plus",
    "±": "plus or minus",
    "+/-": "plus or minus",
    "~": "about",
    "≈": "about",
}
_LONGEST_QUANTITY: Final = 9
"""How many digits a quantity without commas has at most; longer numbers are nearly always codes."""
