"""The tones of 一 and 不 in Mandarin, which depend on the syllable after them.

As in Xiandai Hanyu Cidian and in Chao, A Grammar of Spoken Chinese: 一 has its own tone in ordinals, in numbers read
digit by digit and at the end of a word; elsewhere both have the second tone before a fourth tone, else the fourth.
"""

import re
from collections.abc import Sequence
from typing import Final

ONE: Final = "一"
NOT: Final = "不"
FOURTH: Final = 4

_IDIOM: Final = "一五一十"
"""A set phrase in which digits do not stand for themselves."""
_CHANGED: Final = re.compile(f"[{ONE}{NOT}]")
_DIGITS: Final = "〇零一二三四五六七八九两"
_MAGNITUDES: Final = "百千万亿"
_ORDINAL_BEFORE: Final = frozenset("第初周期")
_TIMES_A_WEEK: Final = re.compile("[周期]一[次天回趟遍]")
"""Where a week ends before 一: once a week."""
_ORDINAL_AFTER: Final = frozenset("月日号楼班级中区期比年")
"""What 一 numbers rather than counts: the first of January, the first floor, first grade."""
_COUNTED_YEAR: Final = re.compile("年(?!级)")
"""One year is counted; a year of school is numbered."""
_COUNTED_ALIKE: Final = frozenset("个条种天件时样")
"""Measure words of what is one and the same: 同一个."""
_DECIMAL: Final = re.compile(f"一点[{_DIGITS}]")
_ENDS_WORD: Final = frozenset("统唯专单归划合逐之其")
"""Characters that make a word with 一 at its end: 统一, 唯一."""


def changed_tones(text: str, tones: Sequence[int]) -> dict[int, int]:
    """Return the tone of each 一 and 不 by its place; `tones` has that of each character's syllable, 0 if light."""
    return {
        match.start(): _of_one(text, match.start(), tones) if match[0] == ONE else _of_not(text, match.start(), tones)
        for match in _CHANGED.finditer(text)
    }


def _of_one(text: str, at: int, tones: Sequence[int]) -> int:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if before and before == after and before not in _DIGITS + _MAGNITUDES:
        return 0  # 看一看
    return 1 if _keeps_its_tone(text, at, before, after) else _before(tones, at)


def _keeps_its_tone(text: str, at: int, before: str, after: str) -> bool:
    """Whether 一 is a number by itself, an ordinal, or the end of a word."""
    if text.startswith(_IDIOM, at) or text.startswith(_IDIOM, at - 2):
        return False
    if (
        not after
        or text.startswith("礼拜", at - 2)
        or (before in _ORDINAL_BEFORE and not _TIMES_A_WEEK.match(text, at - 1))
    ):
        return True
    if after in _ORDINAL_AFTER:
        return not _COUNTED_YEAR.match(text, at + 1)
    if before in _ENDS_WORD or (before == "同" and after not in _COUNTED_ALIKE):
        return after not in _MAGNITUDES
    return after not in _MAGNITUDES and _is_digit(text, at, before, after)


def _is_digit(text: str, at: int, before: str, after: str) -> bool:
    """Whether 一 is a digit among others, or the last one of a number."""
    if after == "点":
        return bool(_DECIMAL.match(text, at))
    if before == "点" and after in "刻分":
        return False
    return after in f"{_DIGITS}十等" or (bool(before) and before in f"{_DIGITS}十{_MAGNITUDES}点")


def _of_not(text: str, at: int, tones: Sequence[int]) -> int:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if (before and before == after) or tones[at] == 0:
        return 0  # 好不好, 差不多
    return _before(tones, at)


def _before(tones: Sequence[int], at: int) -> int:
    """The tone before the next syllable; a light one was most often a fourth, as in 一个."""
    following = tones[at + 1] if at + 1 < len(tones) else 1
    return 2 if following in {0, FOURTH} else FOURTH
