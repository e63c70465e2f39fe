"""Times of the day and how long things take."""

import re
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS
from wyoming_kokoro.text.western.language_profile import ClockTime, LanguageProfile, alternatives
from wyoming_kokoro.text.western.language_rule import form

_HALF: Final = r"(?P<half>{half})\.?[ ]?m\b(?:\.(?!\s+[A-ZÀ-Þ¿¡]|\s*$))?"
_ZONE: Final = (
    r"(?:[ ]?\(?(?P<zone>UTC|GMT|(?-i:CES?T|EES?T|WES?T|[ECMP][SD]?T|BRT|ART|CLT)|(?<=\d[ ]|m[ ]|[.][ ])(?-i:[cemp]st))"
    r"\b\)?(?:[ ]?(?P<sign>[+-])(?P<away>\d{1,2})(?::?(?P<rest>[0-5]\d))?)?)"
)
"""Zones are capitals, because "et" and "est" are words; behind a figure some are known in small letters."""


@form(
    lambda t: (
        rf"""(?<![\w.:,/$€£-])(?P<hour1>[01]?\d|2[0-4]){t.words["hour signs"]}(?P<minute1>[0-5]\d)
        (?:[ ]?[–—]|[ ]-|-)[ ]?
        (?P<hour2>[01]?\d|2[0-4]){t.words["hour signs"]}(?P<minute2>[0-5]\d)(?:[ ]?(?:{t.words["oclock"]})(?!\w))?
        (?![\w:%/]|[.,]\d|[ ]?(?:{_counted(t)})(?!\w))"""
    ),
    cue="-–—",
    any_case=True,
)
def between(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """From one time of the day to another."""
    one, two = (tongue.clock(ClockTime(int(match[f"hour{place}"]), int(match[f"minute{place}"]))) for place in (1, 2))
    return f"{one} {tongue.words['to']} {two}"


@form(
    r"(?<![\w.:,/$€£-])(?P<one>[01]?\d|2[0-4])[ ]?h?[ ]?[-–—][ ]?(?P<two>[01]?\d|2[0-4])[ ]?h(?![\w:/]|[.,]\d|[ ]?\d)",
    cue="-–—",
)
def between_hours(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """From one full hour of the day to another."""
    one, two = (tongue.clock(ClockTime(int(match[group]))) for group in ("one", "two"))
    return f"{one} {tongue.words['to']} {two}"


@form(
    lambda t: (
        rf"""(?<![\w.:,/$€£-])(?P<hour>\d{{1,2}})(?:[:.](?P<minute>[0-5]\d))?(?::(?P<second>[0-5]\d))?[ ]?
        {_HALF.replace("{half}", t.words.get("half day", "[ap]"))}{_ZONE}?(?!\w)"""
    ),
    cue="aApP",
    any_case=True,
)
def half_day(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str | None:
    """A time on a clock of twelve hours."""
    hour = int(match["hour"])
    if not (0 <= hour <= 24):
        return None
    moment = ClockTime(hour, _whole(match["minute"]), _whole(match["second"]), match["half"].lower())
    return tongue.clock(moment) + _zone(match, tongue)


@form(
    lambda t: (
        rf"""(?<![\w.:,/$€£-])(?P<hour>[01]?\d|2[0-4])(?P<mark>[ ]?(?:{t.words["oclock"]})(?!\w))?
        (?(mark)|(?=[ ])){_ZONE}(?!\w)"""
    ),
    cue=DIGITS,
    any_case=True,
)
def whole_hour(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """A whole hour with the zone it is in."""
    return tongue.clock(ClockTime(int(match["hour"]))) + _zone(match, tongue)


@form(
    lambda t: (
        rf"""(?<![\w.:,/$€£-])(?P<hour>[01]?\d|2[0-4]){t.words["hour signs"]}(?P<minute>[0-5]\d)
        (?:{t.words["minute signs"]}(?P<second>[0-5]\d))?(?:[ ]?min\b)?
        (?P<mark>[ ]?(?:{t.words["oclock"]})(?!\w))?{_ZONE}?
        (?![\w:%/]|[.,]\d)(?!(?<=\.\d\d)[ ]?(?:{_counted(t)})(?!\w))(?=(?:[ ](?P<after>{t.words["afternoon"]})\b)?)"""
    ),
    cue=DIGITS,
    any_case=True,
)
def clock(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str | None:
    """A time on a clock of twenty four hours; with a point it may be a number, unless the words around tell."""
    if match.string[match.end("hour")] == "." and not (match["mark"] or match["zone"] or _may_be_time(match)):
        return None
    hour = int(match["hour"])
    hour = hour % 12 or 12 if match["after"] else hour
    moment = ClockTime(hour, int(match["minute"]), _whole(match["second"]))
    return tongue.clock(moment) + _zone(match, tongue)


@form(
    lambda t: (
        rf"""(?<![\w.:,/$€£-])(?P<hour>\d{{1,4}})[ ]?h(?:(?P<bare>[0-5]\d)(?!\d|[ ]?(?:min|m)\b)
        |[ ]?(?P<minute>\d{{1,2}})[ ]?(?:min|m))?
        (?:[ ]?(?P<second>\d{{1,2}})[ ]?(?:{t.words["second signs"]}))?(?(minute)|(?(bare)|(?(second)|(?!))))(?!\w)"""
    ),
    cue="h",
)
def duration(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """How long something takes, in hours, minutes and seconds."""
    spoken = [
        tongue.counted(match[group].lstrip("0") or "0", tongue.units[sign])
        for group, sign in (("hour", "h"), ("bare", "min"), ("minute", "min"), ("second", "s"))
        if match[group]
    ]
    return f"{' '.join(spoken[:-1])} {tongue.words['and']} {spoken[-1]}"


def _may_be_time(match: re.Match[str]) -> bool:
    """Whether the word before a time announces one, or there is nothing around it."""
    start, end = match.span()
    alone = not match.string[:start].strip() and len(match.string) - end < _MARGIN
    return alone or _TELLS_TIME.search(match.string, max(0, start - _LONGEST_WORD), start) is not None


_MARGIN: Final = 2
"""Characters that may stand behind a time which is all there is to say."""
_LONGEST_WORD: Final = 12
_TELLS_TIME: Final = re.compile(r"\b(?:las?|l[ae]|les|alle|dalle|delle|ore|ora|um|von|ab|bis|gegen)[ ]$", re.IGNORECASE)


def _counted(tongue: LanguageProfile) -> str:
    """What is counted by a number with decimals, which is no time then."""
    coins = (name for each in tongue.currencies.values() for name in (each.large.one, each.large.many))
    return alternatives((*tongue.units, *tongue.currencies, *dict.fromkeys(coins)))


def _whole(written: str | None) -> int | None:
    return int(written) if written else None


def _zone(match: re.Match[str], tongue: LanguageProfile) -> str:
    """The zone letter by letter, and how far it is from London's time."""
    if not match["zone"]:
        return ""
    spoken = f" {' '.join(match['zone'].upper())}"
    if match["away"]:
        sign = tongue.words["plus" if match["sign"] == "+" else "minus"]
        rest = int(match["rest"] or 0)
        spoken += f" {sign} {tongue.cardinal(int(match['away']), tongue.units['h'].gender if rest else '')}"
        if rest:
            spoken += f" {tongue.cardinal(rest, '')}"
    return spoken
