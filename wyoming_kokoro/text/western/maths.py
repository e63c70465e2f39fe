"""Sums and comparisons between numbers."""

import re
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import Part
from wyoming_kokoro.text.western.form import form
from wyoming_kokoro.text.western.tongue import Tongue

_SIGNS: Final = "+*/=×÷·<>≤≥≠x±-"


@form(
    rf"(?<=[\w)²³])[ ](?P<it>[{_SIGNS}])[ ](?=[\w(-])(?<=\d[ ].[ ])|(?<=[\w)])[ ]?(?P<tight>[+=×÷±≤≥≠])[ ]?(?=[\d(])",
    cue=_SIGNS,
)
def sign(match: re.Match[str], tongue: Tongue, _locale: Locale) -> list[Part] | None:
    """The sign of a sum between two numbers."""
    group = "it" if match["it"] else "tight"
    said = tongue.words.get(f"sum {match[group]}")
    return [Part(*match.span(group), said)] if said else None
