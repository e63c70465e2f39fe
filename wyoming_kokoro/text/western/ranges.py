"""Ranges of numbers, and results of games."""

import re
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.western.language_profile import NUMBER, LanguageProfile, parsed
from wyoming_kokoro.text.western.language_rule import language_rule


@language_rule(
    rf"(?<![\w.,/:+)-])(?P<one>{NUMBER})(?:[–—~〜]|[ ][–—-][ ]|-)(?P<two>{NUMBER})(?![\w/%-]|[.,:]\d|[ ]?[=+*×])",
    needs="-–—~〜",
)
def numbers(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """Two numbers with a dash between them, the second one larger."""
    one, two = (int(parsed(match[group])[1][:_COMPARED_DIGITS]) for group in ("one", "two"))
    if one >= two:
        return None
    if profile.year and all(_YEAR.fullmatch(match[group]) for group in ("one", "two")):
        return f"{profile.year(one)} {profile.words['to']} {profile.year(two)}"
    return f"{profile.number(match['one'])} {profile.words['to']} {profile.number(match['two'])}"


@language_rule(r"(?<![\w.,/:-])(?P<one>\d{1,3})(?P<sign>[-:])(?P<two>\d{1,3})(?![\w/%:-]|[.,]\d)", needs="-:")
def result(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """The result of a game, or a ratio."""
    between = profile.words["ratio" if match["sign"] == ":" else "against"]
    return " ".join(filter(None, (profile.number(match["one"]), between, profile.number(match["two"]))))


@language_rule(r"(?<=[^\W\d_][ ])(?P<it>(?P<one>\d{1,2})[ ]?[x×][ ]?(?P<two>\d{1,2}))(?=[ ][A-ZÀ-Þ])", needs="x×")
def score(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """The result of a game between the names of two teams, where it is written with a cross."""
    return f"{profile.number(match['one'])} {profile.words['against']} {profile.number(match['two'])}"


_YEAR: Final = re.compile(r"1[1-9]\d\d|20\d\d")
_COMPARED_DIGITS: Final = 30
"""Digits; longer numbers are compared by their first digits."""
