"""Dates and times."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Claim, rule
from wyoming_kokoro.text.zh.counting import cardinal, digits


@rule(
    r"(?<![A-Za-z\d./·-])(?P<year>\d{4}|\d{2})(?P<sign>[-/.·])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?![\d/·]|[.-]\d)",
    needs=DIGITS,
    says={"2024-05-31": "二零二四年五月三十一日"},
    leaves=("2024-15-31", "1/2"),
)
def numeric(match: re.Match[str], _locale: Locale) -> str | None:
    """A date in digits, the year first."""
    month, day = int(match["month"]), int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{digits(match['year'])}年{cardinal(month)}月{cardinal(day)}日"


@rule(
    r"(?<![\d.,])(?P<it>\d{4}|0\d|[5-9]\d)(?=年(?![前后来内间多代]))",
    needs="年",
    says={"2024年": "二零二四 年", "50年": "五零 年"},
    leaves=("5年", "20年", "100年", "90年代"),
)
def year(match: re.Match[str], _locale: Locale) -> str:
    """A year, digit by digit."""
    return digits(match["it"])


@rule(
    r"(?<![\d.,])(?P<year>\d{1,4})[ ]?(?P<era>a\.?d\b\.?|b\.?c\b\.?)",
    needs="aAbB",
    any_case=True,
    says={"2934ad": "公元二九三四年", "1234b.c.": "公元前一二三四年"},
    leaves=("ad", "12"),
)
def era(match: re.Match[str], _locale: Locale) -> str:
    """A year before or after Christ."""
    return f"公元{'前' if match['era'][0] in 'bB' else ''}{digits(match['year'])}年"


@rule(
    r"(?<=:[0-5]\d)(?P<it>[ ]?[-–~～〜—][ ]?)(?=[012]?\d[:：][0-5]\d)"
    r"|(?<=：[0-5]\d)(?P<wide>[-–~～〜—])(?=[012]?\d：[0-5]\d)",
    needs=":：",
    says={"9:00-17:30": "九点 到 十七点三十分"},
    leaves=("9:00", "9-17"),
)
def until(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A dash between two times."""
    return [Claim(*match.span(match.lastgroup or "it"), "到")]


@rule(
    r"""(?<![\d.,:])(?P<hour>[01]?\d|2[0-4])[:：](?P<minute>[0-5]\d)(?:[:：](?P<second>[0-5]\d))?
        (?:[ ]?(?P<half>[ap])\.?m(?![A-Za-z\d])\.?)?(?![\d:])""",
    needs=":：",
    any_case=True,
    says={"03:04": "三点四分", "8:00": "八点", "10:04pm": "下午十点四分", "3:04:05": "三点四分五秒"},
    leaves=("3:1", "25:00"),
)
def clock(match: re.Match[str], _locale: Locale) -> str:
    """A time of day."""
    hour, minute, second = (int(match[group] or 0) for group in ("hour", "minute", "second"))
    half = {"a": "上午", "p": "下午" if hour <= 12 else ""}.get((match["half"] or "").lower(), "")
    spoken = f"{half}{'两' if hour == 2 else cardinal(hour)}点"
    if minute or second:
        spoken += f"{cardinal(minute)}分"
    return f"{spoken}{cardinal(second)}秒" if second else spoken
