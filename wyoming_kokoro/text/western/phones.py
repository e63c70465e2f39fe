"""Telephone numbers, and other numbers in groups that are read digit by digit."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS
from wyoming_kokoro.text.western.language_profile import LanguageProfile
from wyoming_kokoro.text.western.language_rule import language_rule


@language_rule(
    lambda profile: (
        rf"""(?<![\w+.,/-])\+(?P<land>\d{{1,3}})[ .-]?
        (?P<rest>(?:\(\d{{1,5}}\)[ .-]?)?\d{{1,5}}(?>(?:[ .-]\d{{1,8}}){{1,6}})|\d{{6,12}})
        (?:[ ,]{{1,2}}(?:{profile.patterns["extension"]})[ ]?(?P<ext>\d{{1,5}}))?(?![\w]|[.,]\d)"""
    ),
    needs="+",
    any_case=True,
)
def international(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A telephone number with a country code."""
    land = match["land"]
    spoken = profile.cardinal(int(land), "") if len(land) < 3 else profile.digits(land)
    rest = match["rest"]
    last = re.fullmatch(r"(?P<rest>\(\d+\)[ ]\d+-\d{4})-(?P<ext>\d{2})", rest)
    extension = match["ext"] or (last["ext"] if last else None)
    spoken = f"{profile.words['plus']} {spoken} {grouped(last['rest'] if last else rest, profile)}"
    return f"{spoken} {profile.words['extension']} {profile.digits(extension)}" if extension else spoken


@language_rule(
    lambda profile: (
        rf"""(?<![\w+.,/:€$£-])(?P<number>\(\d{{2,5}}\)[ ]?\d{{3,5}}[ -]\d{{3,5}}
        |\d{{3,5}}-\d{{3,4}}-\d{{3,4}}|\d{{3,5}}-\d{{4}}|\d{{3}}-\d{{3}}
        |{profile.patterns["phone groups"]})
        (?:[ ,]{{1,2}}(?:{profile.patterns["extension"]})[ ]?(?P<ext>\d{{1,5}}))?
        (?![\w/%-]|[.,]\d|[ ]?[€$£])"""
    ),
    needs=DIGITS,
    any_case=True,
)
def local(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """A telephone number in groups."""
    years = re.fullmatch(r"(?:1[5-9]|20)\d\d-(?:1[5-9]|20)\d\d", match["number"])
    if years:
        return None
    spoken = grouped(match["number"], profile)
    return f"{spoken} {profile.words['extension']} {profile.digits(match['ext'])}" if match["ext"] else spoken


@language_rule(
    r"(?<![\w+.,/-])(?P<one>\d)-(?P<free>[89]00)-(?P<name>[A-Za-zÀ-ÿ]{3,10}|\d{2,6}(?:-\d{2,6})?)(?!\w)", needs="89"
)
def free_call(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A free telephone number, also with a word instead of digits."""
    name = match["name"] if match["name"].isalpha() else profile.digits(match["name"])
    return f"{profile.digits(match['one'])} {profile.cardinal(int(match['free']), '')} {name}"


@language_rule(r"(?<!\w)(?P<land>[A-Z]{2})(?P<rest>\d{2}(?:[ ]?\d{4}){3,7}(?:[ ]?\d{1,3})?)(?!\w|[.,]\d)", needs=DIGITS)
def iban(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """The number of a bank account: two letters and many digits."""
    return f"{' '.join(match['land'])} {profile.digits(match['rest'])}"


@language_rule(
    lambda profile: (
        rf"""(?<=\b)(?:{profile.patterns["code names"]})(?:[ ]?:[ ]?|[ ](?:(?:{profile.patterns.get("is", _IS)})[ ])?)
        (?P<it>\d{{3,16}}|\d{{2,5}}(?:[ .-]\d{{2,5}}){{1,4}})(?![\w]|[.,-]\d)"""
    ),
    needs=DIGITS,
    any_case=True,
)
def code(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """Digits after a word such as "code" or "telephone"."""
    return grouped(match["it"], profile)


_IS = "es|est|è|é|ist|lautet"
"""Words for "is" before a code, for languages without their own."""


def grouped(written: str, profile: LanguageProfile) -> str:
    """Read groups of digits: as numbers if they are pairs and the language does so, else digit by digit."""
    groups = re.findall(r"\d+", written)
    if profile.words.get("phone pairs") and all(len(group) < 3 for group in groups):
        return " ".join(
            profile.digits(group) if group[0] == "0" else profile.cardinal(int(group), "") for group in groups
        )
    return profile.digits(written)
