"""Fractions, also behind whole numbers."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.western.form import form
from wyoming_kokoro.text.western.tongue import VULGAR, Tongue


@form(
    lambda t: (
        rf"""(?<![\w.,/:])(?P<it>(?:(?<![\w)])-)?(?:
        (?:\d{{1,9}}[ ])?\d{{1,6}}/\d{{1,6}}|\d{{0,9}}[ ]?[{"".join(VULGAR)}]))
        (?![\w/%]|[.,]\d)(?=(?:[ ](?P<noun>{t.words["feminine nouns"]})\b)?)"""
    ),
    cue="/" + "".join(VULGAR),
    any_case=True,
)
def fraction(match: re.Match[str], tongue: Tongue, _locale: Locale) -> str | None:
    """A part of a whole."""
    written = match["it"].strip()
    if written.rpartition("/")[2].strip("0") == "":
        return None
    half = tongue.words.get("half f") if match["noun"] and written in {"1/2", "½"} else None
    return half or tongue.amount(written)
