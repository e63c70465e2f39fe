"""Abbreviations: titles, streets, and so on."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Claim
from wyoming_kokoro.text.western.language_profile import WHOLE, LanguageProfile, alternatives
from wyoming_kokoro.text.western.language_rule import language_rule


@language_rule(
    lambda profile: rf"(?<![\w.@])(?P<short>{_listed(profile, stop=True)})\.(?![\w@])",
    needs=".",
    any_case=True,
)
def short(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> list[Claim] | None:
    """An abbreviation with its full stop; one listed with capitals must be written with them.

    At the end of the text the full stop also ends the sentence, so it stays.
    """
    abbreviations = profile.abbreviations
    spoken = abbreviations.get(match["short"]) or abbreviations.get(match["short"].lower())
    last = match.start() > 0 and not match.string[match.end() :].strip()
    if spoken is None or (last and len(match["short"]) == 1 and match["short"].isupper()):
        return None  # a letter at the end of a sentence is no title such as "D."
    return [Claim(match.start(), match.end() - last, spoken)]


@language_rule(r"\b(?P<name>[^\W\d_]{2,30})(?P<short>str)\.(?![\w@])", needs=".")
def street(match: re.Match[str], _profile: LanguageProfile, _locale: Locale) -> str:
    """A German street whose name ends in an abbreviation."""
    return f"{match['name']}straße"


@language_rule(
    lambda profile: rf"(?<![\w.@'])(?P<short>{_listed(profile, stop=False)})(?![\w.@])",
)
def contracted(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """An abbreviation without a full stop, such as one that ends in the word's last letters."""
    return profile.abbreviations[match["short"] + "!"]


@language_rule(
    lambda profile: rf"(?<!\w)(?:{profile.patterns['number signs']})[ ]?(?P<number>{WHOLE})(?![\w%]|[.,]\d)",
    needs=DIGITS,
    any_case=True,
)
def numbered(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A word or sign for "number" before a number."""
    return f"{profile.words['number']} {profile.number(match['number'])}"


def _listed(profile: LanguageProfile, *, stop: bool) -> str:
    """A pattern for the abbreviations with a full stop, or for those without."""
    keys = profile.abbreviations
    return alternatives(tuple(key.removesuffix("!") for key in keys if key.endswith("!") != stop))
