"""Makes a British sound from an American one, for words that only American dictionaries have: names, mostly."""

import re
from collections.abc import Iterator

from wyoming_kokoro.pronounce.alphabet import PRIMARY, VOWELS

_BEFORE_R = dict(zip("ɑɔOɜəɛɪiʊu", "ɑː ɔː ɔː ɜː ə ɛː ɪə ɪə ʊə ʊə".split(), strict=True))
"""Vowels before an r that is not spoken: car, for, fur, over, care, near, cure."""
_KEPT_BEFORE_R = {"ɛ": "ɛː", "ɔ": "ɔː", "O": "ɔː", "i": "ɪə", "ɪ": "ɪə", "ʊ": "ʊə", "u": "ʊə"}
"""Vowels that are long before an r that is spoken, because a vowel follows."""
_EVERYWHERE = {"æ": "a", "O": "Q", "ɑ": "ɑː", "ɔ": "ɔː", "ɜ": "ɜː", "ᵻ": "ɪ", "ɐ": "ə", "T": "t", "ɾ": "t", "ʔ": "t"}
_LONG = {"i": "iː", "u": "uː"}

_YOD_LETTERS = {"u", "ue", "ew", "eu", "e"}
_YOD_AFTER = {"t", "d", "n"}

_SOUND = re.compile(r"([ˈˌ]?)(.)(ɹ?)", re.DOTALL)
_VOWEL_LETTERS = re.compile(r"[aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüý]+", re.IGNORECASE)


def as_british(american: str, written: str) -> str:
    """The British sound of a word, from its American sound and its spelling."""
    spellings = _spellings(american, written)
    stressed = False
    sounds = list(_SOUND.finditer(american))
    british = ""
    for place, sound in enumerate(sounds):
        mark, symbol, r = sound.groups()
        following = sounds[place + 1] if place + 1 < len(sounds) else None
        if symbol not in VOWELS:
            british += mark + _EVERYWHERE.get(symbol, symbol) + r
            continue
        letters = next(spellings, "")
        before_vowel = following is not None and following[2] in VOWELS
        if symbol == "u" and not r and letters in _YOD_LETTERS and british[-1:] in _YOD_AFTER:
            british += "j"  # new, Tudor
        # A secondary stress after the primary one is not marked in misaki's British lexicon.
        british += "" if mark != PRIMARY and stressed else mark
        stressed = stressed or mark == PRIMARY
        british += _with_r(symbol, letters, spoken=before_vowel) if r else _vowel(symbol, letters, mark, following)
    return british


def _spellings(american: str, written: str) -> Iterator[str]:
    """The letters of each vowel, by their places in the word where the numbers differ."""
    vowels = sum(symbol in VOWELS for symbol in american)
    letters = _VOWEL_LETTERS.findall(written.lower()) or [""]
    if len(letters) == vowels + 1 and letters[-1] == "e" and written.endswith("e"):
        letters.pop()
    last = max(1, vowels - 1)
    return iter(letters[round(place * (len(letters) - 1) / last)] for place in range(vowels))


def _with_r(symbol: str, letters: str, *, spoken: bool) -> str:
    """A vowel before r, and the r where it is spoken."""
    if not spoken:
        return _BEFORE_R.get(symbol) or _EVERYWHERE.get(symbol, symbol) + "ə"
    if symbol in {"ɔ", "ɑ"} and set(letters) <= set("oau") and "o" in letters and len(letters) == 1:
        return "ɒɹ"  # orange, Florence
    if symbol == "ɛ" and letters == "a":
        return "aɹ"  # carry, Harry
    if (symbol == "ɛ" and letters == "e") or (symbol == "ɪ" and letters in {"i", "y"}):
        return symbol + "ɹ"  # very, Cyril
    return (_KEPT_BEFORE_R.get(symbol) or _EVERYWHERE.get(symbol, symbol)) + "ɹ"


def _vowel(symbol: str, letters: str, mark: str, following: re.Match[str] | None) -> str:
    """A vowel that no r follows."""
    if symbol in {"ɑ", "ɔ"} and "o" in letters and "a" not in letters and "u" not in letters and "w" not in letters:
        return "ɒ"  # lot, cloth
    if symbol in _LONG:
        if following is not None and following[2] in VOWELS and not mark:
            return {"i": "ɪ", "u": "ʊ"}[symbol]  # radio, fluent
        if symbol == "i" and not mark:
            return "i" if following is None else "ɪ"  # happy, happiness
        return _LONG[symbol]
    return _EVERYWHERE.get(symbol, symbol)
