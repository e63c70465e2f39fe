"""Converts eSpeak NG's output for kana to the symbols that Kokoro was trained with.

eSpeak NG cannot read kanji: it calls each a Chinese letter. Numbers are written in kana here, other kanji are left out.
"""

import re

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
    十 じゅう 百 ひゃく 千 せん 万 まん 億 おく 兆 ちょう 点 てん
""")
_COMBINED = _pairs("""
    三百 さんびゃく 六百 ろっぴゃく 八百 はっぴゃく 三千 さんぜん 八千 はっせん 一兆 いっちょう
    八兆 はっちょう 十兆 じゅっちょう 一点 いってん 八点 はってん 十点 じゅってん
""")
"""Digits and magnitudes that change each other's sound."""
_IRREGULAR = _pairs("""
    一日 ついたち 二日 ふつか 三日 みっか 四日 よっか 五日 いつか 六日 むいか 七日 なのか
    八日 ようか 九日 ここのか 十日 とおか 二十日 はつか 一人 ひとり 二人 ふたり 一つ ひとつ
    二つ ふたつ 三つ みっつ 四つ よっつ 五つ いつつ 六つ むっつ 七つ ななつ 八つ やっつ
    九つ ここのつ 二十歳 はたち
""")
_COUNTERS = _pairs("""
    時間 じかん 時 じ 分 ふん 秒 びょう 年 ねん 月 がつ 日 にち 人 にん 円 えん 度 ど 歳 さい
    回 かい 個 こ 本 ほん 台 だい 枚 まい 番 ばん 階 かい 週間 しゅうかん
""")
_CHANGED = _pairs("""
    四時 よ 七時 しち 九時 く 四時間 よ 七時間 しち 九時間 く 四年 よ 四人 よ 四円 よ 四月 し 七月 しち 九月 く
""")
"""Digits that sound different before a counter."""
_DOUBLED = {"一": "いっ", "六": "ろっ", "八": "はっ", "十": "じゅっ"}
_BEFORE_PUN = "一三四六八十"

_ALL = "|".join(sorted(_COUNTERS, key=len, reverse=True))
_SPOKEN = re.compile(f"(?P<number>[零〇一二三四五六七八九十百千万億兆点]+)(?P<counter>{_ALL}|つ)?")


def in_kana(written: str) -> str:
    """A word with its numbers in kana and without other kanji."""
    return _KANJI.sub("", _SPOKEN.sub(lambda match: _spoken(match["number"], match["counter"] or ""), written))


def _spoken(number: str, counter: str) -> str:
    """A number in kanji with its counter, in kana."""
    if number + counter in _IRREGULAR:
        return _IRREGULAR[number + counter]
    last, sound = number[-1], _COUNTERS.get(counter, counter)
    if last + counter in _CHANGED:
        return _kana(number[:-1]) + _CHANGED[last + counter] + sound
    if counter == "分" and last in _BEFORE_PUN:
        sound = "ぷん"
    if counter in {"分", "回", "個", "階", "歳"} and last in _DOUBLED and not (counter == "歳" and last == "六"):
        return _kana(number[:-1]) + _DOUBLED[last] + sound
    return _kana(number) + sound


def _kana(number: str) -> str:
    spoken, at = "", 0
    while at < len(number):
        pair = number[at : at + 2]
        spoken += _COMBINED.get(pair) or _DIGITS.get(number[at]) or _POWERS[number[at]]
        at += 2 if pair in _COMBINED else 1
    return spoken
