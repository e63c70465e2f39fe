"""Money, measures, percentages, fractions, ranges."""

import re
from functools import cache
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, DIGITS, Claim, rule
from wyoming_kokoro.text.tables import table
from wyoming_kokoro.text.zh.counting import NUMBER, cardinal, number

_SCALE: Final = r"[万亿千百]{0,2}"
_COINS: Final = {
    **{"$": "美元", "US$": "美元", "€": "欧元", "£": "英镑", "¥": "元", "￥": "元", "₩": "韩元", "₹": "卢比"},
    **{"₽": "卢布", "HK$": "港元", "฿": "泰铢", "₿": "比特币"},
}


@rule(
    rf"(?P<sign>US\$|HK\$|[$€£¥￥₩₹₽฿₿])[ ]?(?P<amount>{NUMBER})(?P<scale>{_SCALE})(?!\d)",
    needs="$€£¥￥₩₹₽฿₿",
    says={"$500": "五百美元", "¥3.5万": "三点五万元"},
    leaves=("$", "500"),
)
def money(match: re.Match[str], _locale: Locale) -> str:
    """An amount after the sign of its currency."""
    return f"{number(match['amount'])}{match['scale']}{_COINS[match['sign']]}"


@rule(
    rf"""(?:(?<={CLAIMED})|(?<=[\d万亿千百])(?:元|块|块钱|次|个|毫克|毫升|克|公里|小时|分钟|人|片|粒|升|页|篇|字|度|件|单|包|瓶|杯|美元|欧元|港元))
        (?P<it>/)(?=月|年|天|日|晚|夜|周|小时|时|分钟|分|秒|人|位|升|斤|公斤|千克|克|平米|平方米|次|个|件|份|只|张|瓶|杯|盒|袋|吨|亩|间|公里|度|台|套|节|课时)""",
    needs="/",
    says={"3500元/月": "三千五百 元 每 月", "2次/天": "两 次 每 天", "¥99.5/月": "九十九点五元 每 月"},
    leaves=("3/4", "元/月"),
)
def per(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A price or a number per month, per person and so on."""
    return [Claim(*match.span("it"), "每")]


@rule(
    rf"(?<![A-Za-z\d.,])(?P<one>-?{NUMBER})[ ]?%?[ ]?(?:-|~|～|〜|–|—|到|至)[ ]?(?P<two>-?{NUMBER})[ ]?%",
    needs="%",
    says={"5%-10%": "百分之五到百分之十"},
    leaves=("5-10", "5%"),
)
def percent_range(match: re.Match[str], _locale: Locale) -> str:
    """A range of percentages."""
    return f"{_percent(match['one'])}到{_percent(match['two'])}"


@rule(
    rf"(?<![\d.,])(?P<amount>(?:(?<!\d)-)?{NUMBER})[ ]?(?P<sign>[%‰])",
    needs="%‰",
    says={"98%": "百分之九十八", "-5%": "负百分之五", "3‰": "千分之三"},
    leaves=("%", "5"),
)
def percent(match: re.Match[str], _locale: Locale) -> str:
    """A percentage, or a number per thousand."""
    return _percent(match["amount"]).replace("百", "千", 1) if match["sign"] == "‰" else _percent(match["amount"])


@rule(
    rf"""(?<![\d.,])(?P<amount>(?:(?<!\d)-)?{NUMBER})(?:[ ]?[-~～〜–][ ]?(?P<two>{NUMBER}))?[ ]?
        (?P<unit>km/h|m/s|km²|m²|cm²|m³|cm³|kWh|Wh|MW|kW|W|km|cm|mm|nm|μm|µm|m|kg|mg|μg|g|t|ml|mL|l|L|ms|s|min|h|°C|°F|℃|℉|°|kHz
        |MHz|GHz|Hz|hPa|kPa|Pa|mA|mAh|A|mV|kV|V|dB|lx|lm|ppm|kcal|GB|MB|KB|kB|TB|Mbps|rpm)(?![A-Za-z²³/])""",
    needs=DIGITS,
    says={"25kg": "二十五千克", "-23°C": "负二十三摄氏度", "20-25 °C": "二十到二十五摄氏度", "2 m": "两米"},
    leaves=("25", "25个"),
)
def measure(match: re.Match[str], _locale: Locale) -> str:
    """A number with a unit."""
    unit = _units()[match["unit"]]
    if match["two"]:
        return f"{number(match['amount'])}到{number(match['two'])}{unit}"
    two = match["amount"] == "2" and "度" not in unit
    return f"{'两' if two else number(match['amount'])}{unit}"


@rule(
    r"血压(?:是|为|：|:)?[ ]?(?P<it>(?P<one>\d{2,3})/(?P<two>\d{2,3}))(?!\d)",
    needs="/",
    says={"血压120/80": "血压 一百二十 八十"},
    leaves=("120/80", "血压120"),
)
def pressure(match: re.Match[str], _locale: Locale) -> str:
    """A blood pressure: two numbers, and no fraction."""
    return f"{number(match['one'])} {number(match['two'])}"


@rule(
    r"(?<![A-Za-z\d./])(?P<minus>-)?(?P<top>\d{1,6})/(?P<bottom>\d{1,6})(?![\d/.])",
    needs="/",
    says={"1/2": "二分之一", "-1/5": "负五分之一"},
    leaves=("1/2/3", "1/0"),
)
def fraction(match: re.Match[str], _locale: Locale) -> str | None:
    """A fraction."""
    if not int(match["bottom"]):
        return None
    return f"{'负' if match['minus'] else ''}{cardinal(int(match['bottom']))}分之{cardinal(int(match['top']))}"


@rule(
    r"(?<![\d.,:])(?P<one>\d{1,3})[:：](?P<two>\d{1,3})(?![\d:：])",
    needs=":：",
    says={"3:1": "三比一"},
    leaves=("3：", "13:45:10"),
)
def ratio(match: re.Match[str], _locale: Locale) -> str:
    """The result of a game."""
    return f"{cardinal(int(match['one']))}比{cardinal(int(match['two']))}"


@rule(
    r"(?<=[比胜负赢输平败以分])(?P<is>是|为)?[ ]?(?P<one>\d{1,3})[-–](?P<two>\d{1,3})(?![\d.-])",
    needs="-–",
    says={"以3-1获胜": "以 三比一 获胜"},
    leaves=("3-1", "比3-1-2"),
)
def result(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """The result of a game, after a word that distinguishes it from a range."""
    spoken = f"{cardinal(int(match['one']))}比{cardinal(int(match['two']))}"
    return [Claim(match.start("one"), match.end("two"), spoken)]


@rule(
    r"(?<=\d)(?P<it>[ ]?[-−][ ]?)(?=\d+(?:\.\d+)?[ ]?=)|(?<=[\d)][ ])(?P<apart>-)(?=[ ][\d(])",
    needs="-−",
    says={"10-4=6": "十 减 四 等于 六"},
    leaves=("10-4", "-4"),
)
def minus(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A minus sign."""
    return [Claim(*match.span(match.lastgroup or "it"), "减")]


@rule(
    rf"(?<![A-Za-z\d.,~-])(?P<one>{NUMBER})(?P<scale>{_SCALE})(?:-|~|～|〜|–|—)(?P<two>{NUMBER})(?![\d.-])",
    needs="-~～〜–—",
    says={"5-10": "五到十", "5~10度": "五到十 度"},
    leaves=("5-", "2024-05-31"),
)
def span(match: re.Match[str], _locale: Locale) -> str:
    """A range of numbers."""
    return f"{number(match['one'])}{match['scale']}到{number(match['two'])}"


def _percent(written: str) -> str:
    minus = "负" if written.startswith("-") else ""
    return f"{minus}百分之{number(written.lstrip('-'))}"


@cache
def _units() -> dict[str, str]:
    return {sign: row[1] for row in table("zh", "units.tsv") for sign in row[0].split()}
