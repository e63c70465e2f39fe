"""From one number to another, and results of games."""

import re
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.western.language_profile import NUMBER, LanguageProfile, parsed
from wyoming_kokoro.text.western.language_rule import form


@form(
    rf"(?<![\w.,/:+)-])(?P<one>{NUMBER})(?:[–—~〜]|[ ][–—-][ ]|-)(?P<two>{NUMBER})(?![\w/%-]|[.,:]\d|[ ]?[=+*×])",
    cue="-–—~〜",
)
def numbers(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str | None:
    """Two numbers with a dash between them, the second one larger."""
    one, two = (int(parsed(match[group])[1][:_FIGURES]) for group in ("one", "two"))
    if one >= two:
        return None
    return f"{tongue.number(match['one'])} {tongue.words['to']} {tongue.number(match['two'])}"


@form(r"(?<![\w.,/:-])(?P<one>\d{1,3})(?P<sign>[-:])(?P<two>\d{1,3})(?![\w/%:-]|[.,]\d)", cue="-:")
def result(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """The result of a game, or a ratio."""
    between = tongue.words["ratio" if match["sign"] == ":" else "against"]
    return " ".join(filter(None, (tongue.number(match["one"]), between, tongue.number(match["two"]))))


_FIGURES: Final = 30
"""Longer numbers are compared by their beginning."""
