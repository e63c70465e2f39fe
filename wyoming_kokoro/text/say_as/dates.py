"""Dates, times of day and lengths of time."""

import re
from collections.abc import Iterator
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.number_words import number_words, western_profile
from wyoming_kokoro.text.say_as.kind import by_rules, say_as
from wyoming_kokoro.text.tables import table

_ORDER: Final = re.compile(r"y{1,4}|m{1,2}|d{1,2}")
_FORMATS: Final = frozenset("mdy dmy ymd ydm md dm ym my y m d".split())
_CLOCK: Final = re.compile(
    r"(?P<hour>\d{1,2})(?:\s*[:.h]?\s*(?P<minute>\d{2}))?(?:\s*[:.]?\s*(?P<second>\d{2}))?\s*(?P<half>[ap]\.?\s?m\.?)?"
    r"\s*(?P<zone>[A-Z]{2,5})?",
    re.IGNORECASE,
)
_PARTS: Final = re.compile(
    r"(\d{1,9}(?:[.,]\d{1,3})?)\s*(h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?|'|′|\"|″|d|days?)"
)
_ISO: Final = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.IGNORECASE)
_UNITS: Final = {"d": "d", "h": "h", "m": "min", "s": "s", "'": "min", "′": "min", '"': "s", "″": "s"}
_MONTHS: Final = 12
_LONGEST_MONTH: Final = 31


@say_as(
    "date",
    says={
        ("12/31/2024", "mdy"): "December thirty first twenty twenty four",
        ("31.12.2024", "dmy"): "December thirty first twenty twenty four",
        ("20250312", "yyyymmdd"): "March twelfth twenty twenty five",
        ("2025-03-12", ""): "March twelfth twenty twenty five",
        ("3/12", "md"): "March twelfth",
        ("3/2025", "my"): "March twenty twenty five",
        ("2013", "y"): "twenty thirteen",
        ("3", "m"): "March",
        ("21", "d"): "twenty first",
        ("????1224", ""): "December twenty fourth",
    },
    leaves=("13/32/2024", "soon", ""),
)
def date(text: str, written_format: str, locale: Locale) -> str | None:
    """A day, month or year, in the order of the format: mdy, dmy, ymd, md, dm, ym, my, y, m, d, or yyyymmdd."""
    if number_words(locale) is None:
        return None
    order = "".join(part[0] for part in _ORDER.findall(written_format))
    if order not in _FORMATS:
        order = ""
    if not order and re.fullmatch(r"[\d?]{8}", text):
        order = "ymd" if text[0] != "?" else "md"
        text = text.lstrip("?")
    parts = _date_parts(text, order)
    if order and parts is not None:
        values = dict(zip(order, parts, strict=True))
        return _spoken_date(values, locale)
    if order or not re.search(r"\d", text):
        return None
    return by_rules(text, locale) if _looks_like_a_date(text) else None


@say_as(
    "time",
    says={
        ("2:30pm", "hms12"): "two thirty P M",
        ("14:30", "hms24"): "fourteen thirty",
        ("0930", "hms24"): "nine thirty",
        ("2:30", "hms12"): "two thirty",
        ("1'21\"", ""): "one minute twenty one seconds",
    },
    leaves=("noonish", "25:99"),
)
def time(text: str, written_format: str, locale: Locale) -> str | None:
    """A time of day, on a clock of twelve or of 24 hours: hms12, hms24; with ' and " a length of time."""
    if re.search("['′\"″]", text):
        return duration.reader(text, "", locale)
    match = _CLOCK.fullmatch(text)
    if (
        number_words(locale) is None
        or match is None
        or int(match["hour"]) > 24
        or int(match["minute"] or 0) > 59
        or int(match["second"] or 0) > 59
    ):
        return None
    half = f" {match['half'][0].lower()}.m." if match["half"] else ""
    if not half and "12" in written_format and int(match["hour"]) > _MONTHS:
        return None
    minute = match["minute"] or ("" if half else "00")
    seconds = f":{match['second']}" if match["second"] else ""
    zone = f" {match['zone']}" if match["zone"] else ""
    hour = str(int(match["hour"]))
    return by_rules(f"{hour}{':' if minute else ''}{minute}{seconds}{half}{zone}", locale).removesuffix(" .")


