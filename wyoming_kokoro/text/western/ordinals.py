"""Ordinals: digits with an ending."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Claim
from wyoming_kokoro.text.western.language_profile import CONTEXT, LONGEST, WHOLE, LanguageProfile, plain
from wyoming_kokoro.text.western.language_rule import language_rule


@language_rule(
    lambda profile: (
        rf"""(?<![\w.,/:])(?P<number>{WHOLE})(?P<ending>{profile.patterns["ordinal endings"]})(?![\w²³]|/\w)
        (?=(?P<noun>[ ](?!(?:{profile.patterns["no nouns"]})\b)[^\W\d_][^\W\d_A-ZÀ-Þ]{{2}})?)"""
    ),
    needs=DIGITS,
)
def figures(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """Digits with the ending of an ordinal."""
    gender = profile.ordinal_gender(match["ending"].lstrip("."))
    number = plain(match["number"])
    if gender is None or len(number) > LONGEST or not int(number):
        return None
    spoken = (profile.ordinal_before if match["noun"] else profile.ordinal)(int(number), gender)
    return spoken[:-1] + "m" if match["ending"].endswith("em") and spoken.endswith("en") else spoken


@language_rule(
    r"""(?<![\w.,/:-])(?P<it>(?P<one>\d{1,9})\.(?:(?:[ ]?(?P<to>[-–/]|bis|und|oder)[ ]?)(?P<two>\d{1,4})\.)?)
    (?=[ ]|\s*$|[,;:!?)“”"—–])""",
    needs=".",
)
def pointed(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> list[Claim] | None:
    """Digits with a full stop, as German writes ordinals, where the words around them tell that they are one.

    At the end of a sentence the full stop also ends it, so it stays.
    """
    before = match.string[max(0, match.start() - CONTEXT) : match.start()]
    after = match.string[match.end() : match.end() + CONTEXT]
    spoken = [profile.pointed(int(match[group]), before, after) for group in ("one", "two") if match[group]]
    if None in spoken:
        return None
    between = {"/": " ", "-": f" {profile.words['to']} ", "–": f" {profile.words['to']} "}
    words = between.get(match["to"] or "", f" {match['to']} ").join(filter(None, spoken))
    last = bool(before.strip()) and not after.strip()
    return [Claim(match.start("it"), match.end("it") - last, words)]


@language_rule(r"(?<![\w.,])(?P<number>\d{1,4})er(?P<ending>n?)\b", needs=DIGITS)
def decade(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """Digits with "er": a decade in German."""
    return f"{profile.cardinal(int(match['number']), '')}er{match['ending']}"
