"""What is in Latin letters but belongs to a Chinese number: codes such as A-102."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Claim, rule
from wyoming_kokoro.text.zh.counting import cardinal, dialled, number


@rule(
    r"(?<![A-Za-z0-9./-])(?P<letters>[A-Z]{1,3})-(?P<digits>\d{1,6})(?![A-Za-z0-9./-])",
    needs=("-", DIGITS),
    says={"A-102": "A 幺零二", "B-7": "B 七"},
    leaves=("A102", "Covid-19"),
)
def coded(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """Letters and digits with a hyphen between them: longer numbers digit by digit."""
    written = match["digits"]
    spoken = dialled(written) if len(written) >= _LONG else number(written)
    return [
        Claim(*match.span("letters"), " ".join(match["letters"]), language="en-US"),
        Claim(match.end("letters"), match.end(), spoken, language="zh-CN"),
    ]


_LONG = 3
"""Digits that are read one by one."""


@rule(
    r"(?<![A-Za-z0-9.,])(?P<digits>\d{1,4})(?P<letters>[A-Z]{1,3})(?=[\u3041-\u30ff\u4e00-\u9fff])",
    needs=DIGITS,
    says={"5G网络": "五 G 网络", "4K电视": "四 K 电视"},
    leaves=("5G", "16GB", "A4"),
)
def with_letters(match: re.Match[str], _locale: Locale) -> list[Claim] | None:
    """Digits and letters before a word, as in "5G": the letters are no unit, so they are spelled."""
    if match["letters"] in _UNITS:
        return None
    return [
        Claim(*match.span("digits"), cardinal(int(match["digits"])), language="zh-CN"),
        Claim(*match.span("letters"), " ".join(match["letters"]), language="en-US"),
    ]


_UNITS = frozenset({"A", "V", "W", "L", "GB", "MB", "KB", "TB", "MW", "PM", "AM", "MPA"})
"""Capitals that are units or times after a number."""
