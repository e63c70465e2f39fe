"""Telephone numbers and IP addresses, digit by digit."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Claim, rule
from wyoming_kokoro.text.zh.counting import dialled, digits, number


@rule(
    r"""(?<![A-Za-z\d.,+-])(?P<it>1[3-9]\d{9}|1[3-9]\d[ -]\d{4}(?:[ -])\d{4}|0\d{2,3}-\d{7,8}
        |\d{2,3}[ -]1[3-9]\d{9}|[48]00-\d{3}-\d{4})
        (?!\d|[.,]\d|-\d)""",
    needs=DIGITS,
    says={"拨打13800138000": "拨打 幺三八零零幺三八零零零", "010-12345678": "零幺零幺二三四五六七八"},
    leaves=("138", "2024-05-31"),
)
def telephone(match: re.Match[str], _locale: Locale) -> str:
    """A telephone number."""
    return dialled(match["it"])


@rule(
    r"""(?<![A-Za-z\d.,])(?P<it>(?:110|119|120|122)(?=急救|报警|火警|电话|热线|指挥)|10086|10010|12306|12345|12315|955\d\d
        |(?<=转)\d{3,5})(?![\d.,万千百元块个人次年月日岁])""",
    needs=DIGITS,
    says={"120急救": "幺二零 急救", "上12306": "上 幺二三零六", "转8001": "转 八零零幺"},
    leaves=("120", "12307"),
)
def service(match: re.Match[str], _locale: Locale) -> str:
    """The number of an emergency or customer service, and an extension."""
    return dialled(match["it"])


@rule(
    r"(?:拨打?|致电|呼叫|请打|热线|打(?=1))(?:电话|热线)?[ ]?(?P<it>\d{3,5})"
    r"(?![\d万千百元块个人次年月日号分点]|[.,]\d|[ -]\d)",
    needs=DIGITS,
    says={"拨打110": "拨打 幺幺零", "致电12333": "致电 幺二三三三"},
    leaves=("110", "打5个"),
)
def short_number(match: re.Match[str], _locale: Locale) -> str:
    """A short telephone number, after a word for calling."""
    return dialled(match["it"])


@rule(
    r"(?:电话|手机号?|传真|联系方式|座机)(?:是|为|：|:)?[ ]?(?P<it>\d{3,12}(?:[ -]\d{3,8}){0,3})(?![\d.,])",
    needs=DIGITS,
    says={"电话是6234 5678": "电话是 六二三四五六七八"},
    leaves=("6234", "电话3"),
)
def after_name(match: re.Match[str], _locale: Locale) -> str:
    """A telephone number after a word for one."""
    return dialled(match["it"])


@rule(
    r"(?:密码|验证码|邮编|邮政编码|号码|工号|卡号|尾号|学号|编号|账号|帐号|单号|订单号?|群号?|车牌号?|身份证号?|取件码|提取码|QQ)"
    r"(?:是|为|：|:)?[ ]?(?P<it>\d{3,20})(?![\d.,])",
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
    r"""(?<![A-Za-z\d.,])(?P<it>\d{3,4})(?=室|号房|号房间|房间(?!号)|路公交|路车)
        |(?:房间号?|房号|单元|栋|座)(?:是|为|：|:)?[ ]?(?P<after>\d{3,4})(?![\d.,元块个人次年月日]|号楼)
        |(?:航班号?|车次)(?:是|为|：|:)?[ ]?(?P<flight>\d{2,5})(?![\d.,])
        |(?<=[A-Z\x1a])(?P<train>\d{2,4})(?=次|航班|号列车|列车)""",
    needs=DIGITS,
    says={"301室": "三零幺 室", "房间号是1201": "房间号是 幺二零幺", "3单元501": "三 单元 五零幺"},
    leaves=("30室", "301"),
)
def room(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """The number of a room, a bus, a flight or a train, digit by digit."""
    group = match.lastgroup or "it"
    return [Claim(*match.span(group), dialled(match[group]))]
