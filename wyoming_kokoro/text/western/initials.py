"""Initials that are said letter by letter, and names that are said as in English."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import Part
from wyoming_kokoro.text.tables import table
from wyoming_kokoro.text.western.form import form
from wyoming_kokoro.text.western.tongue import Tongue, alternatives


@form(lambda t: rf"(?<![\w.@])(?:{alternatives(t.initials)})(?![\w@])")
def letters(match: re.Match[str], _tongue: Tongue, _locale: Locale) -> str:
    """Initials that could be a word but are none; those without vowels are spelled anyway."""
    return " ".join(match[0])


@form(lambda _: rf"(?<![\w.@/'])(?:{_names()})(?![\w@/])", any_case=True)
def english(match: re.Match[str], _tongue: Tongue, _locale: Locale) -> list[Part]:
    """A name from English, which is said nearly as there in every language."""
    return [Part(*match.span(), match[0], language="en-US")]


def _names() -> str:
    return alternatives(tuple(row[0] for row in table("western", "english.tsv")))
