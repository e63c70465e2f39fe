"""Fractions, also behind whole numbers."""

import re
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import Claim
from wyoming_kokoro.text.western.language_profile import VULGAR, LanguageProfile
from wyoming_kokoro.text.western.language_rule import form


@form(
    lambda t: (
        rf"""(?<![\w.,/:])(?P<it>(?:(?<![\w)])-)?(?:
        (?:\d{{1,9}}[ ])?\d{{1,6}}/\d{{1,6}}|\d{{0,9}}[ ]?[{"".join(VULGAR)}]))
        (?![\w/%]|[.,]\d)(?=(?:[ ](?P<noun>{t.words["feminine nouns"]})\b)?)"""
    ),
    cue="/" + "".join(VULGAR),
    any_case=True,
)
def fraction(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> list[Claim] | str | None:
    """A part of a whole; a half of what is feminine agrees with it, and stands behind it after a whole number."""
    written = match["it"].strip()
    if written.rpartition("/")[2].strip("0") == "":
        return None
    if _WHOLE.fullmatch(written):
        top, _, bottom = written.partition("/")
        return f"{tongue.number(top)} {tongue.words['out of']} {tongue.number(bottom)}"
    if not match["noun"]:
        return tongue.amount(written)
    half, whole = _HALF.search(written), _HALF.sub("", written)
    if half and whole in {"", "-"}:
        return tongue.words.get("half f") or tongue.amount(written)
    if half and whole != "1":
        spoken = f"{tongue.number(whole, 'f')} {match['noun']} {tongue.half('f')}"
        return [Claim(match.start("it"), match.end("noun"), spoken)]
    return tongue.amount(written, "f")


_WHOLE: Final = re.compile(r"(\d+)/\1")
_HALF: Final = re.compile(r"[ ]?(?:½|(?<![\d/])1/2)$")


@form(r"(?<![\w.,/:-])(?P<mark>\d{1,3}[.,]\d{1,2})/(?P<best>\d{1,3})(?![\w/%]|[.,]\d)", cue="/")
def rated(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """A mark out of the best there is."""
    return f"{tongue.number(match['mark'])} {tongue.words['out of']} {tongue.number(match['best'])}"
