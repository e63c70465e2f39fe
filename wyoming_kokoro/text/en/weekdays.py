"""Weekdays, ranges of them, and cells of tables."""

import re
from collections.abc import Iterator
from typing import Final

from wyoming_kokoro.text.en.calendar import (
    MONTHS,
    WEEKDAYS,
    is_day,
    month_of,
    spoken_year,
    weekday_of,
)
from wyoming_kokoro.text.en.context import ends_sentence
from wyoming_kokoro.text.en.fragments import MONTH, ORDINAL_ENDING, SHORT_WEEKDAY, YEAR_OF_RANGE
from wyoming_kokoro.text.en.numbers import ordinal
from wyoming_kokoro.text.en.vocabulary import any_of
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, DIGITS, LETTERS, Claim, rule

_BETWEEN_WEEKDAYS: Final = r"(?:\s?[-–—&/]\s?|,\s?|,?\s(?:to|and|or|through|thru)\s)"


@rule(
    rf"""(?<!\w){SHORT_WEEKDAY}\.?(?:{_BETWEEN_WEEKDAYS}{SHORT_WEEKDAY}(?!\w)\.?){{1,6}}(?!\w)""",
    needs=("MTWFS", LETTERS),
    any_case=True,
    says={
        "Open Mon-Fri": "Open Monday to Friday",
        "Sat & Sun": "Saturday and Sunday",
        "Tue/Thu": "Tuesday or Thursday",
        "Tue, Thu & Sat": "Tuesday , Thursday and Saturday",
    },
    leaves=("Monday-Friday", "Sat - down", "Mon, January"),
)
def weekdays(match: re.Match[str], _locale: Locale) -> Iterator[Claim]:
    """A range or a list of weekdays."""
    start, days = match.start(), list(_SHORT_DAY.finditer(match[0]))
    for day, following in zip(days, [*days[1:], None], strict=True):
        last = following is None
        stop = last and day[0].endswith(".") and ends_sentence(match)
        yield Claim(start + day.start(), start + day.end() - stop, weekday_of(day[0]))
        if following:
            sign = match[0][day.end() : following.start()]
            at = start + day.end() + sign.index(sign.strip())
            word = sign.strip().removeprefix(",").strip()
            spoken = _BETWEEN.get(word, word if word.isalpha() else ",")
            pause = ", " if sign.startswith(",") and word.isalpha() else ""
            yield Claim(at, at + len(sign.strip()), f"{pause}{spoken}")


_SHORT_DAY: Final = re.compile(rf"(?i:{SHORT_WEEKDAY})(?![a-z])\.?")
_BETWEEN: Final = {"-": "to", "–": "to", "—": "to", "&": "and", "/": "or", "": ",", "thru": "through"}
_WEEKDAY: Final = (
    r"(?-i:Mon(?:day)?|Tue(?:s(?:day)?)?|Wed(?:nesday)?|Thu(?:r(?:s(?:day)?)?)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)"
)
_FIRST_DAY: Final = (
    rf"(?<!\w)(?P<one>{_WEEKDAY})\.?,?\s+(?P<first>\d{{1,2}}){ORDINAL_ENDING}?(?:\s(?P<month1>{MONTH}))?"
)
_LAST_DAY: Final = rf"(?P<two>{_WEEKDAY})\.?,?\s+(?P<last>\d{{1,2}}){ORDINAL_ENDING}?(?:\s(?P<month2>{MONTH}))?"


@rule(
    rf"{_FIRST_DAY}(?P<to>\s?[-–—]\s?|\s(?:to|until|till|through)\s){_LAST_DAY}(?![\w:/%]|[.,]\d){YEAR_OF_RANGE}",
    needs=("MTWFS", DIGITS),
    any_case=True,
    says={
        "Sat 14–Sun 15 Dec": "Saturday the fourteenth to Sunday the fifteenth of December",
        "Fri 3 Jan - Mon 6 Jan": "Friday the third of January to Monday the sixth of January",
    },
    leaves=("Sat 14:00-Sun 15:00", "Mon 45-Tue 46", "Sat 14 - Sunny"),
)
def days_across(match: re.Match[str], locale: Locale) -> str | None:
    """A range of days that are named by their weekdays too."""
    first, last = int(match["first"]), int(match["last"])
    months = [month_of(match[group]) if match[group] else None for group in ("month1", "month2")]
    if not is_day(months[0] or months[1] or 1, first) or not is_day(months[1] or 1, last):
        return None
    one, two = (f" of {MONTHS[month - 1]}" if month else "" for month in months)
    to = match["to"].strip()
    spoken = (
        f"{weekday_of(match['one'])} the {ordinal(first, locale)}{one} {to.lower() if to.isalpha() else 'to'} "
        f"{weekday_of(match['two'])} the {ordinal(last, locale)}{two}"
    )
    return f"{spoken} {spoken_year(match['year'], locale)}" if match["year"] else spoken


