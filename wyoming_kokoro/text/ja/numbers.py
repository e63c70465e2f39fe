"""Plain numbers and signs between them."""

import re

from wyoming_kokoro.text.ja.counting import NUMBER, number
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, rule


@rule(
    rf"(?<![\d.])(?P<it>(?:(?<![A-Za-z\d)])[-+])?(?P<root>√)?{NUMBER})",
    cue=DIGITS,
    says={"-2.5": "マイナス二点五", "1,234": "千二百三十四", "-√3": "マイナスルート三"},
    leaves=("五", "-"),
)
def figures(match: re.Match[str], _locale: Locale) -> str:
    """A number as it is written."""
    written = match["it"].lstrip("+")
    if match["root"]:
        minus = "マイナス" if written.startswith("-") else ""
        return f"{minus}ルート{number(written.lstrip('-√'))}"
    return number(written)


@rule(
    r"(?<=[A-Za-z\d)\x1a])(?P<it>[²³])",
    cue="²³",
    says={"3²": "三 の二乗"},
    leaves=("3", "x"),
)
def power(match: re.Match[str], _locale: Locale) -> str:
    """A square or a cube."""
    return "の二乗" if match["it"] == "²" else "の三乗"


@rule(
    r"(?P<it>[+=×÷&°])",
    cue="+=×÷&°",
    says={"1 + 2 = 3": "一 たす 二 は 三"},
    leaves=("-", "一"),
)
def sign(match: re.Match[str], _locale: Locale) -> str:
    """A sign said by its name."""
    return {"+": "たす", "=": "は", "×": "かける", "÷": "わる", "&": "アンド", "°": "度"}[match["it"]]
