"""Phrases with a reading of their own."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.western.language_profile import NUMBER, ClockTime, LanguageProfile, alternatives
from wyoming_kokoro.text.western.language_rule import language_rule


@language_rule(
    lambda profile: rf"(?<![\w/.,])(?P<it>{alternatives(tuple(profile.phrases))})(?![\w/]|[.,]\d)", any_case=True
)
def phrase(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A phrase with a reading of its own."""
    return profile.phrases[match["it"].lower()]


@language_rule(
    rf"(?<!\w)(?P<before>[A-Za-zÀ-ÿ]{{0,5}}[dlnst]')(?P<number>{NUMBER})(?![\w'’:/]|[.,]\d|[ ]?[h€$°])",
    needs="'",
    any_case=True,
)
def elided(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A number after an elided word, joined to it: "l'8"."""
    return match["before"] + profile.number(match["number"])


@language_rule(
    r"""(?<!\w)(?P<before>[A-Za-zÀ-ÿ]{0,5}[dlnst]')(?P<hour>1|11)[ ]?h(?:[ ]?(?P<minute>[0-5]\d)(?:[ ]?min)?)?
        (?![\w'’:/]|[.,]\d)""",
    needs="'",
    any_case=True,
)
def elided_hour(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """An hour after an elided word."""
    minute = match["minute"]
    return match["before"] + profile.clock(ClockTime(int(match["hour"]), int(minute) if minute else None))


@language_rule(
    lambda profile: (
        rf"""(?<!\w)(?P<before>(?:d[ae]l|nel|al|su)?l)'(?P<day>1|8|11)(?:[/.](?P<month>\d{{1,2}})(?:[/.](?P<year>\d{{4}}))?
        |[ ](?P<name>{alternatives(tuple(profile.months))})(?:[ ](?P<after>[12]\d{{3}}))?)(?![\w/]|[.,]\d)"""
    ),
    needs="'",
    any_case=True,
)
def elided_day(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """A day of the month after an elided article: "l'8 marzo"; the first is said without elision, "il primo"."""
    month = profile.months[match["name"].lower()] if match["name"] else int(match["month"])
    if not 1 <= month <= 12:
        return None
    year = match["year"] or match["after"]
    spoken = profile.day(int(match["day"]), month, int(year) if year else None)
    if match["day"] != "1":
        return f"{match['before']}'{spoken}"
    article = match["before"][:-1] or ("Il" if match["before"] == "L" else "il")
    return f"{article.removesuffix('l') + 'l' if article.lower() != 'il' else article} {spoken}"


@language_rule(
    r"(?<!\w)(?P<before>(?:d[ae]l|nel|al)?l)'(?P<hour>1|11)[:.](?P<minute>[0-5]\d)(?![\w:/]|[.,]\d)",
    needs="'",
    any_case=True,
)
def elided_time(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A time after an elided article: "l'1:30"."""
    return f"{match['before']}'{profile.clock(ClockTime(int(match['hour']), int(match['minute'])))}"
