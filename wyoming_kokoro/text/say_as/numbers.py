"""Numbers: cardinals, ordinals, digits and fractions."""

import re
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.number_words import number_words
from wyoming_kokoro.text.say_as.kind import by_rules, say_as
from wyoming_kokoro.text.say_as.romans import roman_number
from wyoming_kokoro.text.western.language_profile import VULGAR, plain

_NUMBER: Final = re.compile(r"(?P<sign>[+-]?)(?P<digits>\d[\d., '’]{0,60}|\.\d{1,30})")
_WHOLE: Final = re.compile(r"(?P<digits>\d{1,30})(?:st|nd|rd|th|\.|º|ª|er|e|ème|re)?", re.IGNORECASE)
_FRACTION: Final = re.compile(
    r"(?P<sign>-?)(?:(?P<whole>\d{1,9})\s*[+ ]\s*)?(?P<top>\d{1,6})\s*[/⁄]\s*(?P<bottom>\d{1,6})"
)
_MINUSES: Final = str.maketrans("−–", "--")


@say_as(
    "cardinal",
    "number",
    says={
        ("2013", ""): "two thousand thirteen",
        ("-12,345.5", ""): "minus twelve thousand three hundred forty five point five",
        ("IV", ""): "four",
        ("007", ""): "seven",
    },
    leaves=("one", "1/2", ""),
)
def cardinal(text: str, _format: str, locale: Locale) -> str | None:
    """A number, never a year or a code; also in Roman numerals."""
    words = number_words(locale)
    roman = roman_number(text)
    match = _NUMBER.fullmatch(str(roman) if roman else text.translate(_MINUSES))
    if match is None:
        return None
    written = _compact(match["digits"], locale).lstrip("0") or "0"
    if words is None:
        return match["sign"] + written
    spoken = words.number("0" + written if written.startswith(".") else written)
    return f"{words.minus} {spoken}" if match["sign"] == "-" else spoken


@say_as(
    "ordinal",
    says={("1", ""): "first", ("22nd", ""): "twenty second", ("XIV", ""): "fourteenth"},
    leaves=("-1", "1.5", "two"),
)
def ordinal(text: str, _format: str, locale: Locale) -> str | None:
    """The number of a place in a row; also in Roman numerals."""
    words = number_words(locale)
    roman = roman_number(text)
    match = _WHOLE.fullmatch(str(roman) if roman else text)
    return words.ordinal(int(match["digits"])) if words and match else None


@say_as(
    "digits", says={("2013", ""): "two zero one three", ("12-34", ""): "one two, three four"}, leaves=("ab", "1.5x")
)
def digits(text: str, _format: str, locale: Locale) -> str | None:
    """A number digit by digit; other characters between groups are pauses."""
    groups = re.findall(r"\d+", text)
    if not groups or re.search(r"[^\W\d]", text):
        return None
    return ", ".join(digits_of(group, locale) for group in groups)


@say_as(
    "fraction",
    says={
        ("3/4", ""): "three quarters",
        ("5+1/2", ""): "five and a half",
        ("2 1/3", ""): "two and one third",
        ("½", ""): "one half",
    },
    leaves=("3", "1/0", "a/b"),
)
def fraction(text: str, _format: str, locale: Locale) -> str | None:
    """A fraction, also after a whole number: 3/4, 5+1/2."""
    words, text = number_words(locale), text.translate(_MINUSES)
    if len(text) == 1 and text in VULGAR:
        text = "{}/{}".format(*VULGAR[text])
    match = _FRACTION.fullmatch(text)
    if match is None or not int(match["bottom"]):
        return None
    part = f"{match['top']}/{match['bottom']}"
    written = f"{match['whole']} {part}" if match["whole"] else part
    if words is None:
        return None
    spoken = words.fraction(written) or by_rules(written, locale)
    return f"{words.minus} {spoken}" if match["sign"] else spoken


def digits_of(written: str, locale: Locale) -> str:
    """Return digits one by one."""
    words = number_words(locale)
    return words.digits(written) if words else " ".join(written)


def _compact(written: str, locale: Locale) -> str:
    """Return a number without groups of three, with a point before its decimals."""
    written = re.sub(r"[ '’]", "", written).rstrip(".,")
    if locale.base in ("en", "hi", "ja", "zh"):
        return written.replace(",", "")
    return plain(written)
