"""English number words: cardinals, ordinals, years, digits, decimals, fractions."""

import re
from typing import Final

from wyoming_kokoro.text.en.fragments import NUMBER, VULGAR, WHOLE
from wyoming_kokoro.text.locale import Locale

LONGEST: Final = 66
"""How many digits a number has at most to be named; longer ones are read digit by digit."""


def cardinal(number: int, locale: Locale) -> str:
    """Return a whole number in words: 145 as "one hundred forty five", in Britain "one hundred and forty five"."""
    if number < 0:
        return "minus " + cardinal(-number, locale)
    if number < 1000:
        return _hundreds(number, locale) or "zero"
    spoken = []
    groups = f"{number:,}".split(",")
    if len(groups) > len(_SCALES):
        return digits(str(number))
    for group, scale in zip(groups, reversed(_SCALES[: len(groups)]), strict=True):
        if int(group):
            last = not scale and int(group) < 100 and says_and(locale)
            spoken.append(("and " if last else "") + _hundreds(int(group), locale) + (scale and f" {scale}"))
    return " ".join(spoken)


def ordinal(number: int, locale: Locale) -> str:
    """Return an ordinal number in words: 21 as "twenty first"."""
    head, _, last = cardinal(number, locale).rpartition(" ")
    last = _ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
    return f"{head} {last}".lstrip()


def year(number: int, locale: Locale) -> str:
    """Return a year in words: 1905 as "nineteen oh five"; 2013 depends on the locale."""
    century, rest = divmod(number, 100)
    thousands = century % 10 == 0 and (rest < 10 or locale.years == "thousands")
    if not 1000 <= number < 10_000 or (thousands and century >= 20):
        return cardinal(number, locale)
    if rest == 0:
        return cardinal(number, locale) if century % 10 == 0 else f"{cardinal(century, locale)} hundred"
    return f"{cardinal(century, locale)} {'oh ' if rest < 10 else ''}{cardinal(rest, locale)}"


def digits(written: str, *, zero: str = "zero") -> str:
    """Return digits one by one."""
    return " ".join(zero if digit == "0" else _SMALL[int(digit)] for digit in written if digit.isdecimal())


def number(written: str, locale: Locale) -> str:
    """Return a written number in words: "1,234.50" as "one thousand two hundred thirty four point five zero"."""
    whole, point, decimals = written.replace(",", "").partition(".")
    spoken = ""
    if whole:
        leading = len(whole) > 1 and whole[0] == "0"
        spoken = digits(whole) if leading or len(whole) > LONGEST else cardinal(int(whole), locale)
    return f"{spoken} point {digits(decimals)}".lstrip() if point else spoken


def pairs(written: str, *, zero: str = "oh") -> str:
    """Return a number in pairs of digits, like a house number: 1428 as "fourteen twenty eight", 101 as "one oh one"."""
    if len(written) > 4 or written[0] == "0":
        return digits(written)
    if len(written) == 4 and written.endswith("000"):
        return f"{_SMALL[int(written[0])]} thousand"
    if len(written) < 3:
        return _under_hundred(int(written))
    head, tail = written[:-2], written[-2:]
    if tail == "00":
        return f"{_under_hundred(int(head))} hundred"
    return f"{_under_hundred(int(head))} {f'{zero} ' if tail[0] == '0' else ''}{_under_hundred(int(tail))}"


def fraction(numerator: int, denominator: int, locale: Locale) -> str:
    """Return a fraction in words: 3 of 4 as "three quarters", 31 of 57 as "thirty one over fifty seven"."""
    top = cardinal(numerator, locale)
    if denominator in _HALVES:
        one, many = _HALVES[denominator]
        return f"{top} {one if numerator == 1 else many}"
    if denominator < 3 or (denominator > 20 and denominator not in _NAMED_DENOMINATORS):
        return f"{top} over {cardinal(denominator, locale)}"
    return f"{top} {ordinal(denominator, locale)}{'' if numerator == 1 else 's'}"


def amount(written: str, locale: Locale) -> str:
    """Return a number that may have a fraction in words: "4 1/2" as "four and a half"."""
    if mixed := _MIXED.fullmatch(written):
        top, bottom = int(mixed["top"]), int(mixed["bottom"])
    elif written[-1] in VULGAR:
        top, bottom = _VULGAR[written[-1]]
        mixed = _WITH_VULGAR.fullmatch(written)
    else:
        return number(written, locale)
    part = fraction(top, bottom, locale)
    whole = mixed["whole"] if mixed else None
    if not whole:
        return part
    return f"{number(whole, locale)} and {part.replace('one ', 'a ', 1) if (top, bottom) == (1, 2) else part}"


def is_one(written: str) -> bool:
    """Return whether a noun after this number is singular: "1 meter", "1/2 meter"."""
    return (
        written in {"1", "01", "1.0"} or (bool(_MIXED.fullmatch(written)) and " " not in written) or written in VULGAR
    )


def says_and(locale: Locale) -> bool:
    """Return whether the locale says "and" before the tens: "one hundred and five"."""
    return locale.country in {"GB", "IE", "AU", "NZ", "IN", "ZA"}


_SMALL: Final = tuple(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen".split()
)
_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES: Final = (
    "",
    *"thousand million billion trillion quadrillion quintillion sextillion septillion octillion nonillion".split(),
    *"decillion undecillion duodecillion tredecillion quattuordecillion quindecillion sexdecillion".split(),
    *"septendecillion octodecillion novemdecillion vigintillion".split(),
)
_ORDINALS: Final = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_HALVES: Final = {2: ("half", "halves"), 4: ("quarter", "quarters")}
_NAMED_DENOMINATORS: Final = frozenset({25, 30, 32, 40, 50, 60, 64, 100, 1000, 1_000_000})
"""Denominators above twenty that are common enough to be named; "over fifty seven" is easier to understand."""
_VULGAR: Final = {
    "½": (1, 2),
    "⅓": (1, 3),
    "⅔": (2, 3),
    "¼": (1, 4),
    "¾": (3, 4),
    "⅕": (1, 5),
    "⅖": (2, 5),
    "⅗": (3, 5),
    "⅘": (4, 5),
    "⅙": (1, 6),
    "⅚": (5, 6),
    "⅛": (1, 8),
    "⅜": (3, 8),
    "⅝": (5, 8),
    "⅞": (7, 8),
    "⅐": (1, 7),
    "⅑": (1, 9),
    "⅒": (1, 10),
}
_MIXED: Final = re.compile(rf"(?:(?P<whole>{WHOLE})[ -])?(?P<top>\d+)/(?P<bottom>\d+)")
_WITH_VULGAR: Final = re.compile(rf"(?P<whole>{NUMBER})?[{VULGAR}]")


def _under_hundred(number: int) -> str:
    if number < 20:
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    return f"{_TENS[tens]} {_SMALL[ones]}" if ones else _TENS[tens]


def _hundreds(number: int, locale: Locale) -> str:
    """Return a number below a thousand in words; an empty text for zero."""
    hundreds, rest = divmod(number, 100)
    spoken = [f"{_SMALL[hundreds]} hundred"] if hundreds else []
    if rest:
        spoken.append(("and " if hundreds and says_and(locale) else "") + _under_hundred(rest))
    return " ".join(spoken)
