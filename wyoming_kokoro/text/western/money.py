"""Money: amounts in coins, with their hundredths or with a magnitude."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS
from wyoming_kokoro.text.western.language_profile import NUMBER, LanguageProfile, alternatives, parsed
from wyoming_kokoro.text.western.language_rule import form


def _signs(tongue: LanguageProfile) -> str:
    return alternatives(tuple(tongue.currencies))


def _per(tongue: LanguageProfile) -> str:
    return rf"(?:[ ]?/[ ]?(?P<per>{alternatives(tuple(tongue.units))})(?![\w/]))?"


@form(
    lambda t: (
        rf"""(?<![\w.,-])(?:(?P<sign1>{_signs(t)})[ ]?)?(?P<one>{NUMBER})(?:[ ]?[–—]|[ ]-|-)[ ]?
        (?(sign1)(?:(?P=sign1)[ ]?)?(?P<last>{NUMBER})|(?P<two>{NUMBER})[ ]?(?P<sign>{_signs(t)}))(?![\w$]|[.,-]\d)"""
    ),
    cue="-–—",
)
def span(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """From one amount to another."""
    coin = tongue.currencies[match["sign1"] or match["sign"]].large
    last = tongue.counted(match["last"] or match["two"], coin)
    return f"{tongue.number(match['one'], coin.gender)} {tongue.words['to']} {last}"


@form(
    lambda t: (
        rf"""(?<![\w.,])(?P<minus>-?)(?P<amount>{NUMBER})
        (?:[ ]?(?P<scale>{t.words["scales"]})(?:[ ]{t.words["of shape"]})?)?
        [ ]?(?P<sign>{_signs(t)}){_per(t)}(?![\w$])"""
    ),
    cue=DIGITS,
)
def after(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """An amount with the sign or code of its money behind it."""
    return _price(match, tongue)


@form(
    lambda t: (
        rf"""(?<!\w)(?P<minus>-?)(?P<sign>{_signs(t)})[ ]?(?P<amount>{NUMBER})
        (?:[ ]?(?P<scale>{t.words["scales"]}))?{_per(t)}(?![\w])(?!,\d)"""
    ),
    cue=DIGITS,
)
def before(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """An amount with the sign or code of its money before it."""
    return _price(match, tongue)


def _price(match: re.Match[str], tongue: LanguageProfile) -> str:
    spoken = _coins(match, tongue)
    minus = f"{tongue.words['minus']} " if match["minus"] else ""
    per = f" {tongue.words['per']} {tongue.units[match['per']].one}" if match["per"] else ""
    return f"{minus}{spoken}{per}"


def _coins(match: re.Match[str], tongue: LanguageProfile) -> str:
    sign = match["sign"]
    currency = tongue.currencies[sign]
    _, whole, decimals = parsed(match["amount"])
    if match["scale"]:
        scale = _scale(match["scale"], tongue)
        return f"{tongue.number(match['amount'], 'm')} {scale} {tongue.of(currency.large.many)}"
    if decimals.strip("0") and len(decimals) > 2:
        return tongue.counted(match["amount"], currency.large)
    small = decimals.ljust(2, "0").lstrip("0") if decimals.strip("0") else ""
    if small and whole == "0":
        return tongue.counted(small, currency.small)
    large = tongue.counted(whole, currency.large)
    return tongue.joined_coins(large, tongue.counted(small, currency.small)) if small else large


def _scale(written: str, tongue: LanguageProfile) -> str:
    """A magnitude in full."""
    return tongue.words.get(f"scale {written}", written)
