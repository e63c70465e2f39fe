"""Japanese number words."""

from typing import Final

NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
"""A number, with or without groups of three."""
LONGEST: Final = 20
"""Digits; longer numbers are read digit by digit."""


def cardinal(number: int) -> str:
    """A number in words: 120000 as "十二万", 1002 as "千二"."""
    if number == 0:
        return "零"
    spoken = ""
    for scale in reversed(range(len(_SCALES))):
        group = number // 10_000**scale % 10_000
        if group:
            spoken += _group(group, full=scale > 0) + _SCALES[scale]
    return spoken


def digits(written: str) -> str:
    """Read digit by digit, as in telephone numbers."""
    return "".join(_DIGITS[int(digit)] for digit in written if digit.isdecimal())


def number(written: str) -> str:
    """Read a number as it is written, with its sign."""
    minus = "マイナス" if written.startswith("-") else ""
    whole, point, decimals = written.lstrip("-").replace(",", "").partition(".")
    spoken = digits(whole) if len(whole) > LONGEST else cardinal(int(whole or "0"))
    return f"{minus}{spoken}点{digits(decimals).replace('〇', '零')}" if point else minus + spoken


_DIGITS: Final = "〇一二三四五六七八九"
_SCALES: Final = ("", "万", "億", "兆", "京")


def _group(group: int, *, full: bool) -> str:
    """Up to four digits; a thousand has a one only before a larger power."""
    spoken = ""
    for power, unit in ((3, "千"), (2, "百"), (1, "十"), (0, "")):
        digit = group // 10**power % 10
        if digit:
            bare = digit == 1 and (power in {1, 2} or (power == 3 and not full))
            spoken += ("" if bare else _DIGITS[digit]) + unit
    return spoken
