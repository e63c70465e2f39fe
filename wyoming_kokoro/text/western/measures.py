"""Numbers with units: lengths, temperatures, percentages; also ranges of them."""

import re
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Claim
from wyoming_kokoro.text.western.language_profile import (
    AMOUNT,
    CONTEXT,
    MIXED,
    NUMBER,
    CountedNoun,
    LanguageProfile,
    alternatives,
)
from wyoming_kokoro.text.western.language_rule import language_rule

_MINUS: Final = r"(?:(?<![\w)])-)?"


def _units(profile: LanguageProfile) -> str:
    signs, words = alternatives(tuple(profile.units)), alternatives(tuple(profile.per_words))
    per = rf"(?:(?P<many>10{{1,3}})[ ]?(?P<of>{signs})|(?P<per>{signs}|{words}))"
    stop = r"(?:\.(?=[ ][a-zà-ÿ]))?"  # after an abbreviated unit in the middle of a sentence
    return rf"(?P<unit>{signs})(?:[ ]?/[ ]?{per})?(?![\w²³]|/[^\W\d_]){stop}"


@language_rule(
    lambda profile: (
        rf"""(?<![\w.,/])(?P<one>{_MINUS}{NUMBER})(?:[ ]?(?:°[CF]?|%))?[ ]?
        (?:[-–—]|(?:{profile.patterns["to"]})(?=\s))[ ]?
        (?P<two>{_MINUS}{NUMBER})[ ]?{_units(profile)}"""
    ),
    needs=DIGITS,
)
def span(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A range of numbers with a unit."""
    noun = _noun(match, profile)
    return f"{profile.number(match['one'], noun.gender)} {profile.words['to']} {profile.counted(match['two'], noun)}"


@language_rule(
    lambda profile: (
        rf"""(?<![\w.,/])(?P<one>{NUMBER})(?:[ ]?(?P<unit1>cm|mm|m))?[ ]?[x×][ ]?(?P<two>{NUMBER})
        (?:(?:[ ]?(?P=unit1))?[ ]?[x×][ ]?(?P<three>{NUMBER}))?[ ]?{_units(profile)}"""
    ),
    needs="x×",
)
def sizes(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """Length by width, also by height."""
    noun = _noun(match, profile)
    *first, last = [match[group] for group in ("one", "two", "three") if match[group]]
    by = f" {profile.words['by']} "
    return by.join([*(profile.number(size, noun.gender) for size in first), profile.counted(last, noun)])


@language_rule(
    r"""(?<![\w.,])(?P<degrees>\d{1,3}(?:[.,]\d{1,8})?)[ ]?°[ ]?(?:(?P<minutes>\d{1,2}(?:[.,]\d{1,6})?)[ ]?'[ ]?)?
    (?:(?P<seconds>\d{1,2}(?:[.,]\d{1,6})?)[ ]?(?:"|'')[ ]?)?(?P<side>[NSEWOL])(?![\w'])""",
    needs="°",
)
def coordinate(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """The latitude or longitude of a place."""
    side = profile.words.get(f"side {match['side']}")
    if side is None:
        return None
    spoken = [profile.counted(match["degrees"], profile.units.get("°") or profile.units["deg"])]
    for group, name in (("minutes", "min"), ("seconds", "s")):
        if match[group]:
            spoken.append(profile.counted(match[group], profile.units[name]))
    return " ".join([*spoken, side])


@language_rule(
    lambda profile: (
        rf"""(?<![\w.,/:])(?P<amount>{_MINUS}{NUMBER})[ ]?/[ ]?(?![A-Z](?!\w))
        (?P<unit>{alternatives(tuple(profile.units))})(?![\w²³]|/\w)"""
    ),
    needs="/",
)
def per_unit(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A number per unit."""
    return f"{profile.number(match['amount'])} {profile.words['per']} {profile.units[match['unit']].one}"


@language_rule(
    lambda profile: (
        rf"""\b(?:{profile.patterns["before units"]})[ ]
        (?P<it>(?P<unit>kg|km|cm|mm|m²|m³|ml|dl|cl|kWh|GB|MB|km/h))(?![\w²³/])
        |(?<![\w/])(?<!\d[ ])(?P<road>[Kk]m)\.?(?=[ ]\d)"""
    ),
)
def bare(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> list[Claim]:
    """A unit without a number, as in "3 € le kg", and the kilometre of a road."""
    group = match.lastgroup or "it"
    group = "it" if match["it"] else group
    return [Claim(*match.span(group), profile.units["km" if match["road"] else match["unit"]].one)]


@language_rule(
    lambda profile: (
        rf"""(?<![\w.,/])\d[\d.,]{{0,9}}[ ](?:[^\W\d_]{{2,20}}[ ])?[^\W\d_]{{2,30}}[ ]?
        (?P<it>/[ ]?(?P<per>{alternatives(tuple(profile.per_words))}))(?![\w/])"""
    ),
    needs="/",
)
def per_word(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A number of things per month, per person and so on."""
    return profile.per(match["per"])


@language_rule(
    lambda profile: (
        rf"""(?<![\w.,/:])(?P<amount>{_MINUS}{NUMBER})[ ](?P<scale>{profile.patterns["scales"]})(?!\w)
        (?:[ ]{profile.patterns["of"]})?[ ]?{_units(profile)}"""
    ),
    needs=DIGITS,
)
def scaled(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """Thousands or millions of a unit."""
    scale = profile.words.get(f"scale {match['scale']}", match["scale"])
    return f"{profile.number(match['amount'], 'm')} {scale} {profile.with_of(_noun(match, profile).many)}"


@language_rule(
    lambda profile: rf"\b(?:{profile.patterns['degree words']})[ ](?P<it>(?P<amount>{_MINUS}{NUMBER})[ ]?º)(?!\w)",
    needs="º",
    any_case=True,
)
def degrees(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """Degrees written with the sign of an ordinal, after a word about temperature."""
    return profile.counted(match["amount"], profile.units["°"])


@language_rule(
    lambda profile: rf"""(?<![\w.,/:])(?P<about>[~≈][ ]?)?(?P<amount>{_MINUS}{AMOUNT})[ -]?{_units(profile)}""",
    needs=DIGITS + "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒",
)
def measure(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> list[Claim] | None:
    """A number with a unit; a single letter after a hyphen, or a few bytes, are a part of a number instead: "12-B"."""
    if match["unit"] in _LETTERS and not _is_measure(match):
        return None
    spoken = _measure(match, profile)
    last = match[0].endswith(".") and not match.string[match.end() :].strip()  # it also ends the sentence
    return [Claim(match.start(), match.end() - last, spoken)] if spoken else None


def _measure(match: re.Match[str], profile: LanguageProfile) -> str | None:
    """The words for a number with its unit."""
    about = f"{profile.words['about']} " if match["about"] else ""
    written = match["amount"].strip()
    noun = _noun(match, profile)
    if fraction := MIXED.fullmatch(written):
        if fraction["bottom"] and int(fraction["bottom"]) == 0:
            return None
        if written in {"1/2", "½"} and (half := profile.words.get(f"half {noun.gender}")):
            return f"{about}{half} {noun.one}"
        if fraction["whole"] and (fraction["sign"] == "½" or (fraction["top"], fraction["bottom"]) == ("1", "2")):
            minus = "-" if fraction["minus"] else ""
            return f"{about}{profile.halved(minus + fraction['whole'], noun)}"
        return f"{about}{profile.amount(written, noun.gender)} {profile.with_of(noun.one)}"
    spoken = profile.counted(written, noun)
    if written == "1":
        spoken = profile.one_in_place(spoken, noun, match.string[max(0, match.start() - CONTEXT) : match.start()])
    return about + spoken


_LETTERS: Final = frozenset("AB")
"""Units that are more often the letter of a door or a class, where something else does not tell."""
_FEW_BYTES: Final = 64


def _is_measure(match: re.Match[str]) -> bool:
    """Whether such a letter after a number is a unit."""
    if match.string[match.end("amount") : match.start("unit")] == "-":
        return match.string.startswith("-", match.end("unit"))
    return match["unit"] == "A" or not match["amount"].isdecimal() or int(match["amount"][:9]) >= _FEW_BYTES


def _noun(match: re.Match[str], profile: LanguageProfile) -> CountedNoun:
    """The unit that is counted, also per another unit."""
    noun = profile.units[match["unit"]]
    if match["many"]:
        number = profile.counted(match["many"], profile.units[match["of"]])
        per = f" {profile.words.get('per number') or profile.words['per']} {number}"
    elif written := match["per"]:
        unit = None if written in profile.per_words else profile.units.get(written)
        per = f" {profile.per(unit.one if unit else written)}"
    else:
        return noun
    return CountedNoun(noun.one + per, noun.many + per, noun.gender)
