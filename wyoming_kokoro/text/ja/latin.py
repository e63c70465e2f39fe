"""What is written in Latin letters but spoken in Japanese: years of an era."""

import re
from typing import Final

from wyoming_kokoro.text.ja.counting import cardinal
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Claim, rule

_ERAS: Final = {"R": "令和", "H": "平成", "S": "昭和", "T": "大正", "M": "明治"}


@rule(
    r"""(?<![A-Za-z0-9.])(?P<era>[RHSTM])(?P<stop>\.?)(?P<year>[1-9]\d?)
        (?:(?P<sign>[./])(?P<month>1[0-2]|0?[1-9])(?P=sign)(?P<day>[12]\d|3[01]|0?[1-9])|(?P<whole>年))?(?![A-Za-z0-9]|[./-]\d)""",
    needs="RHSTM",
    says={"R.4": "令和四年", "R7.11.28": "令和七年十一月二十八日", "H30年": "平成三十年"},
    leaves=("R4", "R2-D2", "S.", "T5"),
)
def era(match: re.Match[str], _locale: Locale) -> str | None:
    """A year of an emperor's era, by its letter; it needs a full stop, a day or the word for year."""
    if not (match["stop"] or match["month"] or match["whole"]):
        return None
    spoken = f"{_ERAS[match['era']]}{cardinal(int(match['year']))}年"
    return f"{spoken}{cardinal(int(match['month']))}月{cardinal(int(match['day']))}日" if match["month"] else spoken


@rule(
    r"(?<![A-Za-z0-9.,])(?P<digits>\d{1,4})(?P<letters>[A-Z]{1,3})(?=[\u3041-\u30ff\u4e00-\u9fff])",
    needs=DIGITS,
    says={"5Gの": "五 G の", "3Dプリンタ": "三 D プリンタ"},
    leaves=("5G", "16GB", "A4"),
)
def with_letters(match: re.Match[str], _locale: Locale) -> list[Claim] | None:
    """Digits and letters before a word, as in "5G": the letters are no unit, so they are spelled."""
    if match["letters"] in _UNITS:
        return None
    return [
        Claim(*match.span("digits"), cardinal(int(match["digits"])), language="ja-JP"),
        Claim(*match.span("letters"), " ".join(match["letters"]), language="en-US"),
    ]


_UNITS = frozenset({"A", "V", "W", "L", "GB", "MB", "KB", "TB", "MW", "PM", "AM", "MPA"})
"""Capitals that are units or times after a number."""
