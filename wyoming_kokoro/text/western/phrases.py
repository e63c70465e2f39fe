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
