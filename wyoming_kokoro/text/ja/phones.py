"""Telephone numbers and codes, digit by digit."""

import re

from wyoming_kokoro.text.ja.counting import digits, number
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, rule


@rule(
    r"(?<![A-Za-z\d.,+-])(?P<it>0\d{1,3}-\d{1,4}-\d{3,4}|0[789]0\d{8}|\d{3}-\d{4})(?![A-Za-z\d]|[.,]\d|-\d)",
    needs="-0",
    says={"03-1234-5678": "〇三の一二三四の五六七八"},
    leaves=("5-6", "2024-05-31"),
)
def telephone(match: re.Match[str], _locale: Locale) -> str:
    """A telephone number or a postal code."""
    return "の".join(digits(part) for part in match["it"].split("-"))


@rule(
    r"(?:暗証番号|番号|コード|パスワード|電話|内線|ID|PIN)(?:は|：|:)?[ ]?(?P<it>\d{3,12})(?![\d.,])",
    needs=DIGITS,
    says={"暗証番号は4821": "暗証番号は 四八二一"},
    leaves=("4821", "番号4"),
)
def code(match: re.Match[str], _locale: Locale) -> str:
    """Digits after a word for a code."""
    return digits(match["it"])


@rule(
    r"(?<![A-Za-z\d.,/-])(?P<it>\d{1,4}(?:\.\d{1,4}){2,3})(?![A-Za-z\d]|[.,/-]\d)",
    needs=".",
    says={"2.15.1": "二点十五点一"},
    leaves=("2.5", "192.168.1.10", "2024.5.31"),
)
def version(match: re.Match[str], _locale: Locale) -> str | None:
    """The version of a program."""
    parts = match["it"].split(".")
    if len(parts) == 4 or re.fullmatch(r"\d{4}\.\d{1,2}\.\d{1,2}", match["it"]):
        return None
    return "点".join(number(part) for part in parts)


@rule(
    r"(?<![A-Za-z\d.,])(?P<it>\d{1,3}(?:\.\d{1,3}){3})(?![A-Za-z\d]|\.\d)",
    needs=".",
    says={"192.168.1.10": "一九二点一六八点一点一〇"},
    leaves=("1.5", "2019.1.2"),
)
def machine(match: re.Match[str], _locale: Locale) -> str:
    """An IP address."""
    return "点".join(digits(part) for part in match["it"].split("."))
