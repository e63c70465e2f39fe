"""Writes Mandarin in the symbols of Kokoro 1.1 for Chinese: one for the initial, one for the final, and the tone."""

import re
from collections.abc import Iterator
from itertools import pairwise

_INITIALS = {
    "p": "ㄅ", "pʰ": "ㄆ", "m": "ㄇ", "f": "ㄈ", "t": "ㄉ", "tʰ": "ㄊ", "n": "ㄋ", "l": "ㄌ", "k": "ㄍ", "kʰ": "ㄎ",
    "x": "ㄏ", "ʨ": "ㄐ", "ʨʰ": "ㄑ", "ɕ": "ㄒ", "ꭧ": "ㄓ", "ꭧʰ": "ㄔ", "ʂ": "ㄕ", "ɻ": "ㄖ", "ʦ": "ㄗ", "ʦʰ": "ㄘ",
    "s": "ㄙ",
}  # fmt: skip
_FINALS = {
    "a": "ㄚ", "ɤ": "ㄜ", "ai": "ㄞ", "ei": "ㄟ", "au": "ㄠ", "ou": "ㄡ", "an": "ㄢ", "ən": "ㄣ", "aŋ": "ㄤ",
    "əŋ": "ㄥ", "ɚ": "ㄦ", "i": "ㄧ", "ja": "压", "je": "ㄝ", "jau": "要", "jou": "又", "jɛn": "言", "in": "阴",
    "jaŋ": "阳", "iŋ": "应", "jʊŋ": "用", "ʊŋ": "中", "u": "ㄨ", "wa": "穵", "wo": "我", "wai": "外", "wei": "为",
    "wan": "万", "wən": "文", "waŋ": "王", "wəŋ": "瓮", "y": "ㄩ", "ɥe": "月", "ɥɛn": "元", "yn": "云", "ɨ": "十",
}  # fmt: skip
_AFTER = {
    **{(initial, "ɨ"): "ㄭ" for initial in ("ʦ", "ʦʰ", "s")},
    **{(initial, "wo"): "ㄛ" for initial in ("p", "pʰ", "m", "f")},
}
"""Finals that are written in another way after some initials."""
_TONES = {"→": "1", "↗": "2", "↓": "3", "↘": "4", "": "5"}
_NO_CODA = r"jau|jou|je|wai|wei|wo|ɥe|ai|ei|au|ou|[ɤɚuɨ]"
_CODA_OR_NOT = r"ja|wa|[aiy]"
_WITH_CODA = r"jɛ|jʊ|wə|ɥɛ|[əʊ]"
_SYLLABLE = re.compile(
    r"(?P<initial>(?:[ptkʨꭧʦ]ʰ?|[mfnlxɕʂɻs])?)"
    rf"(?P<vowel>{_NO_CODA}|(?P<free>{_CODA_OR_NOT})|(?P<bound>{_WITH_CODA}))(?P<tone>[→↗↓↘]?)"
    r"(?P<coda>(?(bound)[nŋ]|(?(free)(?:ŋ|n(?![aeiouyɤəɛɚɨʊj]))?)))"
    r"(?P<r>(?:ɚ(?![→↗↓↘]))?)"
)
"""A syllable: the tone is behind the vowel. A final ɚ without a tone colours the syllable before it.

An n between vowels belongs to the second one (一年), but before w and ɥ to the first (今晚, 音乐):
few syllables begin so."""
_WORD = re.compile(r"[^ ;:,.!?—…\"()“”]+")
_TONE = re.compile("[→↗↓↘]")


def in_bopomofo(phonemes: str) -> Iterator[tuple[str, int]]:
    """Yield symbols, each with the place of its phoneme; words that are not Mandarin stay as they are.

    A word is Mandarin if it consists of syllables, in a text in which there are tones at all: English has none.
    """
    words = {match.start(): match for match in _WORD.finditer(phonemes)} if _TONE.search(phonemes) else {}
    syllables = {start: spelled for start, match in words.items() if (spelled := _word(match[0], start))}
    blanks = {
        one.end()
        for one, other in pairwise(words.values())
        if one.start() in syllables and other.start() in syllables and phonemes[one.end() : other.start()] == " "
    }
    place = 0
    while place < len(phonemes):
        if place in syllables:
            yield from syllables[place]
            place = words[place].end()
        else:
            yield "/" if place in blanks else phonemes[place], place
            place += 1


def _word(word: str, start: int) -> list[tuple[str, int]]:
    """Return the symbols of a word; none if it does not consist of Mandarin syllables."""
    spelled: list[tuple[str, int]] = []
    place = 0
    while place < len(word):
        syllable = _SYLLABLE.match(word, place)
        if syllable is None:
            return []
        symbols, last = _symbols(syllable), syllable.end() - 1
        spelled += [(symbol, start + min(place + number, last)) for number, symbol in enumerate(symbols)]
        place = syllable.end()
    return spelled


def _symbols(syllable: re.Match[str]) -> str:
    initial = syllable["initial"]
    sounds, tone = syllable["vowel"] + syllable["coda"], _TONES[syllable["tone"]]
    final = _AFTER.get((initial, sounds)) or _FINALS[sounds]
    return f"{_INITIALS.get(initial, '')}{final}{'R' if syllable['r'] else ''}{tone}"