@rule(
    r"(?<![\w/])(?P<it>(?:M|Tu?|W|Th|F|Sa|Su)(?:/(?:M|Tu?|W|Th|F|Sa|Su)){1,6})(?![\w/])",
    needs=("/", "MTWFS"),
    says={"5 mg M/W/F": "five milligrams Monday , Wednesday , Friday", "class T/Th": "class Tuesday , Thursday"},
    leaves=("M/F", "T/F", "W/M", "F/T"),
)
def lettered_days(match: re.Match[str], _locale: Locale) -> str | None:
    """Weekdays written with one or two letters."""
    days = match["it"].split("/")
    order = [weekday_of(_LETTER_DAYS.get(day, day)) for day in days]
    places = [WEEKDAYS.index(day) for day in order]
    if places != sorted(set(places)) or (len(days) == 2 and all(len(day) == 1 for day in days)):
        return None
    return " , ".join(order)


@rule(
    rf"(?<={CLAIMED})[ ]*(?P<it>{SHORT_WEEKDAY}|Jan|Mar|Jun|Jul|Min|Max|Avg)\.?[ ]*(?={CLAIMED}|$)",
    needs=CLAIMED,
    says={"| Mon | 5 |": "Monday , five", "| Mar | 9 |": "March , nine", "| Min | Max |": "minimum , maximum"},
    leaves=("Mon | 5", "*Sun* and", "a Max"),
)
def in_table(match: re.Match[str], _locale: Locale) -> list[Claim] | None:
    """An abbreviated weekday or month, or another heading, in a cell of a table."""
    text = match.string
    start = text.rfind("\n", 0, match.start()) + 1
    line = text[start:].partition("\n")[0].strip()
    if not (line.startswith(CLAIMED) and line.endswith(CLAIMED) and line.count(CLAIMED) > 1):
        return None
    written = match["it"]
    spoken = _HEADINGS.get(written) or (
        MONTHS[month_of(written) - 1] if written in {"Jan", "Mar", "Jun", "Jul"} else weekday_of(written)
    )
    return [Claim(*match.span("it"), spoken)]


_HEADINGS: Final = {"Min": "minimum", "Max": "maximum", "Avg": "average"}
_IN_BRACKETS: Final = r"(?:(?<=\([MTWF].)(?=\))|(?<=\([MTWF]..)(?=\))|(?<=\([MTWF]...)(?=\)))"
"""The position after two to four characters in brackets that begin with the letter of a weekday."""
_AFTER_COMMA: Final = r"(?:(?<=[,;]\s...)|(?<=[,;]\s....))(?=[\s.,;)]|$)"
"""The position after three or four characters that follow a comma, where nothing but a mark comes after them."""


@rule(
    rf"""(?<![\w-])(?P<one>M|Tu|W|Th|F|Sa)[-–](?P<two>F|Th|Sat?|Sun?|W)
        (?:(?=,?:?\s(?:\d|from\b|between\b|at\b|only\b|except\b))|{_IN_BRACKETS}|{_AFTER_COMMA})""",
    needs=("MTWFS", "-–"),
    says={
        "Hours: M-F 9-5": "Hours : Monday to Friday nine to five",
        "8:30 (M–Th)": "eight thirty ( Monday to Thursday )",
        "call us, M–F.": "call us , Monday to Friday .",
    },
    leaves=("M-F", "A-F 9"),
)
def working_days(match: re.Match[str], _locale: Locale) -> str:
    """A range of weekdays written with single letters, before a time or in brackets."""
    one, two = (_LETTER_DAYS.get(match[group], match[group]) for group in ("one", "two"))
    return f"{weekday_of(one)} to {weekday_of(two)}"


_AFTER_WEEKDAY: Final = rf"(?:{MONTH}\b|\d|at\s|the\s\d|morning|afternoon|evening|night)"
_DAY_BEFORE_DATE: Final = rf"(?P<one>{SHORT_WEEKDAY})\.?(?=,?\s+{_AFTER_WEEKDAY})"
_DAY_AFTER_WORD: Final = rf"(?:{any_of('weekdays.before_weekdays')}|every\sother)\s(?P<two>{SHORT_WEEKDAY})(?!\w)\.?"
_SURE_DAY: Final = r"(?<=[a-z]\s)(?P<sure>(?-i:Tues|Wed|Thurs?|Fri))(?!\w)\.?"
_DAY_WITH_STOP: Final = (
    rf"(?<=[a-z,;{CLAIMED}]\s)(?<!\bthe\s)(?<!\ba\s)(?P<stopped>(?-i:Mon|Tue|Sat|Sun))\.(?=[,;:!?)]|\s+[a-z])"
)


@rule(
    rf"(?<!\w)(?:{_DAY_BEFORE_DATE}|{_DAY_AFTER_WORD}|{_SURE_DAY}|{_DAY_WITH_STOP})",
    needs="MTWFS",
    any_case=True,
    says={
        "Mon, Jan 5": "Monday , January fifth",
        "Thurs. at ten": "Thursday at ten",
        "rain on Wed.": "rain on Wednesday .",
        "this Sat., maybe": "this Saturday , maybe",
        "See ya Sun.!": "See ya Sunday !",
        "it's due Fri.": "it's due Friday .",
    },
    leaves=("the sun at noon", "He sat down", "Monday", "Sun is bright"),
)
def weekday(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """An abbreviated weekday."""
    group = next(name for name in ("one", "two", "sure", "stopped") if match[name])
    stops = match[0].endswith(".") and ends_sentence(match)
    return [Claim(match.start(group), match.end() - stops, weekday_of(match[group]))]


_LETTER_DAYS: Final = {"M": "Mo", "T": "Tu", "W": "We", "F": "Fr"}
