"""Dates, years and times."""

import re
from typing import Final

from wyoming_kokoro.text.hi.counting import cardinal, hundreds
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Claim, rule

_MONTHS: Final = (*("जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"),)
_DAYS: Final = "सोम|मंगल|बुध|गुरु|शुक्र|शनि|रवि"
_WITH_YEAR: Final = "|".join((*_MONTHS, "फरवरी", "सितम्बर", "नवम्बर", "दिसम्बर"))


@rule(
    r"(?<![\w./-])(?P<one>\d{1,2})(?P<sign>[-/.])(?P<two>\d{1,2})(?P=sign)(?P<year>\d{4})(?![\w/]|[-.]\d)",
    needs=DIGITS,
    says={"05/06/2019": "पाँच जून दो हज़ार उन्नीस", "10-29-2000": "अक्टूबर उनतीस दो हज़ार"},
    leaves=("32-13-2000", "1/2"),
)
def numeric(match: re.Match[str], _locale: Locale) -> str | None:
    """A date in digits, the day first unless that is impossible."""
    day, month = int(match["one"]), int(match["two"])
    year = hundreds(int(match["year"]))
    if 1 <= day <= 31 and 1 <= month <= 12:
        return f"{cardinal(day)} {_MONTHS[month - 1]} {year}"
    if 1 <= day <= 12 and 1 <= month <= 31:
        return f"{_MONTHS[day - 1]} {cardinal(month)} {year}"
    return None


