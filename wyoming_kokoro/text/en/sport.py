"""Sport: cricket scores, minutes of a match, times of runners."""

import re
from typing import Final

from wyoming_kokoro.text.en.numbers import cardinal
from wyoming_kokoro.text.en.vocabulary import any_of, word_set
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, DIGITS, rule

_NEAR: Final = 80
"""How many characters before and after a sign may hold a word about sport."""


def _near(match: re.Match[str], words: str) -> bool:
    """Return whether one of the words of a list is near a match."""
    around = match.string[max(0, match.start() - _NEAR) : match.end() + _NEAR].lower()
    return not word_set(words).isdisjoint(re.findall(r"[a-z]+", around))


@rule(
    r"(?<![\w.,/$€£*-])(?P<runs>\d{1,3})(?P<star>\*)(?=[\s,.;:)]|$)(?![ ]?\d)",
    needs=("*", DIGITS),
    says={"Root 104*, Stokes 54": "Root one hundred four not out , Stokes fifty four"},
    leaves=("*5*", "104**", "2 * 8", "5* hotel", "**104* x"),
)
def not_out(match: re.Match[str], locale: Locale) -> str | None:
    """The runs of a batsman who is still in."""
    before = match.string[max(0, match.start() - _NEAR) : match.start()].rpartition("\n")[2]
    after = match.string[match.end() : match.end() + _NEAR].partition("\n")[0]
    if (before + after).count("*") % 2 or not (
        _near(match, "sport.cricket") or _near(match, "sport.teams") or re.search(r"[A-Z]\w+ $", before)
    ):
        return None
    return f"{cardinal(int(match['runs']), locale)} not out"


@rule(
    r"(?<![\w.,/:$€£-])(?P<a>\d{1,3})/(?P<b>\d{1,3})(?P<d>d|dec)?(?![\w/%]|[.,]\d)",
    needs=("/", DIGITS),
    says={
        "England are 287/6 off 85 overs": "England are two hundred eighty seven for six off eighty five overs",
        "Bumrah took 4/23 in the innings": "Bumrah took four for twenty three in the innings",
    },
    leaves=("287/6", "120/80", "1/2 an over", "4/5 of the runs", "England 12/25"),
)
def wickets(match: re.Match[str], locale: Locale) -> str | None:
    """Runs and wickets in cricket."""
    a, b = int(match["a"]), int(match["b"])
    sure = _near(match, "sport.cricket") or (max(a, b) > _LAST_DAY and _near(match, "sport.teams"))
    if not sure or min(a, b) > _WICKETS or max(a, b) <= _WICKETS:
        return None
    declared = " declared" if match["d"] else ""
    return f"{cardinal(a, locale)} for {cardinal(b, locale)}{declared}"


@rule(
    r"(?<![\w'.,/-])(?P<it>(?P<minute>\d{1,3})(?:\+(?P<more>\d{1,2}))?')(?=[\s,.;:)]|$)",
    needs=("'", DIGITS),
    says={
        "Saka 23', Palmer 90+3'": "Saka twenty three minutes , Palmer ninety plus three minutes",
        "The train is 20' late.": "The train is twenty minutes late .",
    },
    leaves=("a 6' fence", "'23'", "5'10\"", "8' long"),
)
def minutes(match: re.Match[str], locale: Locale) -> str | None:
    """A minute of a match, or a number of minutes."""
    before = match.string[max(0, match.start() - _NEAR) : match.start()]
    if re.search(r"(?<!\w)'(?!s\b)", re.sub(r"\d'", "", before)):  # the sign ends a quotation
        return None
    scored = re.search(r"[^\W\d_][\w.'-]*,? (?:\d{1,3}(?:\+\d)?'(?:,| and) )*$", before) and before[-2:-1] != "a"
    played = match["more"] or (scored and _near(match, "sport.matches"))
    named = re.search(rf"[A-ZÀ-Þ][\w.-]+ (?:[\d{CLAIMED}+]+'?, )*$", before) and int(match["minute"]) <= _LONGEST_MATCH
    if not (played or named or _near(match, "sport.minutes")):
        return None
    more = f" plus {cardinal(int(match['more']), locale)}" if match["more"] else ""
    unit = "minute" if match["minute"] == "1" and not more else "minutes"
    return f"{cardinal(int(match['minute']), locale)}{more} {unit}"


@rule(
    rf"""(?<![\w.:,/$€£-])(?P<minutes>[1-9]|[1-5]\d):00
        (?P<after>(?=[ -](?:flat[ ])?{any_of("sport.paced")}\b)|/(?:km|mi|mile|k)\b)""",
    needs=":",
    says={"a 4:00 mile": "a four minute mile", "at 5:00/km": "at five minutes per kilometer"},
    leaves=("4:00 train", "at 4:00", "4:30 mile"),
)
def pace(match: re.Match[str], locale: Locale) -> str:
    """A time of whole minutes for a distance."""
    minutes = cardinal(int(match["minutes"]), locale)
    if not match["after"]:
        return f"{minutes} minute"
    return f"{minutes} minutes per {'kilometer' if match['after'].startswith('/k') else 'mile'}"


_WICKETS: Final = 10
"""How many wickets a team has."""
_LAST_DAY: Final = 31
"""Up to this number two numbers may be a date, so that only a word about cricket makes them a score."""
_LONGEST_MATCH: Final = 120
"""In which minute a match has ended, with extra time."""
