"""Dates."""

import re
from collections.abc import Iterator
from typing import Final

from wyoming_kokoro.text.en.calendar import (
    MONTHS,
    is_day,
    month_of,
    spoken_day,
    spoken_month_day,
    spoken_short_year,
    spoken_year,
)
from wyoming_kokoro.text.en.clock import spoken_time
from wyoming_kokoro.text.en.fragments import MONTH, ORDINAL_ENDING, RECENT_YEAR, YEAR, YEAR_OF_RANGE
from wyoming_kokoro.text.en.numbers import ordinal
from wyoming_kokoro.text.en.vocabulary import any_of, word_list, word_set
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, DIGITS, LETTERS, Claim, rule

_END: Final = r"(?![\w/]|[.,-]\d)"
"""What must not follow a date in numbers."""
_DAY: Final = rf"(?P<day>\d{{1,2}}){ORDINAL_ENDING}?"


@rule(
    rf"""(?<![\w/.-])(?P<one>\d{{1,2}}/\d{{1,2}}(?:/\d{{4}}|/\d{{2}})?)(?P<to>\s?[-–—]\s?)
        (?P<two>\d{{1,2}}/\d{{1,2}}(?:/\d{{4}}|/\d{{2}})?){_END}""",
    needs=("/", DIGITS),
    says={
        "12/18/2013 - 12/20/2013": "December eighteenth twenty thirteen to December twentieth twenty thirteen",
        "closed 12/24-12/26": "closed December twenty fourth to December twenty sixth",
        "this weekend (6/7-6/8)": "this weekend ( June seventh to June eighth )",
    },
    leaves=("1/2-3/4", "13/32/2013-1/2/2014"),
)
def slashed_range(match: re.Match[str], locale: Locale) -> str | None:
    """A range of dates in digits."""
    one, two = match["one"].split("/"), match["two"].split("/")
    fractions = len(one) == len(two) == 2 and max(int(one[1]), int(two[1])) < _UNLIKELY_DENOMINATOR
    if fractions and not (one[0] == two[0] > "1" and int(one[1]) < int(two[1])):
        return None
    spoken = [_numeric(parts, locale) for parts in (one, two)]
    return f"{spoken[0]} to {spoken[1]}" if spoken[0] and spoken[1] else None


@rule(
    rf"(?<![\w/.-])(?P<a>\d{{1,2}})(?P<sign>[/.-])(?P<b>\d{{1,2}})(?P=sign)(?P<year>\d{{4}}|(?<=/)\d{{2}}){_END}",
    needs=("-./", DIGITS),
    says={
        "12/18/2013": "December eighteenth twenty thirteen",
        "05/06/19": "May sixth twenty nineteen",
        "25/12/2020": "the twenty fifth of December twenty twenty",
        "3.4.2021": "March fourth twenty twenty one",
    },
    leaves=("13/31/2013", "1/2/3/4", "and/or", "1.2.3", "10-20-30"),
)
def numeric(match: re.Match[str], locale: Locale) -> str | None:
    """A date in digits in the locale's order, or in the other order if only that is a date."""
    return _numeric([match["a"], match["b"], match["year"]], locale)


@rule(
    r"(?<![\w/.:-])(?P<a>\d\d)(?P<sign>[.-])(?P<b>\d\d)(?P=sign)(?P<year>\d\d)(?![\w/:]|[.,-]\d|\s?[x=])",
    needs=("-.", DIGITS),
    says={"01-07-98": "January seventh nineteen ninety eight"},
    leaves=("10-32-30", "1-2-03", "01-07-1998"),
)
def short_numeric(match: re.Match[str], locale: Locale) -> str | None:
    """A date written as three pairs of digits."""
    return _numeric([match["a"], match["b"], match["year"]], locale)


@rule(
    r"(?<![\w/.-])(?P<month>0?[1-9](?=/)|0[1-9](?=-)|1[0-2])[/-](?P<year>(?:19|20)\d\d)(?![\w/]|[.,-]\d)",
    needs=("/-", DIGITS),
    says={"expires 07/2026": "expires July twenty twenty six", "05-2012": "May twenty twelve"},
    leaves=("13/2026", "7/26"),
)
def numeric_month(match: re.Match[str], locale: Locale) -> str:
    """A month and a year in digits."""
    return f"{MONTHS[int(match['month']) - 1]} {spoken_year(match['year'], locale)}"