@rule(
    r"(?<![\w./-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\w/]|[-.]\d)",
    needs="-",
    says={"2024-05-31": "इकतीस मई दो हज़ार चौबीस"},
    leaves=("2024-15-31", "1-2"),
)
def year_first(match: re.Match[str], _locale: Locale) -> str | None:
    """A date as computers write it."""
    day, month = int(match["day"]), int(match["month"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return f"{cardinal(day)} {_MONTHS[month - 1]} {hundreds(int(match['year']))}"


@rule(
    r"(?<![\w./-])(?P<day>0[1-9]|[12]\d|3[01])-(?P<month>0[1-9]|1[0-2])(?![\w/]|[-.]\d)",
    needs="-",
    says={"02-01": "दो जनवरी"},
    leaves=("5-10", "32-01"),
)
def without_year(match: re.Match[str], _locale: Locale) -> str:
    """A day and a month of two digits each."""
    return f"{cardinal(int(match['day']))} {_MONTHS[int(match['month']) - 1]}"


@rule(
    r"(?<![\w.,/-])(?P<it>(?P<year>(?:19|20)\d\d)-(?P<next>\d\d))(?![\w/-]|[.,]\d)",
    needs="-",
    says={"2024-25": "दो हज़ार चौबीस पच्चीस"},
    leaves=("2024-30", "2024-25-01"),
)
def school_year(match: re.Match[str], _locale: Locale) -> str | None:
    """A year and the next one, as of budgets and schools."""
    year, following = int(match["year"]), int(match["next"])
    return f"{hundreds(year)} {cardinal(following)}" if following == (year + 1) % 100 else None


@rule(
    rf"""(?<![\w.,-])(?P<before>(?:1[1-9]|20)\d\d)
        (?=[ ](?:में|का|की|के|तक|से)(?![ऀ-ॣ]))
        |(?:\bसन्?|साल|वर्ष|{_WITH_YEAR})[ ,]{{1,2}}(?P<year>(?:1\d|20)\d\d)(?![\w.,]\d)(?!\d)""",
    needs=DIGITS,
    says={"1999 में": "उन्नीस सौ निन्यानबे में", "सन 1999": "सन उन्नीस सौ निन्यानबे"},
    leaves=("1999", "5 में"),
)
def year(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A year, recognized by the words around it."""
    group = "before" if match["before"] else "year"
    return [Claim(*match.span(group), hundreds(int(match[group])))]


@rule(
    r"(?<![\w.,-])(?P<one>\d{1,4})-(?P<two>\d{1,4})[ ](?P<era>ई\.?[ ]?पू\.?)",
    needs="ई",
    says={"297-272 ई. पू.": "दो सौ सत्तानबे से दो सौ बहत्तर ईसा पूर्व"},
    leaves=("297-272", "ई."),
)
def era(match: re.Match[str], _locale: Locale) -> str:
    """Years before Christ."""
    return f"{cardinal(int(match['one']))} से {cardinal(int(match['two']))} ईसा पूर्व"


@rule(
    r"(?<=:[0-5]\d)(?P<it>[ ]?[-–][ ]?)(?=[012]?\d:[0-5]\d)",
    needs=":",
    says={"10:00-12:20": "दस बजे से बारह बजकर बीस मिनट"},
    leaves=("10:00", "10-12"),
)
def until(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A dash between two times."""
    return [Claim(*match.span("it"), "से")]


@rule(
    rf"(?P<one>{_DAYS})(?P<long>वार)?[ ]?(?:-|–|से)[ ]?(?P<two>{_DAYS})(?:वार)?(?![ऀ-ॣ])",
    needs="सबगशरम",
    says={"सोम-शुक्र": "सोम से शुक्र", "सोमवार-शनिवार": "सोमवार से शनिवार"},
    leaves=("सोम", "सोमवार"),
)
def weekdays(match: re.Match[str], _locale: Locale) -> str:
    """A range of days of the week."""
    day = "वार" if match["long"] else ""
    return f"{match['one']}{day} से {match['two']}{day}"


@rule(
    r"""(?<![\w.:,])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?
        (?:[ ]?(?P<half>[ap])\.?m\b\.?)?(?P<at>[ ]बजे)?(?![\w:])""",
    needs=":",
    any_case=True,
    says={
        "3:18:43": "तीन बजकर अठारह मिनट तैंतालीस सेकंड",
        "8:00": "आठ बजे",
        "6:05 बजे": "छह बजकर पाँच मिनट",
        "10:30 बजे": "साढ़े दस बजे",
        "2:30": "ढाई बजे",
        "4:45 pm": "शाम पौने पाँच बजे",
        "5:20 बजे आएगी": "पाँच बजकर बीस मिनट पर आएगी",
    },
    leaves=("3:1", "8:75"),
)
def clock(match: re.Match[str], _locale: Locale) -> str:
    """A time of day; quarters and halves of an hour have words of their own on a twelve-hour clock."""
    hour, minute, second = (int(match[group] or 0) for group in ("hour", "minute", "second"))
    half = (match["half"] or "").lower()
    part = f"{_part_of_day(hour, half)} " if half else ""
    if not minute and not second:
        return f"{part}{cardinal(hour)} बजे"
    if not second and 1 <= hour <= _NOON and minute in _QUARTERS:
        return f"{part}{_quarter(hour, minute)} बजे"
    spoken = f"{part}{cardinal(hour)} बजकर {cardinal(minute)} मिनट"
    if second:
        return f"{spoken} {cardinal(second)} सेकंड"
    return f"{spoken} पर" if match["at"] and _VERB.match(match.string, match.end()) else spoken


_NOON: Final = 12
_QUARTERS: Final = frozenset({15, 30, 45})
_VERB: Final = re.compile(r"[ ](?!(?:है|हैं|था|थे|हुए|हुआ|पर|से|तक|के|का|की|को|और|या|तो|ही|भी)(?![ऀ-ॣ]))[ऀ-ॣ]{2}")
"""A word after a time at which something happens, before which "at" is spoken."""


def _quarter(hour: int, minute: int) -> str:
    """A quarter past, half past or a quarter to: 3:30 is "साढ़े तीन"."""
    if minute == 15:
        return f"सवा {cardinal(hour)}"
    if minute == 45:
        return f"पौने {cardinal(hour % _NOON + 1)}"
    return {1: "डेढ़", 2: "ढाई"}.get(hour) or f"साढ़े {cardinal(hour)}"


def _part_of_day(hour: int, half: str) -> str:
    """The part of the day for a.m. and p.m."""
    if half == "a":
        return "सुबह" if _DAWN <= hour < _NOON else "रात"
    if hour in {_NOON, 1, 2, 3}:
        return "दोपहर"
    return "शाम" if hour < _NIGHT else "रात"


_DAWN: Final = 4
_NIGHT: Final = 8
