"""Fractions, also after whole numbers."""

import re
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import Claim
from wyoming_kokoro.text.western.language_profile import NOTHING, VULGAR, LanguageProfile
from wyoming_kokoro.text.western.language_rule import language_rule


@language_rule(
    lambda profile: (
        rf"(?<![\w.,/:])(?P<mark>\d{{1,3}})/(?P<best>{profile.patterns.get('best marks', NOTHING)})(?![\w/%]|[.,]\d)"
    ),
    needs="/",
)
def school_mark(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """A mark out of the best one that schools give, which is hardly ever a fraction."""
    if int(match["mark"]) > int(match["best"]):
        return None
    return f"{profile.number(match['mark'])} {profile.words['out of']} {profile.number(match['best'])}"


@language_rule(
    lambda profile: (
        rf"""\b(?:{profile.patterns.get("pressure", NOTHING)})[ ]?(?:[:=]|de|di|von|est|è|é|es|ist|liegt[ ]bei)?[ ]?
        (?P<it>(?P<one>\d{{1,3}})[ ]?/[ ]?(?P<two>\d{{1,3}}))(?![\w/%]|[.,]\d)"""
    ),
    needs="/",
    any_case=True,
)
def pressure(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A blood pressure: two numbers, and no fraction."""
    between = profile.words["pressure by"]
    return " ".join(filter(None, (profile.number(match["one"]), between, profile.number(match["two"]))))


@language_rule(
    lambda profile: (
        rf"""\b(?:{profile.patterns.get("rated", NOTHING)})[ ]?(?:[:=]|de|di|von|est|è|é|es|ist)?[ ]?
        (?P<it>(?P<mark>\d{{1,3}}(?:[.,]\d{{1,2}})?)[ ]?/[ ]?(?P<best>\d{{1,3}}))(?![\w/%]|[.,]\d)"""
    ),
    needs="/",
    any_case=True,
)
def mark(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A mark out of the best possible one, after a word for marks."""
    return f"{profile.number(match['mark'])} {profile.words['out of']} {profile.number(match['best'])}"


@language_rule(
    lambda profile: (
        rf"""(?<![\w.,/:])(?P<it>(?:(?<![\w)])-)?(?:
        (?:\d{{1,9}}[ ])?\d{{1,6}}/\d{{1,6}}|\d{{0,9}}[ ]?[{"".join(VULGAR)}]))
        (?![\w/%]|[.,]\d)(?=(?:[ ](?P<noun>{profile.patterns.get("feminine nouns", NOTHING)})\b)?)"""
    ),
    needs="/" + "".join(VULGAR),
    any_case=True,
)
def fraction(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> list[Claim] | str | None:
    """A fraction; a half agrees with a feminine noun, and follows it after a whole number."""
    written = match["it"].strip()
    if written.rpartition("/")[2].strip("0") == "":
        return None
    if _WHOLE.fullmatch(written):
        top, _, bottom = written.partition("/")
        return f"{profile.number(top)} {profile.words['out of']} {profile.number(bottom)}"
    if not match["noun"]:
        noun = _NOUN_AFTER.match(match.string, match.end()) if written in _HALVES and profile.half_of else None
        return profile.half_of(noun[1]) if profile.half_of and noun else profile.amount(written)
    half, whole = _HALF.search(written), _HALF.sub("", written)
    if half and whole in {"", "-"}:
        return profile.words.get("half f") or profile.amount(written)
    if half and whole != "1":
        spoken = f"{profile.number(whole, 'f')} {match['noun']} {profile.half('f')}"
        return [Claim(match.start("it"), match.end("noun"), spoken)]
    return profile.amount(written, "f")


_HALVES: Final = frozenset({"1/2", "½"})
_NOUN_AFTER: Final = re.compile(r"[ ]([^\W\d_]{2,30})")
_WHOLE: Final = re.compile(r"(\d+)/\1")
_HALF: Final = re.compile(r"[ ]?(?:½|(?<![\d/])1/2)$")


@language_rule(r"(?<![\w.,/:-])(?P<mark>\d{1,3}[.,]\d{1,2})/(?P<best>\d{1,3})(?![\w/%]|[.,]\d)", needs="/")
def rating(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A rating out of the best possible one."""
    return f"{profile.number(match['mark'])} {profile.words['out of']} {profile.number(match['best'])}"
