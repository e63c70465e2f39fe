"""Fractions, and other pairs of numbers with a slash: scores, odds, time signatures."""

import re
from typing import Final

from wyoming_kokoro.text.en.context import word_before
from wyoming_kokoro.text.en.fragments import NUMBER, ORDINAL_ENDING, VULGAR, WHOLE
from wyoming_kokoro.text.en.numbers import amount, cardinal, fraction, number
from wyoming_kokoro.text.en.vocabulary import any_of, word_set
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, LETTERS, rule

_START: Final = r"(?<![\w.,/:$€£-])"


@rule(
    r"""(?<![\w.,/:$€£])(?P<a>\d{1,2})/(?P<b>\d{1,2})
        (?=(?:[ ]and[ ]\d{1,2}/\d{1,2})?[ ](?:attack|bombing|bomber|attacker)s?\b)""",
    needs="/",
    says={"the 7/7 bombings": "the seven seven bombings", "the 26/11 attacks": "the twenty six eleven attacks"},
    leaves=("7/7", "1/2 attacked"),
)
def day_of_attack(match: re.Match[str], locale: Locale) -> str:
    """An attack that is named by its date."""
    return f"{cardinal(int(match['a']), locale)} {cardinal(int(match['b']), locale)}"


@rule(
    r"""(?<![\w.,/:$€£])(?<!\d-)(?P<it>24/7(?:/365)?|9/11|50/50|20/20|7/11|24-7|60/40|80/20|90/10|70/30|50-50|4/4
        |20/\d{2,3}(?=[ ]vision\b))(?![\w/%]|[.,]\d)""",
    needs=("/-", DIGITS),
    says={
        "open 24/7": "open twenty four seven",
        "20/20 vision": "twenty twenty vision",
        "since 9/11": "since nine eleven",
        "post-9/11 rules": "post nine eleven rules",
        "a song in 4/4": "a song in four four",
    },
    leaves=("24/8", "1/24/7", "20/40"),
)
def special(match: re.Match[str], locale: Locale) -> str:
    """Pairs of numbers with a reading of their own."""
    return " ".join(cardinal(int(part), locale) for part in re.split("[/-]", match["it"]))


@rule(
    rf"""\b{any_of("fractions.counted_parts")}[ ](?P<it>(?P<a>\d{{1,3}})/(?P<b>\d{{1,3}}))(?![\w/]|[.,]\d)""",
    needs=("/", DIGITS, LETTERS),
    any_case=True,
    says={"Step 3/12 is done": "Step three of twelve is done"},
    leaves=("step 3/2", "pages 3/4", "page 1/2/3"),
)
def one_of(match: re.Match[str], locale: Locale) -> str | None:
    """A page or step, and how many there are."""
    if int(match["a"]) > int(match["b"]):
        return None
    return f"{cardinal(int(match['a']), locale)} of {cardinal(int(match['b']), locale)}"


@rule(
    rf"""{_START}(?P<a>\d{{1,3}})/(?P<b>5|10|100)(?![\w/]|[.,]\d)
        (?!\s{any_of("fractions.divided")}\b)""",
    needs=("/", DIGITS),
    says={
        "I rate it 8/10.": "I rate it eight out of ten .",
        "a score of 95/100": "a score of ninety five out of one hundred",
        "it's a 7/10": "it's a seven out of ten",
    },
    leaves=("1/10 of it", "3/5", "8/12", "it's a 4/5"),
)
def score(match: re.Match[str], locale: Locale) -> str | None:
    """A score out of 5, 10 or 100, after a word about ratings."""
    before = match.string[max(0, match.start() - 40) : match.start()].lower()
    judged = match["b"] != "5" and _JUDGED.search(before)
    if not judged and _RATING.isdisjoint(re.findall(r"[a-z]+", before)):
        return None
    return f"{cardinal(int(match['a']), locale)} out of {cardinal(int(match['b']), locale)}"


_ALL_OF_THEM: Final = r"(?P<a>5|10|20|100)/(?P=a)(?![\w/]|[.,]\d)"
_SOME_OF_THEM: Final = (
    r"(?P<some>\d{1,3}(?:\.\d)?)/(?P<all>10|100)"
    r"(?=\s(?!(?:times|percents)\b)[a-z]{3,}s\b|\speople\b)"  # 8/10 dentists
)
_DECIMAL_SCORE: Final = r"(?P<part>\d{1,3}\.\d)/(?P<whole>4|5|6|10|12|20|100)(?![\w/]|[.,]\d|\s?[KMGT]i?B\b)"


@rule(
    rf"{_START}{_ALL_OF_THEM}|{_START}{_SOME_OF_THEM}|{_START}{_DECIMAL_SCORE}",
    needs=("/", DIGITS),
    says={
        "10/10 would buy": "ten out of ten would buy",
        "8/10 dentists": "eight out of ten dentists",
        "4.7/5 stars": "four point seven out of five stars",
    },
    leaves=("1/10", "7/7", "3.5/7", "8/10 of it"),
)
def out_of(match: re.Match[str], locale: Locale) -> str:
    """A part of a whole that is not meant as a fraction."""
    some, whole = match["some"] or match["part"] or match["a"], match["all"] or match["whole"] or match["a"]
    return f"{number(some, locale)} out of {cardinal(int(whole), locale)}"