@rule(
    r"""(?<![\w/.-])(?P<year>[12]\d{3})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})
        (?=[Tt\s][0-2]\d:[0-5]\d)""",
    needs=("12", ":", "-./"),
    says={"2023-05-12T14:30:00Z": "May twelfth twenty twenty three at fourteen thirty U T C"},
    leaves=("2023-05-12 was", "2023-05-12T"),
)
def moment(match: re.Match[str], locale: Locale) -> Iterator[Claim]:
    """A date and a time as machines write them."""
    text = match.string
    spoken = spoken_day(match["year"], int(match["month"]), int(match["day"]), locale)
    clock = _CLOCK.match(text, match.end() + 1)
    if not spoken or not clock or text[match.end()] not in "Tt ":
        return
    zone = _ZONES.get(clock["zone"] or "", "")
    time = spoken_time(int(clock["hour"]), clock["minute"], locale)
    yield Claim(match.start(), match.end(), spoken)
    if text[match.end()] in "Tt":
        yield Claim(match.end(), match.end() + 1, "at")
    yield Claim(clock.start(), clock.end(), f"{time} {zone}".rstrip())


@rule(
    rf"(?<![\w/.-])(?P<year>[12]\d{{3}})(?P<sign>[-/.])(?P<month>\d{{1,2}})(?P=sign)(?P<day>\d{{1,2}}){_END}",
    needs=("12", "-./"),
    says={"2023-05-12": "May twelfth twenty twenty three", "2006/8/5": "August fifth two thousand six"},
    leaves=("1998/2/30", "2024.12.1", "12023-05-12", "555-123-4567"),
)
def iso(match: re.Match[str], locale: Locale) -> str | None:
    """A date in digits that begins with the year."""
    if match["sign"] == "." and len(match[0]) < len("2024.12.01"):
        return None
    return spoken_day(match["year"], int(match["month"]), int(match["day"]), locale)


_NO_TIME: Final = r"(?![\w:/]|[.,]\d|\s?[ap]\.?m\b)"
"""What must not follow a day of a month, because it would be a time then."""


@rule(
    rf"""(?<![\w])(?P<month>{MONTH})\s+{_DAY}\s?(?P<sign>[-–—]|to|through|and|&)\s?
        (?:(?P<other>{MONTH})\s+)?(?P<last>\d{{1,2}}){ORDINAL_ENDING}?{_NO_TIME}{YEAR_OF_RANGE}""",
    needs=(DIGITS, LETTERS),
    any_case=True,
    says={
        "June 5-7, 2025": "June fifth to seventh twenty twenty five",
        "from Jan. 30 to Feb. 2": "from January thirtieth to February second",
        "May 1 and 2": "May first and second",
    },
    leaves=("June 5-70", "may 5 to 9 pm", "June 5 to 7:30"),
)
def month_days(match: re.Match[str], locale: Locale) -> str | None:
    """A range of days after the name of their month, or of two months."""
    month, other = month_of(match["month"]), month_of(match["other"] or match["month"])
    if not is_day(month, int(match["day"])) or not is_day(other, int(match["last"])):
        return None
    link = {"-": "to", "–": "to", "—": "to", "&": "and"}.get(match["sign"], match["sign"].lower())
    last = (
        spoken_month_day(other, int(match["last"]), locale) if match["other"] else ordinal(int(match["last"]), locale)
    )
    spoken = f"{MONTHS[month - 1]} {ordinal(int(match['day']), locale)} {link} {last}"
    return f"{spoken} {spoken_year(match['year'], locale)}" if match["year"] else spoken


