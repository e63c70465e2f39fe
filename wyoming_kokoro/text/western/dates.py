"""Days, months, years and centuries."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Claim
from wyoming_kokoro.text.western.language_profile import ClockTime, LanguageProfile, alternatives
from wyoming_kokoro.text.western.language_rule import form
from wyoming_kokoro.text.western.romans import value


def _months(tongue: LanguageProfile) -> str:
    return alternatives(tuple(tongue.months))


def _spoken(match: re.Match[str], tongue: LanguageProfile, spoken: str) -> str:
    """A day as it is said after the word before it."""
    before = _WORD_BEFORE.search(match.string, max(0, match.start() - _LONGEST_WORD), match.start())
    return tongue.inflected(spoken, before[1].lower()) if before else spoken


_LONGEST_WORD = 12
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[ ]$")


def _valid(day: int, month: int) -> bool:
    return 1 <= day <= 31 and 1 <= month <= 12


@form(
    r"""(?<![\w./-])(?P<year>[12]\d{3})-(?P<month>\d{2})-(?P<day>\d{2})[T ](?P<hour>[01]\d|2[0-4]):(?P<minute>[0-5]\d)
    (?::(?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?(?P<zone>Z|[ ]?[+-]\d\d:?\d\d)?(?![\w:])""",
    cue=":",
)
def stamp(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str | None:
    """A date with a time, as machines write it; how far the zone is from London's time is not said."""
    day, month = int(match["day"]), int(match["month"])
    if not _valid(day, month):
        return None
    moment = ClockTime(int(match["hour"]), int(match["minute"]), int(match["second"] or 0) or None)
    return f"{_spoken(match, tongue, tongue.day(day, month, int(match['year'])))} , {tongue.clock(moment)}"


@form(
    r"(?<![\w./-])(?P<year>[12]\d{3})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?![\w/]|-\d)",
    cue=DIGITS,
)
def year_first(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str | None:
    """A date as machines write it."""
    day, month = int(match["day"]), int(match["month"])
    return _spoken(match, tongue, tongue.day(day, month, int(match["year"]))) if _valid(day, month) else None


@form(
    r"(?<![\w./-])(?P<day>\d{1,2})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})(?![\w/]|[-.]\d)",
    cue=DIGITS,
)
def numeric(match: re.Match[str], tongue: LanguageProfile, locale: Locale) -> str | None:
    """A date in figures: the day first, unless the locale has it otherwise or it cannot be."""
    day, month, year = int(match["day"]), int(match["month"]), int(match["year"])
    if (not locale.days_lead and _valid(month, day)) or not _valid(day, month):
        day, month = month, day
    if len(match["year"]) == 2:
        year += 1900 if year > 60 else 2000
    return _spoken(match, tongue, tongue.day(day, month, year)) if _valid(day, month) else None


@form(
    lambda t: (
        rf"""(?:\b(?P<on>{t.words["on"]})\s
        (?P<it>(?P<day>\d{{1,2}})[/.](?P<month>\d{{1,2}})(?:\.(?=[ ][a-zß-ÿ]))?)\.?)
        (?![\w/%€$]|[.,]\d)"""
    ),
    cue="/.",
    any_case=True,
)
def without_year(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str | None:
    """A day and a month in figures, after a word that announces a day."""
    day, month = int(match["day"]), int(match["month"])
    spoken = tongue.day(day, month, None) if _valid(day, month) else None
    return None if spoken is None else tongue.inflected(spoken, match["on"].lower())


@form(
    lambda t: (
        rf"""(?<![\w.,/:-])(?P<days>\d{{1,2}}(?:{t.words["first"]})?\.?
        (?:(?P<to>[ ]?[-–/][ ]?)\d{{1,2}}\.?(?:[-–/]\d{{1,2}}\.?)?)?)[ ](?:de[ ])?(?P<month>{_months(t)})\b
        (?:\.?[ ,]{{1,2}}(?:(?:de|del)[ ])?(?P<year>[12]\d{{3}})(?![\w%]|[.,]\d))?"""
    ),
    cue=DIGITS,
    any_case=True,
)
def written_out(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str | None:
    """A date, or two or three days of a month, with the month's name."""
    days = [int(day) for day in re.findall(r"\d+", match["days"])]
    if not all(1 <= day <= 31 for day in days):
        return None
    year = int(match["year"]) if match["year"] else None
    last = tongue.day(days[-1], tongue.months[match["month"].lower()], year)
    spoken = [_spoken(match, tongue, tongue.day(day, None, None)) for day in days[:-1]]
    last = tongue.inflected(last, "bis") if spoken and spoken[0] != tongue.day(days[0], None, None) else last
    last = last if spoken else _spoken(match, tongue, last)
    if len(days) == 2 and "/" not in match["to"]:
        spoken.append(tongue.words["to"])
    return " ".join([*spoken, last])


@form(
    lambda t: rf"\b(?P<month>{_months(t)})\.[ ](?P<of>del?[ ])?(?P<year>[12]\d{{3}})(?![\w%]|[.,]\d)",
    cue=DIGITS,
    any_case=True,
)
def short_month(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """A month in its short form with its stop, and a year."""
    month = tongue.month(tongue.months[match["month"].lower()])
    return f"{month} {match['of'] or ''}{tongue.cardinal(int(match['year']), '')}"


@form(
    lambda t: rf"\b(?P<month>{_months(t)})[ ](?P<day>\d{{1,2}}),?[ ](?P<year>[12]\d{{3}})(?![\w%]|[.,]\d)",
    cue=DIGITS,
    any_case=True,
)
def month_first(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str | None:
    """A date with the month's name before the day."""
    day = int(match["day"])
    return tongue.day(day, tongue.months[match["month"].lower()], int(match["year"])) if 1 <= day <= 31 else None


@form(
    lambda t: (
        rf"(?:\b(?:{t.words['year words']})[ ](?P<it>1[1-9]\d\d)|(?<![\w.,/:+-])(?P<bare>1[5-9]\d\d))"
        r"(?![\w%/-]|[.,:]\d|[ ]?[A-ZÄÖÜ€$%°])"
    ),
    cue="1",
)
def year(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> list[Claim] | None:
    """A year, where it is said in another way than a number: after a word that announces one, or as it looks."""
    group = "it" if match["it"] else "bare"
    return [Claim(*match.span(group), tongue.year(int(match[group])))] if tongue.year else None


@form(
    lambda t: (
        rf"\b(?:{t.words['century']})[ ](?P<it>(?P<roman>[ivxIVX]{{1,6}})(?:[ ](?P<era>{t.words['eras']})\b\.?)?)(?!\w)"
    ),
    any_case=True,
)
def century(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str | None:
    """A century in Roman figures after its word."""
    number = value(match["roman"].upper())
    if number is None:
        return None
    era = f" {tongue.words['era ' + re.sub('[^a-z]', '', match['era'].lower())]}" if match["era"] else ""
    return tongue.cardinal(number, "") + era
