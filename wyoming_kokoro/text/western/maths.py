"""Sums and comparisons between numbers."""

import re
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import Claim
from wyoming_kokoro.text.western.language_profile import LanguageProfile
from wyoming_kokoro.text.western.language_rule import form

_SIGNS: Final = "+*/=×÷·<>≤≥≠x±:-"


_POWERS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


@form(r"(?<=[A-Za-zα-ω\d)])(?P<it>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})(?![\w])", cue="⁰¹²³⁴⁵⁶⁷⁸⁹")
def power(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """Raised figures behind a number or a letter."""
    written = match["it"].translate(_POWERS)
    return tongue.words.get(f"power {written}") or f"{tongue.words['power']} {tongue.number(written)}"


@form(
    rf"(?<=[\w)²³])[ ](?P<it>[{_SIGNS}])[ ](?=[\w(-])(?<=\d[ ].[ ])|(?<=[\w)])[ ]?(?P<tight>[+=×÷±≤≥≠])[ ]?(?=[\d(])"
    r"|(?<=\d)(?P<by>x)(?=\d)",
    cue=_SIGNS,
)
def sign(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> list[Claim] | None:
    """The sign of a sum between two numbers."""
    group = match.lastgroup or "it"
    spoken = tongue.words["by"] if group == "by" else tongue.words.get(f"sum {match[group]}")
    return [Claim(*match.span(group), spoken)] if spoken else None
