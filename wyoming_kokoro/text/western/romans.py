"""Roman numerals: in names of kings and popes, and as ordinals before nouns."""

import re
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.western.language_profile import Gender, LanguageProfile
from wyoming_kokoro.text.western.language_rule import language_rule

_ROMAN: Final = re.compile(r"(?=[IVXLCM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def value(roman: str) -> int | None:
    """Return the value of a Roman numeral; None if it is not one."""
    if not _ROMAN.fullmatch(roman):
        return None
    values = [_VALUES[sign] for sign in roman]
    return sum(-one if one < two else one for one, two in zip(values, [*values[1:], 0], strict=True))


@language_rule(
    lambda profile: (
        rf"\b(?:{profile.patterns['kings']})[ ]"
        rf"(?P<it>(?P<roman>[IVX]{{1,6}})(?:er|re|ère)?(?:\.(?=[ ][a-zß-ÿ]))?)(?!\w|[.-]\w)"
    )
)
def king(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """The number of a king, queen or pope: an ordinal if the language uses one."""
    number = value(match["roman"])
    if number is None:
        return None
    gender: Gender = "f" if match[0].split()[0] in profile.patterns["queens"].split("|") else "m"
    if article := profile.words.get(f"king {gender}"):
        return f"{article} {profile.ordinal(number, 'f').capitalize()}"
    return (
        profile.ordinal(number, gender)
        if number <= int(profile.words["ordinal kings"])
        else profile.cardinal(number, "")
    )


@language_rule(
    lambda profile: rf"\b(?P<it>(?P<roman>[IVX]{{1,6}})(?:e|ème|ᵉ)?)[ ](?=(?:{profile.patterns['century']})\b)",
    needs="IVX",
)
def century(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """A century in Roman numerals before the word for century."""
    number = value(match["roman"])
    return profile.ordinal(number, "m") if number else None


@language_rule(
    lambda profile: (
        rf"""(?<![\w.])(?P<part>{profile.patterns["parts"]})(?P<stop>\.?)[ ]
        (?P<number>(?-i:[IVXLC]{{1,7}})(?:[ ](?P<join>{profile.words["and"]}|{profile.patterns["to"]}|al|au)[ ]
        (?P<second>(?-i:[IVXLC]{{1,7}})))?|\d{{1,4}})(?![\w'’]|[.,-]\w)"""
    ),
    any_case=True,
)
def part(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """A chapter, a volume or the like with its number."""
    written = match["number"].partition(" ")[0]
    number = int(written) if written.isdecimal() else value(written)
    second = value(match["second"]) if match["second"] else 0
    if number is None or second is None or (written.isdecimal() and not match["stop"]):
        return None
    name = profile.words.get(f"part {match['part'].lower()}", match["part"])
    last = f" {match['join']} {profile.cardinal(second, '')}" if second else ""
    return f"{name} {profile.cardinal(number, '')}{last}"


@language_rule(
    lambda profile: (
        rf"(?<=\b)(?P<article>{profile.patterns['the']})[ ](?P<it>[IVX]{{2,6}}|[IVX](?=[ ][A-ZÀ-Þ]))"
        rf"(?=[ ][^\W\d_][^\W\d_A-ZÀ-Þ]{{2}})"
    )
)
def counted(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """A Roman numeral between an article and a noun: "el XI apóstol"."""
    number = value(match["it"])
    gender: Gender = "f" if match["article"].lower() in profile.patterns["the feminine"].split("|") else "m"
    return profile.ordinal_before(number, gender) if number else None
