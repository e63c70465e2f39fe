"""Ordinals: figures with an ending."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS
from wyoming_kokoro.text.western.language_profile import LONGEST, WHOLE, LanguageProfile, plain
from wyoming_kokoro.text.western.language_rule import form


@form(
    lambda t: (
        rf"""(?<![\w.,/:])(?P<number>{WHOLE})(?P<ending>{t.words["ordinal endings"]})(?![\w²³]|/\w)
        (?=(?P<noun>[ ](?!(?:{t.words["no nouns"]})\b)[^\W\d_][^\W\d_A-ZÀ-Þ]{{2}})?)"""
    ),
    cue=DIGITS,
)
def figures(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str | None:
    """Figures with the ending of an ordinal."""
    gender = tongue.ordinal_gender(match["ending"].lstrip("."))
    number = plain(match["number"])
    if gender is None or len(number) > LONGEST or not int(number):
        return None
    return (tongue.ordinal_before if match["noun"] else tongue.ordinal)(int(number), gender)


@form(
    lambda t: (
        rf"""(?:(?:^|(?<=[(„"]))|\b(?P<before>{t.words["before ordinals"]})[ ])(?P<it>(?P<one>\d{{1,3}})\.
        (?:(?:[ ]?(?P<to>[-–/]|bis|und|oder)[ ]?)(?P<two>\d{{1,3}})\.)?)
        (?=[ ](?:{t.words["to"]}|{t.words["and"]})[ ][\d\x1a]
        |[ ](?!(?:{t.words["no nouns"]})\b)[^\W\d_]{{2}}|\s*$)"""
    ),
    cue=".",
    any_case=True,
)
def pointed(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str | None:
    """Figures with a stop, as German writes ordinals: after an article and its like, or by themselves."""
    if match["before"] is None and match["it"] != match.string.strip() and match.end() == len(match.string):
        return None
    numbers = [int(match[group]) for group in ("one", "two") if match[group]]
    if not all(numbers):
        return None
    spoken = [tongue.inflected(tongue.ordinal(number, "m"), (match["before"] or "").lower()) for number in numbers]
    between = {"/": " ", "-": f" {tongue.words['to']} ", "–": f" {tongue.words['to']} "}
    return between.get(match["to"] or "", f" {match['to']} ").join(spoken)


@form(r"(?<![\w.,])(?P<number>\d{1,4})er(?P<ending>n?)\b", cue=DIGITS)
def decade(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """Figures with "er": the years of a decade."""
    return f"{tongue.cardinal(int(match['number']), '')}er{match['ending']}"