@say_as(
    "duration",
    says={
        ("1:25:30", "hms"): "one hour twenty five minutes thirty seconds",
        ("2:05", "h:m"): "two hours five minutes",
        ("2:05", "ms"): "two minutes five seconds",
        ("PT1H30M", ""): "one hour thirty minutes",
        ("90s", ""): "ninety seconds",
        ("1'21\"", ""): "one minute twenty one seconds",
    },
    leaves=("long", "1:2:3:4", "P"),
)
def duration(text: str, written_format: str, locale: Locale) -> str | None:
    """A length of time: 1:25:30, 90s, PT1H30M; the format says what the first part is: hms, hm, ms."""
    units = re.sub(r"[^hms]", "", re.sub(r"(.)\1+", r"\1", written_format))
    parts = list(_duration_parts(text, units))
    written = " ".join(f"{number} {unit}" for number, unit in parts)
    return by_rules(written, locale) if parts and number_words(locale) else None


def _duration_parts(text: str, units: str) -> Iterator[tuple[str, str]]:
    """Yield the numbers of a length of time, each with its unit."""
    if iso := _ISO.fullmatch(text):
        found = [(number, unit) for number, unit in zip(iso.groups(), ("d", "h", "min", "s"), strict=True) if number]
    elif re.fullmatch(r"\d{1,4}(?::\d{1,2}){1,2}", text):
        numbers = text.split(":")
        units = units if len(units) == len(numbers) else "hms"[: len(numbers)] if len(numbers) > 2 else "ms"
        found = [(number, _UNITS[unit]) for number, unit in zip(numbers, units, strict=True)]
    elif not _PARTS.sub("", text).strip(" ,"):
        found = [(match[1], _UNITS[match[2][0]]) for match in _PARTS.finditer(text)]
    else:
        return
    yield from ((str(int(number)) if number.isdecimal() else number, unit) for number, unit in found)


def _date_parts(text: str, order: str) -> list[int] | None:
    """Return the numbers of a date in the order of its format."""
    numbers = re.findall(r"\d+", text)
    if re.search(r"[^\W\d]", text) or len(text) > len("2025 - 12 - 31  "):
        return None
    if len(numbers) == 1 and len(order) > 1:
        widths = [4 if part == "y" and len(numbers[0]) > 2 * len(order) else 2 for part in order]
        if len(numbers[0]) != sum(widths):
            return None
        starts = [sum(widths[:at]) for at in range(len(widths))]
        numbers = [numbers[0][start : start + width] for start, width in zip(starts, widths, strict=True)]
    return [int(number) for number in numbers] if len(numbers) == len(order) else None


def _spoken_date(values: dict[str, int], locale: Locale) -> str | None:
    year, month, day = (values.get(part) for part in "ymd")
    if not 1 <= (1 if month is None else month) <= _MONTHS or not 1 <= (1 if day is None else day) <= _LONGEST_MONTH:
        return None
    if year is not None and year < 100:
        year += 2000 if year < 50 else 1900
    if year is not None and month is not None and day is not None:
        return by_rules(f"{year:04}-{month:02}-{day:02}", locale)
    words = number_words(locale)
    if words is None:
        return None
    named = None if month is None else _month(month, locale)
    if named is None or day is None:
        spoken = [
            named,
            words.ordinal(day) if day is not None else None,
            words.year(year) if year is not None else None,
        ]
        if locale.base in ("ja", "zh"):
            return by_rules(f"{year}年" * (year is not None) + f"{month}月" * (month is not None), locale) or spoken[1]
        return " ".join(filter(None, spoken)) or None
    return _day_and_month(day, month or 1, locale)


def _month(number: int, locale: Locale) -> str | None:
    """Return the name of a month."""
    if locale.base == "en":
        from wyoming_kokoro.text.en.calendar import MONTHS  # noqa: PLC0415 -- English only

        return MONTHS[number - 1]
    rows = table(locale.base, "months.tsv")
    return rows[number - 1][0].split()[0] if rows else _day_and_month(1, number, locale).split()[-1]


def _day_and_month(day: int, month: int, locale: Locale) -> str:
    """Return a day without its year."""
    if locale.base == "en":
        from wyoming_kokoro.text.en.calendar import spoken_month_day  # noqa: PLC0415 -- English only

        return spoken_month_day(month, day, locale)
    if locale.base in ("ja", "zh"):
        return by_rules(f"{month}月{day}日", locale)
    if profile := western_profile(locale.base):
        return profile.day(day, month, None)
    return " ".join(by_rules(f"2000-{month:02}-{day:02}", locale).split()[:2])  # in Hindi a day is one word


def _looks_like_a_date(text: str) -> bool:
    """Return whether a text without a format may be a date: it has a word, or numbers of which one may be a month."""
    if re.search(r"[^\W\d_]", text):
        return True
    numbers = [int(number) for number in re.findall(r"\d{1,9}", text)]
    days = [number for number in numbers if 1 <= number <= _LONGEST_MONTH]
    return len(numbers) in (2, 3) and len(days) >= len(numbers) - 1 and any(number <= _MONTHS for number in days)
