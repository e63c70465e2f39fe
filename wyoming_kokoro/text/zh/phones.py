"""Telephone numbers and IP addresses, digit by digit."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, rule
from wyoming_kokoro.text.zh.counting import digits, number


@rule(
    r"""(?<![A-Za-z\d.,+-])(?P<it>1[3-9]\d{9}|1[3-9]\d[ -]\d{4}(?:[ -])\d{4}|0\d{2,3}-\d{7,8}
        |\d{2,3}[ -]1[3-9]\d{9}|[48]00-\d{3}-\d{4})
        (?!\d|[.,]\d|-\d)""",
    needs=DIGITS,
    says={"拨打13800138000": "拨打 一三八零零一三八零零零", "010-12345678": "零一零一二三四五六七八"},
    leaves=("138", "2024-05-31"),
)
def telephone(match: re.Match[str], _locale: Locale) -> str:
    """A telephone number."""
    return digits(match["it"])


@rule(
    r"(?:密码|验证码|邮编|房间号?|房号|航班号?"
    r"|电话|手机号?|号码|工号|卡号|尾号)(?:是|为|：|:)?[ ]?(?P<it>\d{3,12})(?![\d.,])",
    needs=DIGITS,
    says={"密码是4821": "密码是 四八二一"},
    leaves=("4821", "房间4"),
)
def code(match: re.Match[str], _locale: Locale) -> str:
    """Digits after a word for a code."""
    return digits(match["it"])


@rule(
    r"(?:版本号?|版|[Vv])[ ]?(?:是|为|：|:)?[ ]?(?P<it>\d{1,4}(?:\.\d{1,4}){1,3})(?![A-Za-z\d]|[.,/-]\d)",
    needs=".",
    says={"版本2.15.1": "版本 二点十五点一"},
    leaves=("2.5", "192.168.1.10", "2024.5.31"),
)
def version(match: re.Match[str], _locale: Locale) -> str:
    """The version of a program."""
    parts = match["it"].split(".")
    return "点".join(number(part) for part in parts)


@rule(
    r"(?<![A-Za-z\d.,])(?P<it>\d{1,3}(?:\.\d{1,3}){3})(?![A-Za-z\d]|\.\d)",
    needs=".",
    says={"192.168.1.10": "一九二点一六八点一点一零"},
    leaves=("1.5", "2019.1.2"),
)
def machine(match: re.Match[str], _locale: Locale) -> str:
    """An IP address."""
    return "点".join(digits(part) for part in match["it"].split("."))


@rule(
    r"(?<![A-Za-z\d.,])(?P<it>\d{3,4})(?=室|号房|房间(?!号))",
    needs=DIGITS,
    says={"301室": "三零一 室"},
    leaves=("30室", "301"),
)
def room(match: re.Match[str], _locale: Locale) -> str:
    """A room number, digit by digit."""
    return digits(match["it"])
