"""Calculations and comparisons of numbers."""

import re
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import Claim
from wyoming_kokoro.text.western.language_profile import LanguageProfile
from wyoming_kokoro.text.western.language_rule import language_rule

_SIGNS: Final = "+*/=×÷·<>≤≥≠x±:-"


_POWERS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


@language_rule(r"(?<=[A-Za-zα-ω\d)])(?P<it>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})(?![\w])", needs="⁰¹²³⁴⁵⁶⁷⁸⁹")
def power(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """Superscript digits after a number or a letter."""
    written = match["it"].translate(_POWERS)
    return profile.words.get(f"power {written}") or f"{profile.words['power']} {profile.number(written)}"


@language_rule(
    rf"(?<=[\w)²³])[ ](?P<it>[{_SIGNS}])[ ](?=[\w(-])(?<=\d[ ].[ ])(?!(?<=-[ ])[^\W\d_]{{2}})"
    r"|(?<=[\w)])[ ]?(?P<tight>[+=×÷±≤≥≠])[ ]?(?=[\d(])"
    r"|(?<=\d)(?P<by>x)(?=\d)",
    needs=_SIGNS,
)
def sign(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> list[Claim] | None:
    """The sign of a calculation between two numbers."""
    group = match.lastgroup or "it"
    spoken = profile.words["by"] if group == "by" else profile.words.get(f"sum {match[group]}")
    return [Claim(*match.span(group), spoken)] if spoken else None
