"""Abbreviated titles."""

import re
from functools import cache

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import rule
from wyoming_kokoro.text.tables import table


@rule(
    r"(?<![\wऀ-ॿ.])(?P<short>[ऀ-ॣ]{1,4})[.॰](?=[ ]|\d)",
    needs=".॰",
    says={"डॉ. रेखा": "डॉक्टर रेखा", "प्रो. पूजा": "प्रोफेसर पूजा"},
    leaves=("घर. मैं", "डॉ"),
)
def title(match: re.Match[str], _locale: Locale) -> str | None:
    """An abbreviated title with its full stop."""
    return _titles().get(match["short"])


@cache
def _titles() -> dict[str, str]:
    return {row[0]: row[1] for row in table("hi", "abbreviations.tsv")}
