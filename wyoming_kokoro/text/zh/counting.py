"""Chinese number words."""

from typing import Final

NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
"""A number, with or without groups of three."""
LONGEST: Final = 16
"""Digits; longer numbers are read digit by digit."""


def cardinal(number: int) -> str:
    """A number in words: 50010 as "五万零一十", 2930 as "两千九百三十"."""
    if number == 0:
        return "零"
    groups = [(scale, number // 10_000**scale % 10_000) for scale in reversed(range(4))]
    spoken, skipped = "", False
    for scale, group in groups:
        if not group:
            skipped = bool(spoken)
            continue
        if spoken and (group < 1000 or skipped):
            spoken += "零"
        first = not spoken
        spoken += _group(group, short_ten=first or scale > 0, pair=first or scale > 0, alone=scale > 0) + _SCALES[scale]
        skipped = False
    return spoken


def digits(written: str) -> str:
    """Read digit by digit."""
    return "".join(_DIGITS[int(digit)] for digit in written if digit.isdecimal())


def dialled(written: str) -> str:
    """Read digit by digit as in telephone numbers, in which one is 幺, so that it is not taken for seven."""
    return digits(written).replace("一", "幺")


def number(written: str) -> str:
    """Read a number as it is written, with its sign."""
    minus = "负" if written.startswith("-") else ""
    whole, point, decimals = written.lstrip("-").replace(",", "").partition(".")
    long = len(whole) > LONGEST or (len(whole) > 1 and whole[0] == "0")
    spoken = digits(whole) if long else cardinal(int(whole or "0"))
    return f"{minus}{spoken}点{digits(decimals)}" if point else minus + spoken


_DIGITS: Final = "零一二三四五六七八九"
_SCALES: Final = ("", "万", "亿", "兆")


def _group(group: int, *, short_ten: bool, pair: bool, alone: bool) -> str:
    """Up to four digits: ten without one where it leads; two as a pair before a thousand or a magnitude."""
    if group == 2 and alone and pair:
        return "两"
    spoken, skipped = "", False
    for power, unit in ((3, "千"), (2, "百"), (1, "十"), (0, "")):
        digit = group // 10**power % 10
        if not digit:
            skipped = bool(spoken)
            continue
        spoken += "零" if skipped else ""
        if digit == 2 and power == 3 and pair:
            spoken += "两"
        elif not (digit == 1 and power == 1 and short_ten and not spoken):
            spoken += _DIGITS[digit]
        spoken += unit
        skipped = False
    return spoken
