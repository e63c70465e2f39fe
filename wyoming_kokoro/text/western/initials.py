"""Initials that are spelled, and names that are pronounced as in English."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import Claim
from wyoming_kokoro.text.tables import table
from wyoming_kokoro.text.western.language_profile import LanguageProfile, alternatives
from wyoming_kokoro.text.western.language_rule import language_rule


@language_rule(
    lambda profile: (
        rf"(?<![\w.@])(?P<before>(?i:[a-zà-ÿ]{{0,5}}[dlnst]'))?(?P<letters>{alternatives(profile.initials)})(?![\w@])"
    )
)
def letters(match: re.Match[str], _profile: LanguageProfile, _locale: Locale) -> str:
    """Initials that look like a word, joined to an elided word; those without vowels are spelled anyway."""
    return (match["before"] or "") + " ".join(match["letters"])


@language_rule(lambda _: rf"(?<![\w.@/'])(?:{_names()})(?![\w@/])", any_case=True)
def english(match: re.Match[str], _profile: LanguageProfile, _locale: Locale) -> list[Claim]:
    """An English name, which is pronounced nearly as in English in every language."""
    return [Claim(*match.span(), match[0], language="en-US")]


def _names() -> str:
    return alternatives(tuple(row[0] for row in table("western", "english.tsv")))
