"""Plain numbers, also before measure words."""

import re
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Claim, rule
from wyoming_kokoro.text.zh.counting import NUMBER, digits, number

_MEASURES: Final = (
    "小时|分钟|秒钟|公里|公斤|公分|厘米|毫米|平方|立方|星期|礼拜|世纪|千米|毫升|刻钟|点钟"
    "|[个只台盏间次天位杯条张件把扇本辆双套种块元米周年秒瓶片封岁人份层步分点刻角毛克斤升吨亩场部座家口头匹棵朵根支枝粒滴碗盘盒箱袋包罐串"
    "届节课顿餐遍趟回声首篇段句页笔项门所栋幢艘架枚颗面副对组批群排队名度倍成生晚夜代类样半]"
)
"""Measure words after one."""
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
    rf"(?<![\d.,:第A-Za-z/+=×-])(?P<it>1(?P<counter>{_MEASURES}))",
    needs="1",
    says={"1个": "一个", "等1分钟": "等 一分钟"},
    leaves=("11个", "第1个", "1月"),
)
def one(match: re.Match[str], _locale: Locale) -> str:
    """One of something, with the measure word, because its tone depends on it."""
    return f"一{match['counter']}"


@rule(
    r"(?<=\d)[ ]?(?P<it>[xX*])[ ]?(?=\d)",
    needs="xX*",
    says={"3x4": "三 乘 四"},
    leaves=("x4", "3x"),
)
def times(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A sign of multiplication between two numbers."""
    return [Claim(*match.span("it"), "乘")]


@rule(
    r"(?<![\d.,])(?P<it>(?P<one>\d)\.(?P<two>\d))(?=折)",
    needs="折",
    says={"7.5折": "七五 折"},
    leaves=("8折", "7.5"),
)
def discount(match: re.Match[str], _locale: Locale) -> str:
    """A discount in tenths and hundredths, of which each digit is read."""
    return digits(match["one"] + match["two"])


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
