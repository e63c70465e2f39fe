"""Plain numbers and signs between them."""

import re
from typing import Final

from wyoming_kokoro.text.ja.counting import NUMBER, cardinal, number
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Claim, rule
from wyoming_kokoro.text.tables import table


def _counters() -> str:
    rows = (counter for row in table("ja", "counters.tsv") for counter in row[0].split())
    return "|".join(sorted(rows, key=len, reverse=True))


@rule(
    r"""(?P<month>毎月|今月|来月|翌月|先月|当月)[ ]?1日(?!間|目|後|前|分|以)
        |(?<![\d.月])1日(?P<after>から|まで|付け|より|締め|に(?![\d一二三四五六七八九十]))""",
    needs="1",
    says={"毎月1日": "毎月一日", "1日から": "一日から"},
    leaves=("11日に", "1日3回", "1日に2回"),
)
def first_day(match: re.Match[str], _locale: Locale) -> str:
    """The first day of a month, not one day: read together with the word that tells."""
    return f"{match['month'] or ''}一日{match['after'] or ''}"


@rule(
    r"(?<=[都道府県区市町村郡条目地])[ ]?(?P<it>\d{1,4}(?:[-−－‐]\d{1,4}){1,3})(?![\d.-])",
    needs="-−－‐",
    says={"港区1-2-3": "港区 一の二の三"},
    leaves=("1-2-3", "区1"),
)
def address(match: re.Match[str], _locale: Locale) -> str:
    """The numbers of a block and a house, after the name of a place."""
    return "の".join(cardinal(int(part)) for part in re.findall(r"\d+", match["it"]))


@rule(
    rf"""(?<![\d.,])(?P<amount>{NUMBER}[万億千百]?)(?P<coin>円|ドル|ユーロ|元)[ ]?[/／][ ]?
        (?P<unit>ヶ月|か月|カ月|月|年|週間|週|日|泊|時間|時|分|人|名|個|本|枚|回|台|袋|箱|冊|kg|㎏|g|L|l|km|m²|㎡|m|坪|kWh|GB)""",
    needs="/／",
    says={"8万円/月": "一か月 八万円", "500円/人": "一人 五百円", "900円/時間": "一時間 九百円"},
    leaves=("8万円", "1/2"),
)
def price_per(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A price per month, per person and so on: what it is for comes first."""
    amount = re.sub(r"[\d.,]+", lambda part: number(part[0]), match["amount"])
    unit = _PER.get(match["unit"]) or f"一{match['unit']}"
    middle = match.start("coin")
    return [Claim(match.start(), middle, unit), Claim(middle, match.end(), amount + match["coin"])]


_PER: Final = {
    **{"月": "一か月", "ヶ月": "一か月", "カ月": "一か月", "年": "一年", "週": "一週間", "時": "一時間"},
    **{
        "kg": "一キログラム",
        "㎏": "一キログラム",
        "g": "一グラム",
        "L": "一リットル",
        "l": "一リットル",
        "km": "一キロメートル",
    },
    **{
        "m²": "一平方メートル",
        "㎡": "一平方メートル",
        "m": "一メートル",
        "kWh": "一キロワット時",
        "GB": "一ギガバイト",
    },
}


@rule(
    rf"(?<![\d.,])(?P<one>[1-9])[、,](?P<two>[1-9])(?P<counter>{_counters()})",
    needs="、,",
    says={"2、3日": "二三日", "4、5人": "四五人"},
    leaves=("1、2", "12、3日"),
)
def about(match: re.Match[str], _locale: Locale) -> str | None:
    """Two neighbouring numbers before a counter: "two or three days"."""
    one, two = int(match["one"]), int(match["two"])
    return f"{cardinal(one)}{cardinal(two)}{match['counter']}" if two == one + 1 else None


@rule(
    rf"""(?<![\d.])(?P<it>(?:(?<![A-Za-z\d)])[-+])?(?P<root>√)?{NUMBER})(?P<scaled>[万億兆千百]{{1,2}}(?:\d{{1,4}}[万億千百]{{0,2}})*)?
        (?P<counter>(?:{_counters()})(?:間|目|後|前|分|以上|以下|以内|未満|台|ごと)?)?""",
    needs=DIGITS,
    says={
        "-2.5": "マイナス二点五",
        "1,234": "千二百三十四",
        "-√3": "マイナスルート三",
        "3万5千円": "三万五千円",
        "4人": "四人",
    },
    leaves=("五", "-"),
)
def figures(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A number with its counter, because the two change each other."""
    written, counter = match["it"].lstrip("+"), match["counter"] or ""
    scaled = re.sub(r"\d+", lambda part: cardinal(int(part[0])), match["scaled"] or "")
    minus = "マイナス" if match["root"] and written.startswith("-") else ""
    root = "ルート" if match["root"] else ""
    written = written.lstrip("-√") if match["root"] else written
    return [Claim(*match.span(), f"{minus}{root}{number(written)}{scaled}{counter}")]


@rule(
    r"(?<=[A-Za-z\d)\x1a])(?P<it>[²³])",
    needs="²³",
    says={"3²": "三 の二乗"},
    leaves=("3", "x"),
)
def power(match: re.Match[str], _locale: Locale) -> str:
    """A square or a cube."""
    return "の二乗" if match["it"] == "²" else "の三乗"


@rule(
    r"(?P<it>[+=×÷&°])",
    needs="+=×÷&°",
    says={"1 + 2 = 3": "一 たす 二 は 三"},
    leaves=("-", "一"),
)
def sign(match: re.Match[str], _locale: Locale) -> str:
    """A sign, spoken by its name."""
    return {"+": "たす", "=": "は", "×": "かける", "÷": "わる", "&": "アンド", "°": "度"}[match["it"]]
