"""Days, months and years in words."""

from typing import Final

from wyoming_kokoro.text.en.numbers import cardinal, ordinal, pairs, year
from wyoming_kokoro.text.locale import Locale

MONTHS: Final = tuple("January February March April May June July August September October November December".split())
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def month_of(written: str) -> int:
    """Return the number of the month, from 1, of a month's name or abbreviation."""
    return next(at for at, name in enumerate(MONTHS, 1) if name[:3].lower() == written[:3].lower())


def weekday_of(written: str) -> str:
    """Return the full name of a weekday from its name or abbreviation."""
    return next(name for name in WEEKDAYS if name[:2].lower() == written[:2].lower())


def is_day(month: int, day: int) -> bool:
    """Return whether a month has this day."""
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]


def spoken_month_day(month: int, day: int, locale: Locale) -> str:
    """Return a day in the locale's order: "May sixth", or "the sixth of May"."""
    if locale.days_lead:
        return f"the {ordinal(day, locale)} of {MONTHS[month - 1]}"
    return f"{MONTHS[month - 1]} {ordinal(day, locale)}"


def spoken_day(written_year: str, month: int, day: int, locale: Locale) -> str | None:
    """Return a full date in words; None if there is no such day."""
    if not is_day(month, day):
        return None
    return f"{spoken_month_day(month, day, locale)} {spoken_year(written_year, locale)}"


def spoken_year(written: str, locale: Locale) -> str:
    """Return a year of two or four digits in words: two digits with their century, those up to 09 without."""
    if len(written) > 2:
        return year(int(written), locale)
    short = int(written)
    if short < 10:
        return f"oh {cardinal(short, locale)}" if short else "two thousand"
    return year(short + (2000 if short < _PIVOT else 1900), locale)


def spoken_short_year(written: str, locale: Locale) -> str:
    """Return a year of two digits without its century: "ninety eight", "oh five"."""
    return f"oh {cardinal(int(written), locale)}" if written[0] == "0" else pairs(written)


_PIVOT: Final = 50
"""Two digits below this are a year after 2000: texts name more due dates in 2049 than letters of 1949."""
