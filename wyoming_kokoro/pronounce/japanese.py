"""Converts eSpeak NG's output for kana to the symbols that Kokoro was trained with.

eSpeak NG cannot read kanji: it calls each a Chinese letter. Numbers are written in kana here, other kanji are left out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_SAME = {
    "t\u0361ɕ": "ʨ",
    "d\u0361ʑ": "ʥ",
    "ʑ": "ʥ",
    "t\u0361s": "ʦ",
    "d\u0361z": "ʣ",
    "\u0361": "",
    "\u0308": "",
    "\u031e": "",
    "ä": "a",
    "ɽ": "ɾ",
    "ɯᵝ": "ɯ",
    "w": "β",
    "ˈ": "",
    "ˌ": "",
    " ": "",
}

_BY_CONTEXT = (
    (re.compile(r"([ʦsz])ɯ"), r"\1ɨ"),
    (re.compile(r"z(?=[aeo])"), "ʣ"),
    (re.compile(r"n(?=i)"), "ɲ"),
    (re.compile(r"h(?=i)"), "ç"),
    (re.compile(r"([kɡbpmɾ])(?=i)"), r"\1ʲ"),
    (re.compile(r"([aeioɯ])\1"), r"\1ː"),
)
"""Sounds whose symbol depends on what follows them."""


def to_kokoro(ipa: str) -> str:
    """Converts eSpeak NG's output for one word: without stress, without blanks between moras."""
    for sound, symbol in _SAME.items():
        ipa = ipa.replace(sound, symbol)
    for pattern, symbol in _BY_CONTEXT:
        ipa = pattern.sub(symbol, ipa)
    return ipa


_KANJI = re.compile("[\u3400-\u9fff]+")


def _pairs(text: str) -> dict[str, str]:
    """A table of what is written and how it sounds, from a text in which they alternate."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_DIGITS = _pairs("""
    零 れい 〇 ぜろ 一 いち 二 に 三 さん 四 よん 五 ご 六 ろく 七 なな 八 はち 九 きゅう
""")
_POWERS = _pairs("""
    十 じゅう 百 ひゃく 千 せん 万 まん 億 おく 兆 ちょう 京 けい 点 てん
""")
_COMBINED = _pairs("""
    三百 さんびゃく 六百 ろっぴゃく 八百 はっぴゃく 三千 さんぜん 八千 はっせん 一兆 いっちょう
    八兆 はっちょう 十兆 じゅっちょう 一点 いってん 八点 はってん 十点 じゅってん
""")
"""Digits and magnitudes that change each other's sound."""
_DOUBLED = {"一": "いっ", "六": "ろっ", "八": "はっ", "十": "じゅっ", "百": "ひゃっ"}
_DOUBLES = {"k": "一六八十百", "s": "一八十", "h": "一六八十百"}
"""After which digits and magnitudes the first consonant of a counter is doubled."""
_SOFTENS = {"kg": "三千万", "sz": "三", "h": "三千万"}
_HARDENS = {"hp": "三四千万", "hp3": "三千万"}
_VOICED = str.maketrans("かきくけこさしすせそはひふへほ", "がぎぐげござじずぜぞばびぶべぼ")
_WITH_P = str.maketrans("はひふへほ", "ぱぴぷぺぽ")
_BEFORE_LOANWORD = re.compile(r"十(?=[カキクケコサシスセソタチツテトパピプペポ])")
"""Ten is doubled before loanwords too: juppaasento."""


@dataclass(frozen=True, slots=True)
class _Counter:
    """A counter: its sound, and what changes with the number before it."""

    change: str
    sound: str
    digits: Mapping[str, str]
    whole: Mapping[str, str]


@cache
def _counters() -> dict[str, _Counter]:
    path = Path(__file__).parent / "data" / "counters-ja.tsv"
    counters: dict[str, _Counter] = {}
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            change, counter, sound, digits, whole = (line + "\t\t").split("\t")[:5]
            counters[counter] = _Counter(change, sound, _numbered(digits), _numbered(whole))
    return counters


def _numbered(row: str) -> dict[str, str]:
    """A column of the table such as "1=ひとり 2=ふたり", by numbers in kanji."""
    pairs = (entry.split("=") for entry in row.split())
    return {_in_kanji(int(number)) if number.isdecimal() else number: sound for number, sound in pairs}


def _in_kanji(number: int) -> str:
    """A number below a hundred in kanji."""
    tens, ones = divmod(number, 10)
    ten = f"{'' if tens == 1 else _KANJI_DIGITS[tens]}十" if tens else ""
    return (ten + (_KANJI_DIGITS[ones] if ones else "")) or "零"


_KANJI_DIGITS = "零一二三四五六七八九"


@cache
def _counted() -> re.Pattern[str]:
    """A number in kanji with its counter."""
    counters = "|".join(map(re.escape, sorted(_counters(), key=len, reverse=True)))
    suffixes = "|".join(_AFTER_COUNTERS)
    number, digit = "[零〇一二三四五六七八九十百千万億兆京点]+", "[零一二三四五六七八九十百千万]"
    return re.compile(
        f"(?P<number>{number})(?:(?P<counter>{counters})(?P<suffix>{suffixes})?)?|(?<={digit})対(?={digit})"
    )


