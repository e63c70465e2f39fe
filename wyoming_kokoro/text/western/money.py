"""Amounts of money, also with hundredths or with words such as millions."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS
from wyoming_kokoro.text.western.language_profile import (
    CONTEXT,
    NUMBER,
    CountedNoun,
    LanguageProfile,
    alternatives,
    parsed,
)
from wyoming_kokoro.text.western.language_rule import language_rule


def _signs(profile: LanguageProfile) -> str:
    return alternatives(tuple(profile.currencies))


def _per(profile: LanguageProfile) -> str:
    known = alternatives((*profile.units, *profile.per_words))
    return rf"(?:[ ]?/[ ]?(?:(?P<per>{known}|[^\W\d_]{{3,20}})(?![\w/])))?"


@language_rule(
    lambda profile: (
        rf"""(?<![\w.,-])(?:(?P<sign1>{_signs(profile)})[ ]?)?(?P<one>{NUMBER})(?:[ ]?[–—]|[ ]-|-)[ ]?
        (?(sign1)(?:(?P=sign1)[ ]?)?(?P<last>{NUMBER})|(?P<two>{NUMBER})[ ]?(?P<sign>{_signs(profile)}))
        (?![\w$]|[.,-]\d)"""
    ),
    needs="-–—",
)
def span(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A range of amounts."""
    coin = profile.currencies[match["sign1"] or match["sign"]].large
    last = profile.counted(match["last"] or match["two"], coin)
    return f"{profile.number(match['one'], coin.gender)} {profile.words['to']} {last}"


@language_rule(
    lambda profile: (
        rf"""(?<![\w.,])(?P<minus>-?)(?P<amount>{NUMBER})
        (?:[ ]?(?P<scale>{profile.patterns["scales"]})(?:[ ]{profile.patterns["of"]})?)?
        [ ]?(?P<sign>{_signs(profile)}){_per(profile)}(?![\w$])"""
    ),
    needs=DIGITS,
)
def after(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """An amount before the sign or code of its currency."""
    return _price(match, profile)


@language_rule(
    lambda profile: (
        rf"""(?<!\w)(?P<minus>-?)(?P<sign>{_signs(profile)})[ ]?(?P<amount>{NUMBER})
        (?:[ ]?(?P<scale>{profile.patterns["scales"]}))?{_per(profile)}(?![\w])(?!,\d)"""
    ),
    needs=DIGITS,
)
def before(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """An amount after the sign or code of its currency."""
    return _price(match, profile)


def _price(match: re.Match[str], profile: LanguageProfile) -> str:
    spoken = _coins(match, profile)
    minus = f"{profile.words['minus']} " if match["minus"] else ""
    return f"{minus}{spoken}{_spoken_per(match, profile)}"


def _spoken_per(match: re.Match[str], profile: LanguageProfile) -> str:
    """The words for what the price is per: "per litre", "per month"."""
    written = match["per"]
    if not written:
        return ""
    unit = None if written in profile.per_words else profile.units.get(written)
    return f" {profile.per(unit.one if unit else written)}"


def _coins(match: re.Match[str], profile: LanguageProfile) -> str:
    sign = match["sign"]
    currency = profile.currencies[sign]
    amount = match["amount"]
    if match.start("sign") < match.start("amount") and _GROUPED_BY_COMMAS.fullmatch(amount):
        amount = amount.replace(",", "")
    _, whole, decimals = parsed(amount)
    if match["scale"]:
        scale = _scale(match["scale"], profile)
        return f"{profile.number(amount, 'm')} {scale} {profile.with_of(currency.large.many)}"
    if decimals.strip("0") and len(decimals) > 2:
        return profile.counted(amount, currency.large)
    small = decimals.ljust(2, "0").lstrip("0") if decimals.strip("0") else ""
    if small and whole == "0":
        return profile.counted(small, currency.small)
    before = match.string[max(0, match.start() - CONTEXT) : match.start()]
    large = _in_place(whole, currency.large, before, profile)
    return profile.join_coins(large, _in_place(small, currency.small, before, profile)) if small else large


_GROUPED_BY_COMMAS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")
"""Thousands as English groups them, which is how amounts with the sign first are written: "$2,200"."""


def _in_place(number: str, coin: CountedNoun, before: str, profile: LanguageProfile) -> str:
    """A number of coins in the form that the words before it need."""
    spoken = profile.counted(number, coin)
    return profile.one_in_place(spoken, coin, before) if number == "1" else spoken


def _scale(written: str, profile: LanguageProfile) -> str:
    """A word such as "millions", in full."""
    return profile.words.get(f"scale {written}", written)