@rule(
    rf"""(?<!\w)(?P<month>{MONTH})\s+(?P<day>\d{{1,2}})\s+(?P<year>(?:twenty|nineteen|eighteen)\s[a-z]+)""",
    needs=(DIGITS, LETTERS),
    any_case=True,
    says={"SEPTEMBER 15 twenty twenty": "September fifteenth twenty twenty"},
    leaves=("June 5 at ten",),
)
def month_day_words(match: re.Match[str], locale: Locale) -> str | None:
    """A date whose year is written in words."""
    month, day = month_of(match["month"]), int(match["day"])
    return f"{MONTHS[month - 1]} {ordinal(day, locale)} {match['year']}" if is_day(month, day) else None


_YEAR_OF_DAY: Final = (
    rf"(?P<comma>,)?\s+(?:of\s)?(?P<year>{YEAR}|'\d{{2}})"
    r"(?![\w:]|[.,-]\d|\s(?:people|[a-z]+s\b(?<!was)(?<!is)))"
)
"""The year after a day of a month, but not a number of counted things."""


@rule(
    rf"""(?<![\w])(?P<month>{MONTH})(?:\s+|-)(?:the\s)?(?P<day>\d{{1,2}})(?:\s?{ORDINAL_ENDING}\b)?
        (?![\w:/%°]|[.,]\d|\s?[ap]\.?m\b|-\d)(?:{_YEAR_OF_DAY})?""",
    needs=(DIGITS, LETTERS),
    any_case=True,
    says={
        "November 21, 2025": "November twenty first twenty twenty five",
        "JAN 15 2020": "January fifteenth twenty twenty",
        "on Sept. 3rd": "on September third",
        "july 25 2012": "July twenty fifth twenty twelve",
    },
    leaves=("march 40", "May 5:30", "mayor 5", "you may 5 times", "June 21°C"),
)
def month_day(match: re.Match[str], locale: Locale) -> str | None:
    """A date that begins with the month's name."""
    if not _is_month(match["month"], sure=bool(match["year"])):
        return None
    month, day = month_of(match["month"]), int(match["day"])
    if not is_day(month, day):
        return None
    spoken = f"{MONTHS[month - 1]} {'the ' if locale.days_lead else ''}{ordinal(day, locale)}"
    if not match["year"]:
        return spoken
    short = match["year"].startswith("'")
    return f"{spoken} {spoken_short_year(match['year'][1:], locale) if short else spoken_year(match['year'], locale)}"


@rule(
    rf"""(?<![\w./:-])(?P<the>the\s)?(?P<first>\d{{1,2}}){ORDINAL_ENDING}?\s?[-–]\s?
        {_DAY}\s+(?:of\s)?(?P<month>{MONTH})(?!\w){YEAR_OF_RANGE}""",
    needs=("-–", DIGITS, LETTERS),
    any_case=True,
    says={"5-7 June 2025": "the fifth to the seventh of June twenty twenty five"},
    leaves=("5-7 Junes", "45-47 June"),
)
def days_of_month(match: re.Match[str], locale: Locale) -> str | None:
    """A range of days before the name of their month."""
    month, first, last = month_of(match["month"]), int(match["first"]), int(match["day"])
    if not is_day(month, first) or not is_day(month, last):
        return None
    spoken = f"the {ordinal(first, locale)} to the {ordinal(last, locale)} of {MONTHS[month - 1]}"
    return f"{spoken} {spoken_year(match['year'], locale)}" if match["year"] else spoken


_YEAR_OF_MONTH: Final = rf"(?P<year>{YEAR}|'?\d{{2}}(?=\s*$))(?![\w:]|[.,-]\d)"


