"""Times of day and durations."""

import re
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS
from wyoming_kokoro.text.western.language_profile import ClockTime, LanguageProfile, alternatives
from wyoming_kokoro.text.western.language_rule import language_rule

_HALF: Final = r"(?P<half>{half})\.?[ ]?m\b(?:\.(?!\s+[A-ZÀ-Þ¿¡]|\s*$))?"
_ZONE: Final = (
    r"(?:[ ]?\(?(?P<zone>UTC|GMT|(?-i:CES?T|EES?T|WES?T|[ECMP][SD]?T|BRT|ART|CLT)|(?<=\d[ ]|m[ ]|[.][ ])(?-i:[cemp]st))"
    r"\b\)?(?:[ ]?(?P<sign>[+-])(?P<away>\d{1,2})(?::?(?P<rest>[0-5]\d))?)?)"
)
"""Zones are in capitals, because "et" and "est" are words; after digits some are also found in lower case."""


@language_rule(
    lambda profile: (
        rf"""(?<![\w.:,/$€£-])(?P<hour1>[01]?\d|2[0-4]){profile.patterns["hour signs"]}(?P<minute1>[0-5]\d)
        (?:[ ]?[–—]|[ ]-|-)[ ]?
        (?P<hour2>[01]?\d|2[0-4]){profile.patterns["hour signs"]}(?P<minute2>[0-5]\d)
        (?:[ ]?(?:{profile.patterns["o'clock"]})(?!\w))?
        (?![\w:%/]|[.,]\d|[ ]?(?:{_counted(profile)})(?!\w))"""
    ),
    needs="-–—",
    any_case=True,
)
def between(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A range of times."""
    one, two = (profile.clock(ClockTime(int(match[f"hour{place}"]), int(match[f"minute{place}"]))) for place in (1, 2))
    return f"{one} {profile.words['to']} {two}"


@language_rule(
    r"(?<![\w.:,/$€£-])(?P<one>[01]?\d|2[0-4])[ ]?h?[ ]?[-–—][ ]?(?P<two>[01]?\d|2[0-4])[ ]?h(?![\w:/]|[.,]\d|[ ]?\d)",
    needs="-–—",
)
def between_hours(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A range of full hours."""
    one, two = (profile.clock(ClockTime(int(match[group]))) for group in ("one", "two"))
    return f"{one} {profile.words['to']} {two}"


@language_rule(
    lambda profile: (
        rf"""(?<![\w.:,/$€£-])(?P<hour>\d{{1,2}})(?:[:.](?P<minute>[0-5]\d))?(?::(?P<second>[0-5]\d))?[ ]?
        {_HALF.replace("{half}", profile.patterns.get("half day", "[ap]"))}{_ZONE}?(?!\w)"""
    ),
    needs="aApP",
    any_case=True,
)
def half_day(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """A time on a twelve-hour clock."""
    hour = int(match["hour"])
    if not (0 <= hour <= 24):
        return None
    moment = ClockTime(hour, _whole(match["minute"]), _whole(match["second"]), match["half"].lower())
    return profile.clock(moment) + _zone(match, profile)


@language_rule(
    lambda profile: (
        rf"""(?<![\w.:,/$€£-])(?P<hour>[01]?\d|2[0-4])(?P<mark>[ ]?(?:{profile.patterns["o'clock"]})(?!\w))?
        (?(mark)|(?=[ ])(?![ ](?-i:est)\b)){_ZONE}(?!\w)"""
    ),
    needs=DIGITS,
    any_case=True,
)
def whole_hour(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A full hour with its time zone."""
    return profile.clock(ClockTime(int(match["hour"]))) + _zone(match, profile)


@language_rule(
    lambda profile: (
        rf"""(?<![\w.:,/$€£-])(?P<hour>[01]?\d|2[0-4]){profile.patterns["hour signs"]}(?P<minute>[0-5]\d)
        (?:{profile.patterns["minute signs"]}(?P<second>[0-5]\d))?(?:[ ]?min\b)?
        (?P<mark>[ ]?(?:{profile.patterns["o'clock"]})(?!\w))?{_ZONE}?
        (?![\w:%/]|[.,]\d)(?!(?<=\.\d\d)[ ]?(?:{_counted(profile)})(?!\w))
        (?=(?:[ ](?P<after>{profile.patterns["afternoon"]})\b)?)"""
    ),
    needs=DIGITS,
    any_case=True,
)
def clock(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """A time on a twenty-four-hour clock; with a point it may be a number, unless the words around it tell."""
    if match.string[match.end("hour")] == "." and not (match["mark"] or match["zone"] or _may_be_time(match, profile)):
        return None
    hour = int(match["hour"])
    hour = hour % 12 or 12 if match["after"] else hour
    moment = ClockTime(hour, int(match["minute"]), _whole(match["second"]))
    return profile.clock(moment) + _zone(match, profile)


@language_rule(
    lambda profile: (
        rf"""(?<![\w.:,/$€£-])(?P<hour>\d{{1,4}})[ ]?h(?:(?P<bare>[0-5]\d)(?!\d|[ ]?(?:min|m)\b)
        |[ ]?(?P<minute>\d{{1,2}})[ ]?(?:min|m))?
        (?:[ ]?(?P<second>\d{{1,2}})[ ]?(?:{profile.patterns["second signs"]}))?
        (?(minute)|(?(bare)|(?(second)|(?!))))(?!\w)"""
    ),
    needs="h",
)
def duration(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A duration in hours, minutes and seconds."""
    spoken = [
        profile.counted(match[group].lstrip("0") or "0", profile.units[sign])
        for group, sign in (("hour", "h"), ("bare", "min"), ("minute", "min"), ("second", "s"))
        if match[group]
    ]
    return f"{' '.join(spoken[:-1])} {profile.words['and']} {spoken[-1]}"


def _may_be_time(match: re.Match[str], profile: LanguageProfile) -> bool:
    """Whether a word such as "um" precedes what looks like a time, or there is no other text."""
    start, end = match.span()
    alone = not match.string[:start].strip() and len(match.string) - end < _MARGIN
    word_before = re.compile(rf"\b(?:{profile.patterns.get('before time', _BEFORE_TIME)})[ ]$", re.IGNORECASE)
    return alone or word_before.search(match.string, max(0, start - _LONGEST_WORD), start) is not None


_MARGIN: Final = 2
"""Characters that may follow a time which is the whole text."""
_LONGEST_WORD: Final = 12
_BEFORE_TIME: Final = "las?|l[ae]|les|alle|dalle|delle|ore|ora|um|von|ab|bis|gegen"
"""Words before a time of day, for languages without their own."""


def _counted(profile: LanguageProfile) -> str:
    """A pattern for what a number with decimals counts, which is then no time."""
    coins = (name for currency in profile.currencies.values() for name in (currency.large.one, currency.large.many))
    return alternatives((*profile.units, *profile.currencies, *dict.fromkeys(coins)))


def _whole(written: str | None) -> int | None:
    return int(written) if written else None


def _zone(match: re.Match[str], profile: LanguageProfile) -> str:
    """The letters of a time zone, and its difference from UTC."""
    if not match["zone"]:
        return ""
    spoken = f" {' '.join(match['zone'].upper())}"
    if match["away"]:
        sign = profile.words["plus" if match["sign"] == "+" else "minus"]
        rest = int(match["rest"] or 0)
        spoken += f" {sign} {profile.cardinal(int(match['away']), profile.units['h'].gender if rest else '')}"
        if rest:
            spoken += f" {profile.cardinal(rest, '')}"
    return spoken
