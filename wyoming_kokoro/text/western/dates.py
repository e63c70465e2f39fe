"""Days, months, years and centuries."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Claim
from wyoming_kokoro.text.western.language_profile import NOTHING, ClockTime, LanguageProfile, alternatives
from wyoming_kokoro.text.western.language_rule import language_rule
from wyoming_kokoro.text.western.romans import value


def _months(profile: LanguageProfile) -> str:
    return alternatives(tuple(profile.months))


def _spoken(match: re.Match[str], profile: LanguageProfile, spoken: str) -> str:
    """A day in the form that the word before it needs."""
    before = _WORD_BEFORE.search(match.string, max(0, match.start() - _LONGEST_WORD), match.start())
    return profile.inflected(spoken, before[1].lower()) if before else spoken


_LONGEST_WORD = 12
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[ ]$")


def _valid(day: int, month: int) -> bool:
    return 1 <= day <= 31 and 1 <= month <= 12


@language_rule(
    lambda profile: (
        rf"""(?<![\w.])(?P<one>{_weekdays(profile)})\.?[ ]?(?:[-–/]|(?P<to>{profile.patterns["to"]})(?=[ ]))[ ]?
        (?P<two>{_weekdays(profile)})(?!\w)(?:\.(?=[ ]?[\w,:–-]))?"""
    ),
    any_case=True,
)
def weekdays(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """A range of days of the week, also abbreviated."""
    if "/" in match[0]:
        return f"{_weekday(match['one'], profile)} {_weekday(match['two'], profile)}"
    return f"{_weekday(match['one'], profile)} {profile.words['to']} {_weekday(match['two'], profile)}"


@language_rule(
    lambda profile: (
        rf"""(?<![\w.])(?:{_weekdays(profile)})\.?(?:(?:,[ ]?|[ ]?[+&/][ ]?|[ ]{profile.words["and"]}[ ])
        (?:{_weekdays(profile)})\.?(?!\w)){{1,6}}"""
    ),
    any_case=True,
)
def weekday_list(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> list[Claim]:
    """Abbreviated days of the week in a list."""
    days = re.finditer(rf"(?<!\w)(?P<day>{_weekdays(profile)})(?!\w)(?:\.(?=[ ,]))?", match[0], re.IGNORECASE)
    return [
        Claim(match.start() + day.start(), match.start() + day.end(), _weekday(day["day"], profile))
        for day in days
        if len(day["day"]) > len("Mo") or day["day"][0].isupper()
    ]


@language_rule(
    lambda profile: (
        rf"(?<![\w.])(?P<day>{_weekdays(profile)})(?:(?P<stop>\.),?|,)?"
        rf"(?=[ ]\d{{1,2}}(?:[.:/-]\d|\.|[ ]?h|[ ](?:Uhr|{_months(profile)})\b))"
    ),
    needs=DIGITS,
    any_case=True,
)
def weekday(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """An abbreviated day of the week before a date or a time."""
    name = _weekday(match["day"], profile)
    if not (match["stop"] or match["day"][0].isupper()) or name.lower() == match["day"].lower():
        return None
    return f"{name} ," if "," in match[0] else name


def _weekdays(profile: LanguageProfile) -> str:
    return alternatives(tuple(profile.weekdays))


def _weekday(written: str, profile: LanguageProfile) -> str:
    return profile.weekdays[written.lower()]


@language_rule(
    r"""(?<![\w./-])(?P<year>[12]\d{3})-(?P<month>\d{2})-(?P<day>\d{2})[T ](?P<hour>[01]\d|2[0-4]):(?P<minute>[0-5]\d)
    (?::(?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?(?P<zone>Z|[ ]?[+-]\d\d:?\d\d)?(?![\w:])""",
    needs=":",
)
def stamp(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """A date with a time, as computers write it; the time zone is not spoken."""
    day, month = int(match["day"]), int(match["month"])
    if not _valid(day, month):
        return None
    moment = ClockTime(int(match["hour"]), int(match["minute"]), int(match["second"] or 0) or None)
    return f"{_spoken(match, profile, profile.day(day, month, int(match['year'])))} , {profile.clock(moment)}"


@language_rule(
    r"(?<![\w./-])(?P<year>[12]\d{3})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?![\w/]|-\d)",
    needs=DIGITS,
)
def year_first(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """A date as computers write it."""
    day, month = int(match["day"]), int(match["month"])
    return _spoken(match, profile, profile.day(day, month, int(match["year"]))) if _valid(day, month) else None


@language_rule(
    r"(?<![\w./-])(?P<day>\d{1,2})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})(?![\w/]|[-.]\d)",
    needs=DIGITS,
)
def numeric(match: re.Match[str], profile: LanguageProfile, locale: Locale) -> str | None:
    """A date in digits: the day first, unless the locale says otherwise or it is impossible."""
    day, month, year = int(match["day"]), int(match["month"]), int(match["year"])
    if (not locale.days_lead and _valid(month, day)) or not _valid(day, month):
        day, month = month, day
    if len(match["year"]) == 2:
        year += 1900 if year > 60 else 2000
    return _spoken(match, profile, profile.day(day, month, year)) if _valid(day, month) else None


@language_rule(
    lambda profile: (
        rf"""(?:\b(?P<on>{profile.patterns["on"]}),?\s
        (?P<it>(?P<day>\d{{1,2}})[/.](?P<month>\d{{1,2}})(?:\.(?=[ ]?[^\s"'”“)]))?)\.?)
        (?![\w/%€$]|[.,]\d)"""
    ),
    needs="/.",
    any_case=True,
)
def without_year(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """A day and a month in digits, after a word that announces a date; with a full stop also before other words."""
    day, month = int(match["day"]), int(match["month"])
    spoken = profile.day(day, month, None) if _valid(day, month) else None
    return None if spoken is None else profile.inflected(spoken, match["on"].lower())


@language_rule(
    lambda profile: (
        r"""(?<![\w.,/:-])(?P<it>\d{1,2}\.\d{1,2}\.(?=[ ]?[^\s"'”“)\d])|\d{1,2}\.\d{1,2}(?=\.\s*$)"""
        rf"|(?:{profile.patterns.get('dates with zeros', NOTHING)})(?!\w|[.:,]\d|[ ]?(?:Uhr|h\b|[€%$°])))"
    ),
    needs=".",
)
def two_points(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """A day and a month in digits with a full stop after each, as German writes them."""
    day, month = map(int, match["it"].rstrip(".").split("."))
    before = _WORD_BEFORE.search(match.string, max(0, match.start() - _LONGEST_WORD), match.start())
    if before and re.fullmatch(profile.patterns["no dates after"], before[1].lower()):
        return None
    return _spoken(match, profile, profile.day(day, month, None)) if _valid(day, month) else None


@language_rule(
    lambda profile: (
        rf"""(?<![\w.,/:-])(?P<days>\d{{1,2}}(?:{profile.patterns["first"]})?\.?
        (?:(?P<to>[ ]?[-–/][ ]?)\d{{1,2}}\.?(?:[-–/]\d{{1,2}}\.?)?)?)[ ](?:de[ ])?(?P<month>{_months(profile)})\b
        (?:\.?[ ,]{{1,2}}(?:(?:de|del)[ ])?(?P<year>[12]\d{{3}})(?![\w%]|[.,]\d))?"""
    ),
    needs=DIGITS,
    any_case=True,
)
def written_out(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """A date, or two or three days of a month, with the month's name."""
    days = [int(day) for day in re.findall(r"\d+", match["days"])]
    if not all(1 <= day <= 31 for day in days):
        return None
    year = int(match["year"]) if match["year"] else None
    last = profile.day(days[-1], profile.months[match["month"].lower()], year)
    spoken = [_spoken(match, profile, profile.day(day, None, None)) for day in days[:-1]]
    last = profile.inflected(last, "bis") if spoken and spoken[0] != profile.day(days[0], None, None) else last
    last = last if spoken else _spoken(match, profile, last)
    if len(days) == 2 and "/" not in match["to"]:
        spoken.append(profile.words["to"])
    return " ".join([*spoken, last])


@language_rule(
    lambda profile: rf"\b(?P<month>{_months(profile)})\.[ ](?P<of>del?[ ])?(?P<year>[12]\d{{3}})(?![\w%]|[.,]\d)",
    needs=DIGITS,
    any_case=True,
)
def short_month(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """An abbreviated month and a year."""
    month = profile.month(profile.months[match["month"].lower()])
    return f"{month} {match['of'] or ''}{profile.cardinal(int(match['year']), '')}"


@language_rule(
    lambda profile: rf"\b(?P<month>{_months(profile)})[ ](?P<day>\d{{1,2}}),?[ ](?P<year>[12]\d{{3}})(?![\w%]|[.,]\d)",
    needs=DIGITS,
    any_case=True,
)
def month_first(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """A date with the month's name before the day."""
    day = int(match["day"])
    return profile.day(day, profile.months[match["month"].lower()], int(match["year"])) if 1 <= day <= 31 else None


@language_rule(
    lambda profile: (
        rf"(?:\b(?:{profile.patterns['year words']})[ ](?P<it>1[1-9]\d\d)|(?<![\w.,/:+-])(?P<bare>1[5-9]\d\d))"
        r"(?![\w%/-]|[.,:]\d|[ ]?[A-ZÄÖÜ€$%°])"
    ),
    needs="1",
)
def year(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> list[Claim] | None:
    """A year, in languages that do not read it as a number: after a word that announces it, or by its look."""
    group = "it" if match["it"] else "bare"
    return [Claim(*match.span(group), profile.year(int(match[group])))] if profile.year else None


@language_rule(
    lambda profile: (
        rf"""\b(?:{profile.patterns["century"]})[ ]
        (?P<it>(?P<roman>[ivxIVX]{{1,6}})(?:[ ](?P<join>{profile.words["and"]}|{profile.patterns["to"]}|al|au)[ ]
        (?P<second>(?-i:[IVX]{{1,6}})))?(?:[ ](?P<era>{profile.patterns["eras"]})\b\.?)?)(?!\w)"""
    ),
    any_case=True,
)
def century(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """A century in Roman numerals after the word for century."""
    number = value(match["roman"].upper())
    second = value(match["second"]) if match["second"] else 0
    if number is None or second is None:
        return None
    last = f" {match['join']} {profile.cardinal(second, '')}" if second else ""
    era = f" {profile.words['era ' + re.sub('[^a-z]', '', match['era'].lower())]}" if match["era"] else ""
    return profile.cardinal(number, "") + last + era
