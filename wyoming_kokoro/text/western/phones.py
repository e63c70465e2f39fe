"""Numbers of telephones, and other numbers in groups that are read digit by digit."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS
from wyoming_kokoro.text.western.language_profile import LanguageProfile
from wyoming_kokoro.text.western.language_rule import form


@form(
    lambda t: (
        rf"""(?<![\w+.,/-])\+(?P<land>\d{{1,3}})[ .-]?
        (?P<rest>(?:\(\d{{1,5}}\)[ .-]?)?\d{{1,5}}(?>(?:[ .-]\d{{1,8}}){{1,6}})|\d{{6,12}})
        (?:[ ,]{{1,2}}(?:{t.words["extension shape"]})[ ]?(?P<ext>\d{{1,5}}))?(?![\w]|[.,]\d)"""
    ),
    cue="+",
    any_case=True,
)
def international(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """A number with the code of its country."""
    land = match["land"]
    spoken = tongue.cardinal(int(land), "") if len(land) < 3 else tongue.digits(land)
    rest = match["rest"]
    last = re.fullmatch(r"(?P<rest>\(\d+\)[ ]\d+-\d{4})-(?P<ext>\d{2})", rest)
    extension = match["ext"] or (last["ext"] if last else None)
    spoken = f"{tongue.words['plus']} {spoken} {grouped(last['rest'] if last else rest, tongue)}"
    return f"{spoken} {tongue.words['extension']} {tongue.digits(extension)}" if extension else spoken


@form(
    lambda t: (
        rf"""(?<![\w+.,/:€$£-])(?P<number>\(\d{{2,5}}\)[ ]?\d{{3,5}}[ -]\d{{3,5}}
        |\d{{3,5}}-\d{{3,4}}-\d{{3,4}}|\d{{3,5}}-\d{{4}}|\d{{3}}-\d{{3}}
        |{t.words["phone groups"]})(?:[ ,]{{1,2}}(?:{t.words["extension shape"]})[ ]?(?P<ext>\d{{1,5}}))?
        (?![\w/%-]|[.,]\d|[ ]?[€$£])"""
    ),
    cue=DIGITS,
    any_case=True,
)
def local(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str | None:
    """A number in groups, as telephones have it."""
    years = re.fullmatch(r"(?:1[5-9]|20)\d\d-(?:1[5-9]|20)\d\d", match["number"])
    if years:
        return None
    spoken = grouped(match["number"], tongue)
    return f"{spoken} {tongue.words['extension']} {tongue.digits(match['ext'])}" if match["ext"] else spoken


@form(r"(?<![\w+.,/-])(?P<one>\d)-(?P<free>[89]00)-(?P<name>[A-Za-zÀ-ÿ]{3,10}|\d{2,6}(?:-\d{2,6})?)(?!\w)", cue="89")
def free_call(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """A number that costs nothing, also with a word instead of figures."""
    name = match["name"] if match["name"].isalpha() else tongue.digits(match["name"])
    return f"{tongue.digits(match['one'])} {tongue.cardinal(int(match['free']), '')} {name}"


@form(
    lambda t: (
        rf"""(?<=\b)(?:{t.words["code names"]})(?:[ ]?:[ ]?|[ ](?:(?:es|est|è|é|ist|lautet)[ ])?)
        (?P<it>\d{{3,16}}|\d{{2,5}}(?:[ .-]\d{{2,5}}){{1,4}})(?![\w]|[.,-]\d)"""
    ),
    cue=DIGITS,
    any_case=True,
)
def code(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """Figures after a word for a code or a telephone."""
    return grouped(match["it"], tongue)


def grouped(written: str, tongue: LanguageProfile) -> str:
    """Groups of digits: pairs as numbers where the language has it so, else digit by digit."""
    groups = re.findall(r"\d+", written)
    if tongue.words.get("phone pairs") and all(len(group) < 3 for group in groups):
        return " ".join(
            tongue.digits(group) if group[0] == "0" else tongue.cardinal(int(group), "") for group in groups
        )
    return tongue.digits(written)
