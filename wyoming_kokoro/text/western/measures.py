"""Numbers with units: lengths, temperatures, percentages; also from one to another."""

import re
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS
from wyoming_kokoro.text.western.language_profile import (
    AMOUNT,
    MIXED,
    NUMBER,
    CountedNoun,
    LanguageProfile,
    alternatives,
)
from wyoming_kokoro.text.western.language_rule import form

_MINUS: Final = r"(?:(?<![\w)])-)?"


def _units(tongue: LanguageProfile) -> str:
    signs = alternatives(tuple(tongue.units))
    return rf"(?P<unit>{signs})(?:[ ]?/[ ]?(?P<per>{signs}))?(?![\w²³]|/[^\W\d_])"


@form(
    lambda t: (
        rf"""(?<![\w.,/])(?P<one>{_MINUS}{NUMBER})(?:[ ]?(?:°[CF]?|%))?[ ]?
        (?:[-–—]|(?:{t.words["to shape"]})(?=\s))[ ]?
        (?P<two>{_MINUS}{NUMBER})[ ]?{_units(t)}"""
    ),
    cue=DIGITS,
)
def span(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """From so many to so many of a unit."""
    noun = _noun(match, tongue)
    return f"{tongue.number(match['one'], noun.gender)} {tongue.words['to']} {tongue.counted(match['two'], noun)}"


@form(
    lambda t: (
        rf"""(?<![\w.,/])(?P<one>{NUMBER})(?:[ ]?(?P<unit1>cm|mm|m))?[ ]?[x×][ ]?(?P<two>{NUMBER})
        (?:(?:[ ]?(?P=unit1))?[ ]?[x×][ ]?(?P<three>{NUMBER}))?[ ]?{_units(t)}"""
    ),
    cue="x×",
)
def sizes(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """Length by width, also by height."""
    noun = _noun(match, tongue)
    *first, last = [match[group] for group in ("one", "two", "three") if match[group]]
    by = f" {tongue.words['by']} "
    return by.join([*(tongue.number(each, noun.gender) for each in first), tongue.counted(last, noun)])


@form(
    r"""(?<![\w.,])(?P<degrees>\d{1,3}(?:[.,]\d{1,8})?)[ ]?°[ ]?(?:(?P<minutes>\d{1,2}(?:[.,]\d{1,6})?)[ ]?'[ ]?)?
    (?:(?P<seconds>\d{1,2}(?:[.,]\d{1,6})?)[ ]?(?:"|'')[ ]?)?(?P<side>[NSEWOL])(?![\w'])""",
    cue="°",
)
def coordinate(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str | None:
    """How far north, south, east or west a place lies."""
    side = tongue.words.get(f"side {match['side']}")
    if side is None:
        return None
    spoken = [tongue.counted(match["degrees"], tongue.units.get("°") or tongue.units["deg"])]
    for group, name in (("minutes", "min"), ("seconds", "s")):
        if match[group]:
            spoken.append(tongue.counted(match[group], tongue.units[name]))
    return " ".join([*spoken, side])


@form(
    lambda t: (
        rf"(?<![\w.,/:])(?P<amount>{_MINUS}{NUMBER})[ ]?/[ ]?(?P<unit>{alternatives(tuple(t.units))})(?![\w²³]|/\w)"
    ),
    cue="/",
)
def each(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """So many for each of a unit."""
    return f"{tongue.number(match['amount'])} {tongue.words['per']} {tongue.units[match['unit']].one}"


@form(
    lambda t: (
        rf"""(?<![\w.,/:])(?P<amount>{_MINUS}{NUMBER})[ ](?P<scale>{t.words["scales"]})(?!\w)
        (?:[ ]{t.words["of shape"]})?[ ]?{_units(t)}"""
    ),
    cue=DIGITS,
)
def scaled(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """So many thousands or millions of a unit."""
    scale = tongue.words.get(f"scale {match['scale']}", match["scale"])
    return f"{tongue.number(match['amount'], 'm')} {scale} {tongue.of(_noun(match, tongue).many)}"


@form(
    lambda t: rf"\b(?:{t.words['degree words']})[ ](?P<it>(?P<amount>{_MINUS}{NUMBER})[ ]?º)(?!\w)",
    cue="º",
    any_case=True,
)
def degrees(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """Degrees written with the sign of an ordinal, after a word that tells them from one."""
    return tongue.counted(match["amount"], tongue.units["°"])


@form(
    lambda t: rf"""(?<![\w.,/:])(?P<about>[~≈][ ]?)?(?P<amount>{_MINUS}{AMOUNT})[ -]?{_units(t)}""",
    cue=DIGITS + "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒",
)
def measure(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str | None:
    """So many of a unit."""
    about = f"{tongue.words['about']} " if match["about"] else ""
    written = match["amount"]
    noun = _noun(match, tongue)
    if found := MIXED.fullmatch(written):
        if found["bottom"] and int(found["bottom"]) == 0:
            return None
        if written in {"1/2", "½"} and (half := tongue.words.get(f"half {noun.gender}")):
            return f"{about}{half} {noun.one}"
        if found["whole"] and (found["sign"] == "½" or (found["top"], found["bottom"]) == ("1", "2")):
            minus = "-" if found["minus"] else ""
            return f"{about}{tongue.halved(minus + found['whole'], noun)}"
        return f"{about}{tongue.amount(written, noun.gender)} {tongue.of(noun.one)}"
    return about + tongue.counted(written, noun)


def _noun(match: re.Match[str], tongue: LanguageProfile) -> CountedNoun:
    """What is counted, also per something else."""
    noun = tongue.units[match["unit"]]
    if not match["per"]:
        return noun
    per = f" {tongue.words['per']} {tongue.units[match['per']].one}"
    return CountedNoun(noun.one + per, noun.many + per, noun.gender)
