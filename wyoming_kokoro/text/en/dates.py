"""Dates, decades and years."""

import re
from collections.abc import Iterator
from typing import Final

from wyoming_kokoro.text.en.calendar import (
    MONTHS,
    WEEKDAYS,
    is_day,
    month_of,
    spoken_day,
    spoken_month_day,
    spoken_short_year,
    spoken_year,
    weekday_of,
)
from wyoming_kokoro.text.en.clock import spoken_time
from wyoming_kokoro.text.en.context import ends_sentence, link
from wyoming_kokoro.text.en.fragments import MONTH, ORDINAL_ENDING, SHORT_WEEKDAY
from wyoming_kokoro.text.en.numbers import cardinal, ordinal, year
from wyoming_kokoro.text.en.quantities import is_unit
from wyoming_kokoro.text.en.vocabulary import any_of, word_list, word_set
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, DIGITS, LETTERS, Claim, rule

_END: Final = r"(?![\w/]|[.,-]\d)"
"""What must not follow a date in numbers."""
_YEAR: Final = r"[12]\d{3}"
_RECENT_YEAR: Final = r"(?:1[1-9]\d\d|20\d\d)"
_DAY: Final = rf"(?P<day>\d{{1,2}}){ORDINAL_ENDING}?"
_YEAR_OF_RANGE: Final = rf"(?:,?\s(?P<year>{_YEAR})(?![\w-]))?"


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
    rf"{_FIRST_DAY}(?P<to>\s?[-–—]\s?|\s(?:to|until|till|through)\s){_LAST_DAY}(?![\w:/%]|[.,]\d){_YEAR_OF_RANGE}",
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
_DAY_AFTER_WORD: Final = rf"(?:{any_of('dates.before_weekdays')}|every\sother)\s(?P<two>{SHORT_WEEKDAY})(?!\w)\.?"
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
        (?:(?P<other>{MONTH})\s+)?(?P<last>\d{{1,2}}){ORDINAL_ENDING}?{_NO_TIME}{_YEAR_OF_RANGE}""",
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
    rf"(?P<comma>,)?\s+(?:of\s)?(?P<year>{_YEAR}|'\d{{2}})"
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
        {_DAY}\s+(?:of\s)?(?P<month>{MONTH})(?!\w){_YEAR_OF_RANGE}""",
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


