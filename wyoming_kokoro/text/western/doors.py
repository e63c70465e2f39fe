"""Numbers of houses, flats, rooms and lines with a letter, and postal codes."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS
from wyoming_kokoro.text.western.language_profile import NOTHING, LanguageProfile
from wyoming_kokoro.text.western.language_rule import language_rule


def _lettered_number(profile: LanguageProfile) -> str:
    small = profile.patterns.get("door letters", NOTHING)
    return (
        rf"(?P<it>(?P<number>\d{{1,4}})(?:[ ]?[-/]?(?P<capital>(?-i:[A-Z]))|(?P<small>(?-i:{small}))))"
        r"(?![\w'’²³/]|[.,-]\w)"
    )


@language_rule(
    lambda profile: (
        rf"""(?<!\w)(?:{profile.patterns["lettered"]})[ ](?:[^\W\d_]{{1,3}}\.?[°º]?[ ])?
        {_lettered_number(profile)}"""
    ),
    needs=DIGITS,
    any_case=True,
)
def lettered(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A number with a letter after a word such as "room", "class" or "line"; no unit is meant."""
    return _with_letter(match, profile)


@language_rule(
    lambda profile: (
        rf"""(?<!\w)(?:{profile.patterns["streets"]})[ ](?:[^\W\d_][\w'’.-]{{0,24}},?[ ]){{0,6}}
        {_lettered_number(profile)}"""
    ),
    needs=DIGITS,
    any_case=True,
)
def house(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """The number of a house with a letter, after the name of its street."""
    return _with_letter(match, profile)


@language_rule(
    lambda profile: (
        rf"(?<![\w.,/:-])(?P<number>\d{{1,4}})[ ]?(?P<capital>[A-Z]),?"
        rf"(?=[ ](?:{profile.patterns['streets']})(?!\w))"
    ),
    needs=DIGITS,
)
def before_street(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """The number of a house with a letter, before the name of its street."""
    return _with_letter(match, profile)


@language_rule(
    r"(?<![\w.,/:-])(?P<number>\d{1,4})(?:-(?P<capital>[A-H])|/(?P<small>[A-Ha-h]))(?![\w'’²³/-]|[.,]\w)", needs="-/"
)
def joined(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A number and a letter with a hyphen or a slash between them."""
    return _with_letter(match, profile)


@language_rule(
    lambda profile: (
        rf"(?:(?<=,[ ])|(?<=\d[ ])|(?<=[-–][ ]))(?P<it>{profile.patterns.get('postal code', NOTHING)})"
        rf"(?=[ ][A-ZÀ-Þ][^\W\d_]{{2}})"
    ),
    needs=DIGITS,
)
def postal(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A postal code before the name of a town."""
    return profile.digits(match["it"])


def _with_letter(match: re.Match[str], profile: LanguageProfile) -> str:
    letter = match.groupdict().get("capital") or match.groupdict().get("small") or ""
    return f"{profile.number(match['number'])} {letter.upper()}"
