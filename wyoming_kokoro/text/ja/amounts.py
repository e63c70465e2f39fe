"""Money, measures, percentages, fractions."""

import re
from functools import cache
from typing import Final

from wyoming_kokoro.text.ja.counting import NUMBER, cardinal, number
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Claim, rule
from wyoming_kokoro.text.tables import table

_COINS: Final = {
    **{"$": "ドル", "US$": "ドル", "€": "ユーロ", "£": "ポンド", "¥": "円", "￥": "円", "₩": "ウォン", "₹": "ルピー"},
    **{"₽": "ルーブル", "元": "元", "₿": "ビットコイン"},
}


@rule(
    rf"(?P<sign>US\$|[$€£¥￥₩₹₽₿])[ ]?(?P<amount>{NUMBER})(?P<scale>[万億兆千百]{{0,2}})(?!\d)",
    needs="$€£¥￥₩₹₽₿",
    says={"¥1,000": "千円", "$5": "五ドル"},
    leaves=("$", "500"),
)
def money(match: re.Match[str], _locale: Locale) -> str:
    """An amount after the sign of its currency."""
    return f"{number(match['amount'])}{match['scale']}{_COINS[match['sign']]}"


@rule(
    rf"""(?<![A-Za-z\d.,])(?P<amount>(?:(?<!\d)-)?{NUMBER})(?:[ ]?(?P<to>[-~～〜–])[ ]?(?P<two>{NUMBER}))?[ ]?
        (?P<unit>km/h|m/s|km²|m²|cm²|m³|cm³|kWh|Wh|MW|kW|W|km|cm|mm|nm|μm|µm|m|kg|mg|μg|g|t|ml|mL|l|L|ms|s|min|h|°C|°F|℃|℉|°|kHz
        |MHz|GHz|Hz|hPa|kPa|Pa|mA|mAh|A|mV|kV|V|dB|lx|lm|ppm|kcal|GB|MB|KB|kB|TB|Mbps|rpm|%|‰)(?![A-Za-z²³/])""",
    needs=DIGITS,
    says={
        "25kg": "二十五キログラム",
        "-2.5°C": "マイナス二点五度",
        "20-25 °C": "二十から二十五度",
        "98%": "九十八パーセント",
    },
    leaves=("25", "25個"),
)
def measure(match: re.Match[str], _locale: Locale) -> str:
    """A number with a unit."""
    unit = _units()[match["unit"]]
    if match["two"]:
        return f"{number(match['amount'])}から{number(match['two'])}{unit}"
    return f"{number(match['amount'])}{unit}"


@rule(
    r"血圧(?:は|が|：|:)?[ ]?(?P<it>(?P<one>\d{2,3})[/／](?P<two>\d{2,3}))(?!\d)",
    needs="/／",
    says={"血圧は120/80": "血圧は 百二十の八十"},
    leaves=("120/80", "血圧は120"),
)
def pressure(match: re.Match[str], _locale: Locale) -> str:
    """A blood pressure: two numbers, and no fraction."""
    return f"{number(match['one'])}の{number(match['two'])}"


@rule(
    r"""(?<![A-Za-z\d./])(?P<minus>-)?(?P<first>√)?(?:(?P<whole>\d{1,6})(?P<sign>[ 荷と]))?(?P<root>√)?
        (?P<top>\d{1,6})/(?P<bottom>\d{1,6})(?![\d/.])""",
    needs="/",
    says={"1/2": "二分の一", "1 1/2": "一荷二分の一", "1荷√1/2": "一荷二分のルート一"},
    leaves=("1/2/3", "1/0"),
)
def fraction(match: re.Match[str], _locale: Locale) -> str | None:
    """A fraction, also after a whole number and under a root."""
    if not int(match["bottom"]):
        return None
    spoken = "マイナス" if match["minus"] else ""
    spoken += "ルート" if match["first"] else ""
    if match["whole"]:
        spoken += cardinal(int(match["whole"])) + match["sign"].replace(" ", "荷")
    return (
        f"{spoken}{cardinal(int(match['bottom']))}分の{'ルート' if match['root'] else ''}{cardinal(int(match['top']))}"
    )


@rule(
    r"(?<![A-Za-z\d.,:：])(?P<one>\d{1,3})[:：](?P<two>\d{1,3})(?![\d:：])",
    needs=":：",
    says={"3:1": "三対一"},
    leaves=("3：", "13:45:10"),
)
def ratio(match: re.Match[str], _locale: Locale) -> str:
    """A ratio, or the result of a game."""
    return f"{number(match['one'])}対{number(match['two'])}"


@rule(
    r"(?<=\d)(?P<it>[ ]?[-−][ ]?)(?=\d+(?:\.\d+)?[ ]?=)|(?<=[\d)][ ])(?P<apart>-)(?=[ ][\d(])",
    needs="-−",
    says={"10-4=6": "十 ひく 四 は 六"},
    leaves=("10-4", "-4"),
)
def minus(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A minus sign."""
    return [Claim(*match.span(match.lastgroup or "it"), "ひく")]


@rule(
    rf"(?<![A-Za-z\d.,-])(?P<one>{NUMBER})[-–](?P<two>{NUMBER})(?![\d.-])",
    needs="-–",
    says={"5-10分": "五から十 分", "3-1で勝った": "三対一 で勝った"},
    leaves=("5-", "2024-05-31"),
)
def span(match: re.Match[str], _locale: Locale) -> str:
    """A range of numbers, or the result of a game."""
    one, two = (float(match[group].replace(",", "")) for group in ("one", "two"))
    return f"{number(match['one'])}{'から' if one < two else '対'}{number(match['two'])}"


@cache
def _units() -> dict[str, str]:
    return {sign: row[1] for row in table("ja", "units.tsv") for sign in row[0].split()}
