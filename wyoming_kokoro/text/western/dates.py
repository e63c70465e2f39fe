"""Days, months, years and centuries."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS
from wyoming_kokoro.text.western.form import form
from wyoming_kokoro.text.western.romans import value
from wyoming_kokoro.text.western.tongue import Tongue, alternatives


def _months(tongue: Tongue) -> str:
    return alternatives(tuple(tongue.months))


def _valid(day: int, month: int) -> bool:
    return 1 <= day <= 31 and 1 <= month <= 12


@form(
    r"(?<![\w./-])(?P<year>[12]\d{3})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?![\w/]|-\d)",
    cue=DIGITS,
)
def year_first(match: re.Match[str], tongue: Tongue, _locale: Locale) -> str | None:
    """A date as machines write it."""
    day, month = int(match["day"]), int(match["month"])
    return tongue.day(day, month, int(match["year"])) if _valid(day, month) else None


@form(
    r"(?<![\w./-])(?P<day>\d{1,2})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})(?![\w/]|[-.]\d)",
    cue=DIGITS,
)
def numeric(match: re.Match[str], tongue: Tongue, locale: Locale) -> str | None:
    """A date in figures: the day first, unless the locale has it otherwise or it cannot be."""
    day, month, year = int(match["day"]), int(match["month"]), int(match["year"])
    if (not locale.days_lead and _valid(month, day)) or not _valid(day, month):
        day, month = month, day
    if len(match["year"]) == 2:
        year += 1900 if year > 60 else 2000
    return tongue.day(day, month, year) if _valid(day, month) else None


@form(
    lambda t: (
        rf"""(?:(?<=\b)(?:{t.words["on"]})\s(?P<it>(?P<day>\d{{1,2}})[/.](?P<month>\d{{1,2}}))\.?)(?![\w/%€$]|[.,]\d)"""
    ),
    cue="/.",
    any_case=True,
)
def without_year(match: re.Match[str], tongue: Tongue, _locale: Locale) -> str | None:
    """A day and a month in figures, after a word that announces a day."""
    day, month = int(match["day"]), int(match["month"])
    return tongue.day(day, month, None) if _valid(day, month) else None


@form(
    lambda t: (
        rf"""(?<![\w.,/:-])(?P<days>\d{{1,2}}(?:{t.words["first"]})?\.?
        (?:(?P<to>[ ]?[-–/][ ]?)\d{{1,2}}\.?(?:[-–/]\d{{1,2}}\.?)?)?)[ ](?:de[ ])?(?P<month>{_months(t)})\b
        (?:(?:\.(?=\s\d))?[ ,]{{1,2}}(?:(?:de|del)[ ])?(?P<year>[12]\d{{3}})(?![\w%]|[.,]\d))?"""
    ),
    cue=DIGITS,
    any_case=True,
)
def written_out(match: re.Match[str], tongue: Tongue, _locale: Locale) -> str | None:
    """A date, or two or three days of a month, with the month's name."""
    days = [int(day) for day in re.findall(r"\d+", match["days"])]
    if not all(1 <= day <= 31 for day in days):
        return None
    year = int(match["year"]) if match["year"] else None
    last = tongue.day(days[-1], tongue.months[match["month"].lower()], year)
    said = [tongue.day(day, None, None) for day in days[:-1]]
    if len(days) == 2 and "/" not in match["to"]:
        said.append(tongue.words["to"])
    return " ".join([*said, last])


@form(
    lambda t: rf"\b(?P<month>{_months(t)})[ ](?P<day>\d{{1,2}}),?[ ](?P<year>[12]\d{{3}})(?![\w%]|[.,]\d)",
    cue=DIGITS,
    any_case=True,
)
def month_first(match: re.Match[str], tongue: Tongue, _locale: Locale) -> str | None:
    """A date with the month's name before the day."""
    day = int(match["day"])
    return tongue.day(day, tongue.months[match["month"].lower()], int(match["year"])) if 1 <= day <= 31 else None


@form(
    lambda t: (
        rf"\b(?:{t.words['century']})[ ](?P<it>(?P<roman>[ivxIVX]{{1,6}})(?:[ ](?P<era>{t.words['eras']})\b\.?)?)(?!\w)"
    ),
    any_case=True,
)
def century(match: re.Match[str], tongue: Tongue, _locale: Locale) -> str | None:
    """A century in Roman figures after its word."""
    number = value(match["roman"].upper())
    if number is None:
        return None
    era = f" {tongue.words['era ' + re.sub('[^a-z]', '', match['era'].lower())]}" if match["era"] else ""
    return tongue.cardinal(number, "") + era
