"""Short forms of words: titles, streets, and so on."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS
from wyoming_kokoro.text.western.language_profile import LanguageProfile, alternatives
from wyoming_kokoro.text.western.language_rule import form


@form(
    lambda t: rf"(?<![\w.@])(?P<short>{_listed(t, stop=True)})\.(?![\w@])",
    cue=".",
    any_case=True,
)
def short(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str | None:
    """A short form with its stop; one listed with capitals has to be written with them."""
    known = tongue.abbreviations
    return known.get(match["short"]) or known.get(match["short"].lower())


@form(r"\b(?P<name>[^\W\d_]{2,30})(?P<short>str)\.(?![\w@])", cue=".")
def street(match: re.Match[str], _tongue: LanguageProfile, _locale: Locale) -> str:
    """A street whose name ends in its short form."""
    return f"{match['name']}straße"


@form(
    lambda t: rf"(?<![\w.@'])(?P<short>{_listed(t, stop=False)})(?![\w.@])",
)
def contracted(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """A short form that ends in the word's own last letters, and is written without a stop."""
    return tongue.abbreviations[match["short"] + "!"]


@form(
    lambda t: rf"(?<!\w)(?:{t.words['number signs']})[ ]?(?P<number>\d{{1,9}})(?![\w/%]|[.,]\d)",
    cue=DIGITS,
    any_case=True,
)
def numbered(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """The number of something."""
    return f"{tongue.words['number']} {tongue.number(match['number'])}"


def _listed(tongue: LanguageProfile, *, stop: bool) -> str:
    """A shape for the short forms written with a stop, or for those without."""
    keys = tongue.abbreviations
    return alternatives(tuple(key.removesuffix("!") for key in keys if key.endswith("!") != stop))