_YEAR_OF_MONTH: Final = rf"(?P<year>{_YEAR}|'?\d{{2}}(?=\s*$))(?![\w:]|[.,-]\d)"


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
    rf"""(?<!\w)(?P<month>{MONTH})(?P<day>\s+(?:[a-z]+[\s-])?[a-z]+)?,?\s+(?:of\s)?(?P<year>{_RECENT_YEAR})
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


@rule(
    r"(?<![\w$€£])(?P<one>1[1-9]\d0|20\d0)'?s(?P<to>\s?[-–—]\s?|\sto\s)'?(?P<two>\d0|1[1-9]\d0|20\d0)'?s\b",
    needs=("s", "12", "0"),
    says={"1960s-80s": "nineteen sixties to eighties", "1990s–2000s": "nineteen nineties to two thousands"},
    leaves=("1960s", "60s-80s"),
)
def decades(match: re.Match[str], locale: Locale) -> str:
    """A range of decades."""
    return f"{_decade(match['one'], locale)} to {_decade(match['two'], locale)}"


_DECADE_OF_CENTURY: Final = r"(?<![\w$€£.,])(?<!\d-)(?P<mid>mid-)?(?P<it>(?!1000'?s[ ]of)(?:1\d|20)\d0)'?s(?!\w)"
_SHORT_DECADE: Final = r"(?<![\w$€£.,])'(?P<short>\d0)'?s\b"
_DECADE_BEFORE_NOUN: Final = rf"(?<![\w$€£.,-])(?P<kind>[2-9]0)'?s(?=[ ]{any_of('dates.of_decades')}\b)"
_DECADE_AFTER_WORD: Final = (
    rf"\b{any_of('dates.before_decades')}[ -](?P<bare>[2-9]0)'?s\b(?![ ]?(?:timer|delay|later|timeout))"
)


@rule(
    rf"{_DECADE_OF_CENTURY}|{_SHORT_DECADE}|{_DECADE_BEFORE_NOUN}|{_DECADE_AFTER_WORD}",
    needs=("sS", "0"),
    any_case=True,
    says={
        "the 1990s": "the nineteen nineties",
        "2000s": "two thousands",
        "music of the '80s": "music of the eighties",
        "in her 30s": "in her thirties",
        "highs in the upper 70s": "highs in the upper seventies",
        "the mid-1970s": "the mid nineteen seventies",
        "play 80s music": "play eighties music",
    },
    leaves=("1995s", "$1990s", "wait 30s", "the 30s timer"),
)
def decade(match: re.Match[str], locale: Locale) -> list[Claim]:
    """A decade, with or without its century."""
    group = next(name for name in ("it", "short", "bare", "kind") if match[name])
    start = match.start(group) - (1 if group == "short" else 0)
    claims = [Claim(start, match.end(), _decade(match[group], locale))]
    return [Claim(match.start("mid"), match.end("mid"), "mid"), *claims] if match["mid"] else claims


@rule(
    r"(?<!\w)(?P<quarter>[1-4])Q[ ]?(?P<year>'?\d{2}|20\d{2})(?!\w)",
    needs=("Q", DIGITS),
    says={"growth in 2Q22": "growth in the second quarter of twenty twenty two"},
    leaves=("5Q22", "2Q2"),
)
def quarter(match: re.Match[str], locale: Locale) -> str:
    """A quarter of a year."""
    return (
        f"the {ordinal(int(match['quarter']), locale)} quarter of {spoken_year(match['year'].lstrip(chr(39)), locale)}"
    )


_ERA: Final = r"(?:B\.?C\.?E?\.?|A\.?D\.?|C\.?E\.?)"


@rule(
    rf"""(?<![\w.,$€£-])(?:(?P<before>A\.?D\.?|AD)[ ](?P<late>\d{{1,4}})
        | (?P<year>\d{{1,4}})(?P<range>[-–]\d{{1,4}})?[ ]?
          (?P<era>{_ERA})(?<!\.)(?P<dot>\.(?=\s+[a-z,;)]))?)(?![\w])""",
    needs=("ABC", DIGITS),
    says={"340 A.D": "three forty A D", "in 44 BC": "in forty four B C", "AD 79": "A D seventy nine"},
    leaves=("12 Bc", "5 CEOs", "A 5"),
)
def era(match: re.Match[str], locale: Locale) -> str:
    """A year BC or AD."""
    if match["late"]:
        return f"A D {_era_year(match['late'], locale)}"
    to = f" to {_era_year(match['range'][1:], locale)}" if match["range"] else ""
    return f"{_era_year(match['year'], locale)}{to} {' '.join(match['era'].replace('.', ''))}"


@rule(
    rf"""(?<![\w.,$€£:/-])(?P<one>{_RECENT_YEAR})(?:\s?[-–—]\s?|\s(?P<to>to|through|until)\s)
        (?P<two>{_RECENT_YEAR}|\d{{2}})(?![\w:/%°]|[.,-]\d|\s?{any_of("dates.measured_or_counted")}\b)""",
    needs="12",
    says={
        "1970-2010": "nineteen seventy to twenty ten",
        "the 2019-20 season": "the twenty nineteen to twenty season",
        "from 1939 to 1945": "from nineteen thirty nine to nineteen forty five",
        "the 2008-09 season": "the two thousand eight to two thousand nine season",
    },
    leaves=("1500-2000 watts", "2019-120", "2020-12-01", "1500 to 5000"),
)
def years(match: re.Match[str], locale: Locale) -> str | None:
    """A range of years."""
    one, two = match["one"], match["two"]
    if len(two) == 2:
        turn = one[2:] == "99" and two == "00"
        if int(two) <= int(one[2:]) and not turn:
            return None
        full = turn or two[0] == "0"
        last = year(int(one) + 1 if turn else int(one[:2] + two), locale) if full else spoken_short_year(two, locale)
    else:
        if int(two) < int(one):
            return None
        last = year(int(two), locale)
    return f"{year(int(one), locale)} {link(match, match['to'] or '-')} {last}"


@rule(
    r"""(?:(?<![\w.,$€£:/\#-])|(?<=[a-z]-))(?P<year>1\d\d\d|20\d\d)(?P<s>'s)?(?![\w:/%°$€£]|[.,-]\d|-[a-zA-Z]|\s?[+*=×x]\s?\d)""",
    needs="12",
    says={
        "He left in 2013.": "He left in twenty thirteen .",
        "1973": "nineteen seventy three",
        "The 2006 report is out.": "The two thousand six report is out .",
        "post-2008 rules": "post two thousand eight rules",
        "the 2024 Olympics": "the twenty twenty four Olympics",
        "its 2023 results": "its twenty twenty three results",
    },
    leaves=(
        "1500 people came",
        "2000 steps",
        "12000",
        "1999.5",
        "$2013",
        "code 2013",
        "2,013",
        "2000 mAh",
        "the 2000 homes",
        "2024 homes",
    ),
)
def plain_year(match: re.Match[str], locale: Locale) -> str | None:
    """A year on its own, unless it counts or measures something or is a code."""
    before = match.string[max(0, match.start() - 24) : match.start()].lower().split()
    last = before[-1].strip("(\"'") if before else ""
    announced = last in _BEFORE_YEARS
    if match["year"] < _EARLIEST_YEAR and not announced:
        return None
    if last in _CODES or last in _BEFORE_COUNTS or before[-2:-1] in (["flight"], ["flights"]):
        return None
    if not announced and _is_quantity(match, last):
        return None
    return year(int(match["year"]), locale) + (match["s"] or "")


def _is_quantity(match: re.Match[str], last: str) -> bool:
    """Return whether a number counts or measures what follows; `last` is the word before it, in lower case."""
    following = _AFTER.match(match.string, match.end())
    if following is None or match.string[match.start() - 1 : match.start()] == "-":
        return False
    if following[1] in _COUNTED or _is_unit(following[1]):
        return True
    owned = last in _OWNERS or last.endswith("'s")
    plural = following[1].endswith("s") and following[1] not in _NOT_COUNTED
    return plural and not (owned and _is_known_year(match["year"]))


@rule(
    r"(?<![\w.,$€£/-])(?P<one>19\d\d|20\d\d)/(?P<two>\d\d)(?![\w/]|[.,]\d)",
    needs=("/", DIGITS),
    says={"the 2024/25 season": "the twenty twenty four to twenty five season"},
    leaves=("2024/27", "1024/25", "2024/25/3"),
)
def split_year(match: re.Match[str], locale: Locale) -> str | None:
    """A year that begins in one calendar year and ends in the next."""
    one = int(match["one"])
    if int(match["two"]) != (one + 1) % 100:
        return None
    two = spoken_short_year(match["two"], locale) if match["two"] > "10" else year(one + 1, locale)
    return f"{year(one, locale)} to {two}"


@rule(
    r"\b[Yy]ear[ ](?P<it>\d{3,4})(?![\w%°:/]|[.,-]\d)",
    needs=("yY", DIGITS),
    says={"in the year 802": "in the year eight oh two", "Year 2525": "Year twenty five twenty five"},
    leaves=("years 802", "year 12"),
)
def named_year(match: re.Match[str], locale: Locale) -> str:
    """A number after the word "year"."""
    return _era_year(match["it"], locale)


@rule(
    r"""\b(?:in|by|until|since|before|after)[ ](?P<it>2[1-4]\d\d)
        (?![\w%°:/$€£]|[.,-]\d|[ ][a-z]+s\b|[ ](?:people|of|k?W|m|ft|feet)\b)""",
    needs=("2", DIGITS),
    says={"by 2100": "by twenty one hundred"},
    leaves=("in 2200 homes", "of 2100", "in 2100 m"),
)
def far_year(match: re.Match[str], locale: Locale) -> str:
    """A year of the next centuries, after a preposition."""
    return year(int(match["it"]), locale)


@rule(
    r"(?<![\w'])'(?P<it>\d{2})(?![\w:'\"-])",
    needs=("'", DIGITS),
    says={"the class of '98": "the class of ninety eight", "summer of '05": "summer of oh five"},
    leaves=("'4", "'123", "'80s"),
)
def short_year(match: re.Match[str], locale: Locale) -> list[Claim]:
    """A year of two digits after an apostrophe."""
    return [Claim(*match.span(), spoken_short_year(match["it"], locale))]


@rule(
    rf"(?<!\w)(?P<one>{MONTH})(?P<sign>\s?[-–—]\s?|/)(?P<two>{MONTH})(?![\w.])",
    needs=("-–—/", LETTERS),
    any_case=True,
    says={
        "Jan-Feb": "January to February",
        "open May – Sept": "open May to September",
        "the Jan./Feb. issue": "the January February issue",
    },
    leaves=("may-be", "Jan-5", "march-past"),
)
def months(match: re.Match[str], _locale: Locale) -> str | None:
    """A range of months, or two months."""
    if match[0].islower():
        return None
    to = "" if match["sign"] == "/" else "to "
    return f"{MONTHS[month_of(match['one']) - 1]} {to}{MONTHS[month_of(match['two']) - 1]}"


_SURE_MONTH: Final = "(?-i:Feb|Apr|Aug|Sept?|Oct|Nov|Dec)"
"""Abbreviations of months that mean nothing else."""
_UNSURE_MONTH: Final = "(?-i:Jan|Mar|Jun|Jul)"
"""Abbreviations of months that are names or words too."""
_SHORT_MONTH: Final = rf"(?:{_UNSURE_MONTH}|{_SURE_MONTH})"
_BEFORE_MONTH: Final = rf"\b{any_of('dates.before_months')}[ -]"


@rule(
    rf"""(?<!\w)(?P<it>{_SURE_MONTH})(?:\.(?=\s+[a-z]|[,;:)])|(?![\w.]))
      | {_BEFORE_MONTH}(?P<mar>{_UNSURE_MONTH})(?!\w)\.?
      | (?<!\w)(?P<dated>{_SHORT_MONTH})\.?(?=[ ]['{CLAIMED}])""",
    needs="JFMASOND",
    any_case=True,
    says={
        "since Feb": "since February",
        "Sept. was hot": "September was hot",
        "until Mar": "until March",
        "Jan '24": "January twenty four",
    },
    leaves=("On the mar.", "Janet", "dec"),
)
def month(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """An abbreviated month."""
    group = next(name for name in ("it", "mar", "dated") if match[name])
    return [Claim(match.start(group), match.end(), MONTHS[month_of(match[group]) - 1])]


@rule(
    rf"[ ]?(?P<it>[-–—])(?:(?<={CLAIMED}{{5}}.)|(?<={CLAIMED}{{5}}[ ].))[ ]?(?={CLAIMED}{{5}})",
    needs=("-–—", CLAIMED),
    says={"from 28 Feb–3 Mar": "from the twenty eighth of February to the third of March"},
    leaves=("**a**–**b**", "5-6", "Feb - x"),
)
def between(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A dash between two dates."""
    return [Claim(*match.span("it"), "to")]


@rule(
    r"(?<!\w)Q(?P<one>[1-4])(?P<sign>\s?[-–—]\s?)Q(?P<two>[1-4])(?!\w)|(?<![\w.,$€£-])(?P<count>[1-4])Q(?=[ ][a-z])",
    needs=("Q", DIGITS),
    says={"Q1–Q3 sales": "Q one to Q three sales", "its 3Q profit": "its third quarter profit"},
    leaves=("Q1-2", "3Q22", "Q5-Q6"),
)
def quarters(match: re.Match[str], locale: Locale) -> str:
    """A range of quarters, or a quarter before a noun."""
    if match["count"]:
        return f"{ordinal(int(match['count']), locale)} quarter"
    return f"Q {cardinal(int(match['one']), locale)} to Q {cardinal(int(match['two']), locale)}"


_LETTER_DAYS: Final = {"M": "Mo", "T": "Tu", "W": "We", "F": "Fr"}
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
_AFTER: Final = re.compile(r"[ -]([A-Za-z]+)")
_DAY_WORDS: Final = rf"(?:the )?(?:(?:twenty|thirty)[ -])?{any_of('dates.ordinals')}"
_EARLIEST_YEAR: Final = "1100"
"""Smaller numbers are years only after a word that announces one."""
_COUNTED: Final = word_set("dates.counted")
"""Words that a number before them counts or measures, so that it is not a year."""
_NOT_COUNTED: Final = word_set("dates.not_counted")
"""Words that end in s but that a number before them does not count."""
_BEFORE_YEARS: Final = word_set("dates.before_years")
_OWNERS: Final = word_set("dates.owners")
"""After one of these words a number before a noun may be a year: "the 2024 rules"."""
_BEFORE_COUNTS: Final = word_set("dates.before_counts")
"""After one of these words a number is a quantity."""
_CODES: Final = word_set("dates.codes")
"""After one of these words a number is a code."""


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


def _is_known_year(written: str) -> bool:
    """Return whether a number is an unlikely quantity: "the 2024 rules", but not "the 2000 people"."""
    return "1900" < written < "2050" and written[2:] not in {"00", "50"}


def _is_unit(word: str) -> bool:
    """Return whether a word after a number can only be a unit: "mAh", but not "in"."""
    return len(word) > 1 and (word[-1].isupper() or word[1:-1].lower() != word[1:-1]) and is_unit(word)


def _is_month(written: str, *, sure: bool) -> bool:
    """Return whether a word is a month: "may" and "march" in lower case are verbs, unless `sure`."""
    return sure or written.lower() not in {"may", "march", "mar"} or not written.islower()


def _decade(written: str, locale: Locale) -> str:
    """Return a decade in words: 1960 as "nineteen sixties"."""
    spoken = spoken_short_year(written, locale) if len(written) == 2 else year(int(written), locale)
    return spoken[:-1] + "ies" if spoken.endswith("y") else spoken + "s"


def _era_year(written: str, locale: Locale) -> str:
    """Return a year BC or AD in words: 340 as "three forty"."""
    number = int(written)
    if 100 < number < 1000 and number % 100:
        hundreds, rest = divmod(number, 100)
        return f"{cardinal(hundreds, locale)} {'oh ' if rest < 10 else ''}{cardinal(rest, locale)}"
    return year(number, locale)
