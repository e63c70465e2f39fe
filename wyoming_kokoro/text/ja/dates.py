"""Dates and times."""

import re

from wyoming_kokoro.text.ja.counting import cardinal
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Claim, rule


@rule(
    r"(?<![A-Za-z\d./-])(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?![\d/]|[.-]\d)",
    needs=DIGITS,
    says={"2024/05/31": "二千二十四年五月三十一日"},
    leaves=("2024-15-31", "1/2"),
)
def numeric(match: re.Match[str], _locale: Locale) -> str | None:
    """A date in digits, the year first."""
    month, day = int(match["month"]), int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{cardinal(int(match['year']))}年{cardinal(month)}月{cardinal(day)}日"


@rule(
    r"(?<=:[0-5]\d)(?P<time>[ ]?[-–][ ]?)(?=[012]?\d:[0-5]\d)"
    r"|(?<=[\d一-龯ぁ-んァ-ヶ)）])(?P<it>[ ]?[〜～~][ ]?)(?=[\d一-龯ァ-ヶ-])(?![月火水木金土日][)）曜])",
    needs="〜～~-–",
    says={"1月〜12月": "一月 から 十二月", "9:00-17:30": "九時 から 十七時三十分"},
    leaves=("そう〜", "〜"),
)
def until(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A wave dash in a range, or a dash between two times."""
    return [Claim(*match.span(match.lastgroup or "it"), "から")]


@rule(
    r"(?<!\d)(?:(?P<year>\d{1,4})年[ ]?)?"
    r"(?P<month>1[0-2]|0?[1-9])月[ ]?(?P<day>[12]\d|3[01]|0?[1-9])日(?!間|目|後|前|分|以)",
    needs="月",
    says={"1月1日": "一月一日", "2024年5月3日": "二千二十四年五月三日"},
    leaves=("1月", "13月1日"),
)
def written_out(match: re.Match[str], _locale: Locale) -> str:
    """A date with the characters for month and day, read as a whole because the first of a month is no one day."""
    year = f"{cardinal(int(match['year']))}年" if match["year"] else ""
    return f"{year}{cardinal(int(match['month']))}月{cardinal(int(match['day']))}日"


@rule(
    r"(?<![A-Za-z\d./-])(?P<month>1[0-2]|0?[1-9])/(?P<day>[12]\d|3[01]|0?[1-9])(?=に|まで|から|より|[(（][月火水木金土日])",
    needs="/",
    says={"11/28に届く": "十一月二十八日 に届く"},
    leaves=("11/28", "1/2の人"),
)
def without_year(match: re.Match[str], _locale: Locale) -> str:
    """A month and a day, recognized by what follows."""
    return f"{cardinal(int(match['month']))}月{cardinal(int(match['day']))}日"


@rule(
    r"[(（](?P<one>[月火水木金土日])(?:曜日?)?(?:(?P<to>[〜~～-])(?P<two>[月火水木金土日])(?:曜日?)?)?(?P<feast>[・･]祝日?)?[)）]",
    needs="月火水木金土日",
    says={"5日(水)": "五日 水曜日", "(月〜金)": "月曜日から金曜日", "(月・祝)": "月曜日祝日"},
    leaves=("(今)", "水"),
)
def weekday(match: re.Match[str], _locale: Locale) -> str:
    """A day of the week in brackets."""
    last = f"から{match['two']}曜日" if match["to"] else ""
    return f"{match['one']}曜日{last}{'祝日' if match['feast'] else ''}"


@rule(
    r"""(?<![A-Za-z\d.,:])(?P<hour>[012]?\d)[:：](?P<minute>[0-5]\d)(?:[:：](?P<second>[0-5]\d))?
        (?:[ ]?(?P<half>[AP])M\b)?(?![\d:])""",
    needs=":：",
    any_case=True,
    says={"7:30": "七時三十分", "午後3:05": "午後 三時五分", "8:00 AM": "午前八時"},
    leaves=("3:1", "7:75"),
)
def clock(match: re.Match[str], _locale: Locale) -> str:
    """A time of day."""
    hour, minute, second = (int(match[group] or 0) for group in ("hour", "minute", "second"))
    half = {"a": "午前", "p": "午後"}.get((match["half"] or "").lower(), "")
    spoken = f"{half}{cardinal(hour)}時"
    if minute or second:
        spoken += f"{cardinal(minute)}分"
    return f"{spoken}{cardinal(second)}秒" if second else spoken
