"""Initials that are said letter by letter, and names that are said as in English."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import Claim
from wyoming_kokoro.text.tables import table
from wyoming_kokoro.text.western.language_profile import LanguageProfile, alternatives
from wyoming_kokoro.text.western.language_rule import form


@form(lambda t: rf"(?<![\w.@])(?:{alternatives(t.initials)})(?![\w@])")
def letters(match: re.Match[str], _tongue: LanguageProfile, _locale: Locale) -> str:
    """Initials that could be a word but are none; those without vowels are spelled anyway."""
    return " ".join(match[0])


@form(lambda _: rf"(?<![\w.@/'])(?:{_names()})(?![\w@/])", any_case=True)
def english(match: re.Match[str], _tongue: LanguageProfile, _locale: Locale) -> list[Claim]:
    """A name from English, which is said nearly as there in every language."""
    return [Claim(*match.span(), match[0], language="en-US")]


def _names() -> str:
    return alternatives(tuple(row[0] for row in table("western", "english.tsv")))