@rule(
    rf"""(?<![\w./:$€£-])(?P<the>the\s)?(?P<day>\d{{1,2}})(?P<th>\s?{ORDINAL_ENDING})?(?:\s+|-)(?P<of>of\s)?
        (?P<month>{MONTH})(?![\w])(?:(?:,?\s+|-){_YEAR_OF_MONTH})?""",
    needs=(DIGITS, LETTERS),
    any_case=True,
    says={
        "25 jul 2012": "the twenty fifth of July twenty twelve",
        "the 4th of July": "the fourth of July",
        "15 january": "the fifteenth of January",
        "12-May-2023": "the twelfth of May twenty twenty three",
    },
    leaves=("all 5 may come", "45 March", "5 marches", "$5 May"),
)
def day_month(match: re.Match[str], locale: Locale) -> str | None:
    """A date that begins with the day, before the month's name."""
    sure = bool(match["year"] or match["th"])
    if not _is_month(match["month"], sure=sure):
        return None
    month, day = month_of(match["month"]), int(match["day"])
    if not is_day(month, day):
        return None
    spoken = f"the {ordinal(day, locale)} of {MONTHS[month - 1]}"
    return f"{spoken} {spoken_year(match['year'].lstrip(chr(39)), locale)}" if match["year"] else spoken


@rule(
    rf"""(?<!\w)(?P<month>{MONTH})(?P<day>\s+(?:[a-z]+[\s-])?[a-z]+)?,?\s+(?:of\s)?(?P<year>{RECENT_YEAR})
        (?![\w:%°]|[.,-]\d|\s?{any_of("dates.not_after_years")}\b)""",
    needs=("12", LETTERS),
    any_case=True,
    says={"July 1876": "July eighteen seventy six", "in Sept. 2020": "in September twenty twenty"},
    leaves=("may 2000 times", "July 5"),
)
def month_year(match: re.Match[str], locale: Locale) -> str | None:
    """A month's name and a year."""
    if not _is_month(match["month"], sure=match["month"].istitle()):
        return None
    if match["day"] and not re.fullmatch(_DAY_WORDS, match["day"].strip().lower()):
        return None
    return f"{MONTHS[month_of(match['month']) - 1]}{match['day'] or ''} {spoken_year(match['year'], locale)}"


@rule(
    r"""\b(?P<word>[Ee]xp(?:\.|iry|ires|iration)?(?:[ ]date)?:?)[ ]
        (?P<it>(?P<month>0[1-9]|1[0-2])/(?P<year>\d\d))(?![\w/]|[.,]\d)""",
    needs=("/", "p"),
    says={"expires 08/27": "expires August twenty twenty seven", "exp. 08/27": "expires August twenty twenty seven"},
    leaves=("exp 8/27", "expires 08/27/2026", "08/27"),
)
def expiry(match: re.Match[str], locale: Locale) -> list[Claim]:
    """The month in which a card expires."""
    claims = [Claim(*match.span("it"), f"{MONTHS[int(match['month']) - 1]} {spoken_year(match['year'], locale)}")]
    return [Claim(*match.span("word"), "expires"), *claims] if match["word"].lower().rstrip(".:") == "exp" else claims


_AFTER_WORD_OF_DATE: Final = "|".join(rf"(?<={word}\s)" for word in word_list("dates.before_numbers"))
"""The position after a word that announces a date."""
_AFTER_FIRST_DATE: Final = "|".join(
    rf"(?<=from\s{date}\sto\s)" for date in (r"\d/\d", r"\d\d/\d", r"\d/\d\d", r"\d\d/\d\d")
)


@rule(
    rf"""(?=\d)(?:{_AFTER_WORD_OF_DATE}|{_AFTER_FIRST_DATE}|(?<={CLAIMED}[ ]))
        (?P<a>\d{{1,2}})/(?P<b>\d{{1,2}}){_END}(?!\s?{any_of("dates.divided")}\b)""",
    needs=("/", DIGITS),
    any_case=True,
    says={
        "It is due on 12/25.": "It is due on December twenty fifth .",
        "Tuesday 6/10": "Tuesday June tenth",
        "Tue 7/4": "Tuesday July fourth",
        "from 1/1 to 1/7": "from January first to January seventh",
    },
    leaves=("add 3/4 cup", "after 1/2 hour", "on 24/7", "for 2/3 of it"),
)
def month_slash_day(match: re.Match[str], locale: Locale) -> str | None:
    """A month and a day in digits, after a word that announces a date."""
    if match[0] in _SPECIAL:
        return None
    if match[0] in {"1/2", "1/3", "2/3", "1/4", "3/4"} and not match.string[: match.start()].endswith(
        ("on ", "day ", "due ")
    ):
        return None
    return _numeric([match["a"], match["b"]], locale)