@rule(
    rf"{_START}(?P<a>\d{{1,3}})/(?P<b>\d{{1,2}})(?=\s(?:{any_of('fractions.bets')}|on\s(?:favou?rite|to\swin))\b)",
    needs=("/", DIGITS),
    says={"the 7/2 favorite": "the seven to two favorite"},
    leaves=("7/2 of it", "7/2"),
)
def odds(match: re.Match[str], locale: Locale) -> str:
    """The odds of a bet."""
    return f"{cardinal(int(match['a']), locale)} to {cardinal(int(match['b']), locale)}"


@rule(
    rf"{_START}(?P<a>\d{{1,2}})/(?P<b>2|4|8|16)(?=\s{any_of('fractions.beats')}\b)",
    needs=("/", DIGITS),
    says={"a waltz in 3/4 time": "a waltz in three four time", "a 6/8 rhythm": "a six eight rhythm"},
    leaves=("3/4 of the time", "3/4"),
)
def beat(match: re.Match[str], locale: Locale) -> str:
    """A time signature before a word about music."""
    return f"{cardinal(int(match['a']), locale)} {cardinal(int(match['b']), locale)}"


@rule(
    rf"""\b(?:{any_of("fractions.music")}|drum\s\w+)
        (?:\s\w+)?\sin\s(?P<it>(?P<a>\d{{1,2}})/(?P<b>2|4|8|16))(?![\w/]|[.,]\d)""",
    needs=("/", DIGITS),
    any_case=True,
    says={"a waltz in 3/4": "a waltz in three four"},
    leaves=("a change in 3/4 of it", "in 3/4"),
)
def beat_of_piece(match: re.Match[str], locale: Locale) -> str:
    """A time signature after a word about music."""
    return f"{cardinal(int(match['a']), locale)} {cardinal(int(match['b']), locale)}"


@rule(
    rf"{_START}(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})\s?[-–]\s?(?P<c>\d{{1,2}})/(?P<d>\d{{1,2}})(?![\w/]|[.,]\d)",
    needs=("/", "-–"),
    says={"1/2-3/4 full": "one half to three quarters full"},
    leaves=("1/2/3-4/5", "1/0-1/2"),
)
def fraction_range(match: re.Match[str], locale: Locale) -> str | None:
    """A range of fractions."""
    low, high = (int(match["a"]), int(match["b"])), (int(match["c"]), int(match["d"]))
    return f"{fraction(*low, locale)} to {fraction(*high, locale)}" if low[1] and high[1] else None


@rule(
    rf"""{_START}(?P<sign>(?<![\w)])[-–])?(?P<whole>(?:{WHOLE})(?:\s|-|\s?&\s?|\sand\s))?(?P<top>\d{{1,4}})/
        (?P<bottom>\d{{1,4}})(?P<th>(?:{ORDINAL_ENDING}|RD|TH|ST|ND)s?)?(?![\w/]|[.,]\d)""",
    needs=("/", DIGITS),
    says={
        "2 1/2": "two and a half",
        "1/4th": "one quarter",
        "1/3RD": "one third",
        "3/4 cup": "three quarters cup",
        "31/32": "thirty one thirty seconds",
        "5/57": "five over fifty seven",
        "6/2=3": "six divided by two equals three",
        "1 and 1/2 cups": "one and a half cups",
    },
    leaves=("1/2/3", "and/or", "1/f", "3/0"),
)
def plain(match: re.Match[str], locale: Locale) -> str | None:
    """A fraction, also after a whole number."""
    top, bottom = int(match["top"]), int(match["bottom"])
    if not bottom:
        return None
    minus = "minus " if match["sign"] else ""
    if top > bottom and not match["whole"] and re.match(r"\s?=", match.string[match.end() : match.end() + 2]):
        return f"{minus}{cardinal(top, locale)} divided by {cardinal(bottom, locale)}"
    if top == bottom and top > 1:
        return f"{minus}{cardinal(top, locale)} out of {cardinal(bottom, locale)}"
    if match["whole"]:
        whole = re.sub(r"[^\d,].*", "", match["whole"])
        return minus + amount(f"{whole} {match['top']}/{match['bottom']}", locale)
    if (top, bottom) == (1, 2) and word_before(match) == "and":
        return "a half"
    return minus + fraction(top, bottom, locale)


@rule(
    rf"{_START}(?P<it>(?:{NUMBER})?\s?[{VULGAR}])(?!\w)",
    needs=VULGAR,
    says={"½ cup": "one half cup", "2½ hours": "two and a half hours", "1 ¾": "one and three quarters"},
    leaves=("1/2", "a"),
)
def vulgar(match: re.Match[str], locale: Locale) -> str:
    """A fraction that is a single character."""
    return amount(re.sub(r"\s", "", match["it"]), locale)


_JUDGED: Final = re.compile(r"\b(?:it['’]?s|that['’]?s|is|was|maybe)\s(?:an?\s)?(?:solid\s|easy\s|strong\s|weak\s)?$")
"""How somebody judges who then says a number."""
_RATING: Final = word_set("fractions.ratings")
"""Words before a score, such as "I rate it 8/10"."""
