"""Plain numbers and signs between them."""

import re
from typing import Final

from wyoming_kokoro.text.ja.counting import NUMBER, number
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Claim, rule

_COUNTERS: Final = (
    "時間|分間|年間|日間|週間|か月|ヶ月|カ月|番目|時|分|秒|年|月|日|人|個|本|匹|枚|台|回|階|歳|才|円|度|点|冊|杯|件|つ"
    "|号|番"
)


@rule(
    rf"(?<![\d.])(?P<it>(?:(?<![A-Za-z\d)])[-+])?(?P<root>√)?{NUMBER})(?P<counter>{_COUNTERS})?",
    needs=DIGITS,
    says={"-2.5": "マイナス二点五", "1,234": "千二百三十四", "-√3": "マイナスルート三"},
    leaves=("五", "-"),
)
def figures(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A number with its counter, because the two change each other."""
    written, counter = match["it"].lstrip("+"), match["counter"] or ""
    if match["root"]:
        minus = "マイナス" if written.startswith("-") else ""
        written = written.lstrip("-√")
        return [Claim(*match.span(), f"{minus}ルート{number(written)}{counter}")]
    return [Claim(*match.span(), number(written) + counter)]


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
