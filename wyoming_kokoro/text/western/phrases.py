"""Writings that are said in their own way as a whole."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.western.language_profile import NUMBER, ClockTime, LanguageProfile, alternatives
from wyoming_kokoro.text.western.language_rule import form


@form(lambda t: rf"(?<![\w/.,])(?P<it>{alternatives(tuple(t.phrases))})(?![\w/]|[.,]\d)", any_case=True)
def whole(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """A writing with a reading of its own."""
    return tongue.phrases[match["it"].lower()]


@form(
    rf"(?<!\w)(?P<before>[A-Za-zÀ-ÿ]{{0,5}}[dlnst]')(?P<number>{NUMBER})(?![\w'’:/]|[.,]\d|[ ]?[h€$°])",
    cue="'",
    any_case=True,
)
def elided(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """A number behind a word that has lost its vowel to it, said in one word with it."""
    return match["before"] + tongue.number(match["number"])


@form(
    r"""(?<!\w)(?P<before>[A-Za-zÀ-ÿ]{0,5}[dlnst]')(?P<hour>1|11)[ ]?h(?:[ ]?(?P<minute>[0-5]\d)(?:[ ]?min)?)?
        (?![\w'’:/]|[.,]\d)""",
    cue="'",
    any_case=True,
)
def elided_hour(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """An hour behind a word that has lost its vowel to it."""
    minute = match["minute"]
    return match["before"] + tongue.clock(ClockTime(int(match["hour"]), int(minute) if minute else None))