_AFTER_COUNTERS = _pairs("""
    間 かん 目 め 後 ご 前 まえ 分 ぶん 以上 いじょう 以下 いか 以内 いない 未満 みまん 台 だい
""")
"""What may follow a counter, and how it sounds there."""


def in_kana(written: str) -> str:
    """A word with its numbers in kana and without other kanji."""
    return _KANJI.sub("", "".join(_parts(written)))


def counted_in_kana(written: str) -> list[str] | None:
    """A number with its counters in kana, in parts that are pronounced one by one; None for other words."""
    parts = _parts(written)
    whole = all(_KANA.fullmatch(part) or part in _BEFORE_NUMBERS for part in parts) and _counted().search(written)
    return parts if whole and not _OTHER_WORDS.search(written) else None


_DIALLED = re.compile("[〇一二三四五六七八九]{3,}")
"""Digits of a telephone number, which are heard one by one."""
_FIRST_DAY = re.compile(r"月一日|^一日(?:から|まで|付け|より|締め|に)$")
"""The first day of a month, and not one day: the month or a particle tells."""
_LONGEST_PARTICLE = 2
_IN_TEXT = re.compile(
    "(?<![\u4e00-\u9fff])(?!十分|五分五)(?:[一二三四五六七八九十百千万]{1,6}"
    "(?:時間|週間|か月|ヶ月|カ月|本|匹|杯|枚|冊|台|個|人|円|歳|才|階|回|分|時|年|月|日|泊|軒|頭|足|着|曲|点|名|秒))+"
    "(?![\u4e00-\u9fff])"
)
"""A number in kanji with an everyday counter, between kana or marks, where it is part of no other word."""


def text_parts(written: str) -> list[str | list[str]]:
    """A text in which numbers with everyday counters are lists of parts in kana, and the rest is as it is written."""
    parts: list[str | list[str]] = []
    at = 0
    for match in _IN_TEXT.finditer(written):
        parts += [written[at : match.start()], _parts(match[0])]
        at = match.end()
    return [part for part in (*parts, written[at:]) if part]


_BEFORE_NUMBERS = frozenset(
    (
        *("令和", "平成", "昭和", "大正", "明治", "午前", "午後"),
        *("第", "約", "毎月", "今月", "来月", "翌月", "先月", "当月"),
    )
)
"""Words in kanji that are part of a date or a time."""
_KANA = re.compile("[ぁ-ゖァ-ヺー]+")
_OTHER_WORDS = re.compile("[ぁ-ゖ]{2,}(?<!から)(?<!まで)(?<!より)(?<!つ目)")
"""Words in hiragana, in which kanji for numbers may stand for something else: 十分です is "it is enough"."""


def _parts(written: str) -> list[str]:
    """The numbers of a word in kana, each with its counter, and what is between them."""
    parts: list[str] = []
    at, counter = 0, ""
    for match in _counted().finditer(written):
        parts.append(written[at : match.start()])
        if match["number"] is None:
            parts.append("たい")
        elif match[0] == "一日" and (counter == "月" or _FIRST_DAY.search(written, 0, match.end() + _LONGEST_PARTICLE)):
            parts.append("ついたち")
        elif not match["counter"] and _DIALLED.fullmatch(match["number"]):
            parts += [_kana(digit) for digit in match["number"]]
        else:
            spoken = _spoken(match["number"], match["counter"] or "", written[match.end() :])
            parts.append(spoken + _AFTER_COUNTERS.get(match["suffix"] or "", ""))
        at, counter = match.end(), match["counter"] or ""
    return [part for part in (*parts, written[at:]) if part]


def _spoken(number: str, counter: str, after: str) -> str:
    """A number in kanji with its counter, in kana."""
    if not counter:
        doubled = number[-1] == "十" and _BEFORE_LOANWORD.match(number[-1] + after)
        return _kana(number[:-1]) + _DOUBLED["十"] if doubled else _kana(number)
    entry = _counters()[counter]
    if number in entry.whole:
        return entry.whole[number]
    last = number[-1]
    sound, change = entry.sound, entry.change
    if last in _SOFTENS.get(change, ""):
        sound = sound[0].translate(_VOICED) + sound[1:]
    elif last in _HARDENS.get(change, ""):
        sound = sound[0].translate(_WITH_P) + sound[1:]
    if last in entry.digits:
        return _kana(number[:-1]) + entry.digits[last] + sound
    if last in _DOUBLES.get(change[:1], "") and change != "-":
        sound = sound[0].translate(_WITH_P) + sound[1:]
        return _kana(number[:-1]) + _DOUBLED[last] + sound
    return _kana(number) + sound


def _kana(number: str) -> str:
    spoken, at = "", 0
    while at < len(number):
        pair = number[at : at + 2]
        spoken += _COMBINED.get(pair) or _DIGITS.get(number[at]) or _POWERS[number[at]]
        at += 2 if pair in _COMBINED else 1
    return spoken