@rule(
    rf"(?<![\w./$€£-])(?P<a>0[1-9]|[1-3]\d)/(?P<b>0[1-9]|[1-3]\d){_END}(?!\s?=)",
    needs=("/", DIGITS),
    says={"06/24: dentist": "June twenty fourth : dentist", "the log, 12/03": "the log , December third"},
    leaves=("10/12", "06/2024", "6/24", "00/24"),
)
def padded_day(match: re.Match[str], locale: Locale) -> str | None:
    """A month and a day in digits, one of them with a leading zero, which fractions do not have."""
    return _numeric([match["a"], match["b"]], locale) if "0" in {match["a"][0], match["b"][0]} else None


@rule(
    rf"(?<![\w./$€£-])(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}}){_END}(?!\s?{any_of('dates.divided_or_beaten')}\b|\s?=)",
    needs=("/", DIGITS),
    says={
        "The meeting (5/18) is off.": "The meeting ( May eighteenth ) is off .",
        "Rent for the trip, 6/1, is paid": "Rent for the trip , June first , is paid",
        "The party moved to 6/2": "The party moved to June second",
        "Deadline: 9/30": "Deadline : September thirtieth",
    },
    leaves=("5/18", "(3/4)", "a 9/8 rhythm", "the party ate 3/4 of it", "due 13/40", "The deadline is 24/7"),
)
def day_of_plan(match: re.Match[str], locale: Locale) -> str | None:
    """A month and a day in digits, near words about plans or alone in brackets."""
    a, b = int(match["a"]), int(match["b"])
    if match[0] in _SPECIAL or (a < b and b in _USUAL_DENOMINATORS):
        return None
    around = match.string[max(0, match.start() - _PLANS_NEAR) : match.end() + _PLANS_NEAR].lower()
    bracketed = match.string[match.start() - 1 : match.start()] == "(" and match.string[match.end() :][:1] == ")"
    if not (bracketed and (a > b or max(a, b) > 12)) and _PLANS.isdisjoint(re.findall(r"[a-z]+", around)):
        return None
    return _numeric([match["a"], match["b"]], locale)


_UNLIKELY_DENOMINATOR: Final = 11
"""Fractions and dates look alike; up to tenths a fraction is more likely."""
_SPECIAL: Final = frozenset({"24/7", "9/11", "50/50", "20/20"})
_USUAL_DENOMINATORS: Final = frozenset({2, 3, 4, 8, 16})
_PLANS_NEAR: Final = 48
"""How many characters before and after a day may hold a word about plans."""
_PLANS: Final = word_set("dates.plans")
"""Words about plans: near them a pair of numbers is a date."""
_CLOCK: Final = re.compile(
    r"(?P<hour>[0-2]\d):(?P<minute>[0-5]\d)(?::[0-5]\d(?:\.\d{1,9})?)?(?P<zone>Z|[+-][0-2]\d:?[0-5]\d)?"
)
_ZONES: Final = {"Z": "U T C", "+00:00": "U T C"}
_DAY_WORDS: Final = rf"(?:the )?(?:(?:twenty|thirty)[ -])?{any_of('dates.ordinals')}"


def _numeric(parts: list[str], locale: Locale) -> str | None:
    """Return a date in words from its numbers: in the locale's order, or in the other order if only that is a date."""
    month, day = int(parts[0]), int(parts[1])
    if locale.days_lead:
        month, day = day, month
    if not is_day(month, day):
        month, day = day, month
        if not is_day(month, day):
            return None
        swapped = not locale.days_lead
    else:
        swapped = False
    spoken = f"the {ordinal(day, locale)} of {MONTHS[month - 1]}" if swapped else spoken_month_day(month, day, locale)
    return f"{spoken} {spoken_year(parts[2], locale)}" if len(parts) > 2 else spoken


def _is_month(written: str, *, sure: bool) -> bool:
    """Return whether a word is a month: "may" and "march" in lower case are verbs, unless `sure`."""
    return sure or written.lower() not in {"may", "march", "mar"} or not written.islower()
