"""Plain numbers, also before measure words."""

import re
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, rule
from wyoming_kokoro.text.zh.counting import NUMBER, number

_COUNTERS: Final = "个只台盏间次天位杯点条张件把扇本辆双套种块元米周小公倍岁人份层步秒瓶片封"


@rule(
    rf"(?<![\d.,第])(?P<it>2)(?=[{_COUNTERS}])",
    needs="2",
    says={"2个": "两 个", "2点": "两 点"},
    leaves=("2月", "12个", "第2个"),
)
def pair(match: re.Match[str], _locale: Locale) -> str:
    """Two of something."""
    return f"两{match['it'][1:]}"


@rule(
    r"(?<![\d.,:])(?P<it>0\d)(?=[月日号点时分秒])",
    needs="0",
    says={"02月03日": "二 月 三 日"},
    leaves=("20月", "002"),
)
def padded(match: re.Match[str], _locale: Locale) -> str:
    """A month, a day or a time with a leading zero."""
    return number(match["it"][1:])


@rule(
    rf"(?<![\d.])(?P<it>(?:(?<![A-Za-z\d)])[-+])?{NUMBER})",
    needs=DIGITS,
    says={"-5.5555": "负五点五五五五", "1,234": "一千二百三十四"},
    leaves=("五", "-"),
)
def figures(match: re.Match[str], _locale: Locale) -> str:
    """A number as it is written."""
    return number(match["it"].lstrip("+"))


@rule(
    r"(?<=[A-Za-z\d)\x1a])(?P<it>[²³])",
    needs="²³",
    says={"3²": "三 的平方"},
    leaves=("3", "x"),
)
def power(match: re.Match[str], _locale: Locale) -> str:
    """A square or a cube."""
    return "的平方" if match["it"] == "²" else "的立方"


@rule(
    r"(?P<it>[+=×÷&°])",
    needs="+=×÷&°",
    says={"1 + 2 = 3": "一 加 二 等于 三"},
    leaves=("-", "一"),
)
def sign(match: re.Match[str], _locale: Locale) -> str:
    """A sign, spoken by its name."""
    return {"+": "加", "=": "等于", "×": "乘", "÷": "除以", "&": "和", "°": "度"}[match["it"]]
