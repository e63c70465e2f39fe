"""Days, months and years in words."""

from typing import Final

from wyoming_kokoro.text.en.numbers import cardinal, ordinal, pairs, year
from wyoming_kokoro.text.locale import Locale

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def month_of(written: str) -> int:
    """Which month this is the name of, from 1."""
    return next(at for at, name in enumerate(MONTHS, 1) if name[:3].lower() == written[:3].lower())


def weekday_of(written: str) -> str:
    """The weekday of this name or its first letters."""
    return next(name for name in WEEKDAYS if name[:2].lower() == written[:2].lower())


def is_day(month: int, day: int) -> bool:
    """Whether there is such a day."""
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]


def spoken_month_day(month: int, day: int, locale: Locale) -> str:
    """A day as the locale says it: "May sixth", or "the sixth of May"."""
    if locale.days_lead:
        return f"the {ordinal(day, locale)} of {MONTHS[month - 1]}"
    return f"{MONTHS[month - 1]} {ordinal(day, locale)}"


def spoken_day(written_year: str, month: int, day: int, locale: Locale) -> str | None:
    """A whole date; None if there is no such day."""
    if not is_day(month, day):
        return None
    return f"{spoken_month_day(month, day, locale)} {spoken_year(written_year, locale)}"


def spoken_year(written: str, locale: Locale) -> str:
    """A year of four digits, or of two: those up to 09 are said as they are written, others in their century."""
    if len(written) > 2:
        return year(int(written), locale)
    short = int(written)
    if short < 10:
        return f"oh {cardinal(short, locale)}" if short else "two thousand"
    return year(short + (2000 if short < _PIVOT else 1900), locale)


def spoken_short_year(written: str, locale: Locale) -> str:
    """A year without its century: "ninety eight", "oh five"."""
    return f"oh {cardinal(int(written), locale)}" if written[0] == "0" else pairs(written)


_PIVOT: Final = 50
"""Two digits under this are years after 2000: more bills are due in 2049 than letters are dated 1949."""
