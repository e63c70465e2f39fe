"""Sounds of English words that no dictionary has: by the stems of medicines, and by the guesser."""

import re
import unicodedata
from collections.abc import Sequence

from wyoming_kokoro.pronounce.alphabet import PRIMARY, VOWELS
from wyoming_kokoro.pronounce.endings import with_s
from wyoming_kokoro.pronounce.guesser import english_guesser
from wyoming_kokoro.pronounce.medicines import stem_of, with_stem
from wyoming_kokoro.pronounce.stress import at_least_primary, lowered

_ONSET = re.compile(
    r"(?:[bcdfghjklmnpqrstvwxyz]|[bcdfgkpstvwx][hlr]|[cgkpst]n|[dkst]w|ph[lr]|[cks]hr|[cks]h[lmw]|gh|jh|ll|mc|ng|n[dgjkn]|"
    r"m[bnp]|p[fst]|qu|rh|sc[hlr]?|sk[lrw]?|sm|sp[hlr]?|sq|st[rw]?|sf|sv|thr|thw|ts[vh]?|tsc?h|tch|tz|cz|dz|dj|gj|hj|kj|"
    r"lj|lh|lv|wr|wh|wl|zh|zv|zl|zd|zw|szcz?|schl|schm|schn|schr|schw|dzh|hr|ml|vl|vr|fj|bj|chr|phr)?[aeiouy]",
    re.IGNORECASE,
)
"""How words begin, also names of other languages: "gpa" and "tmobile" are no such words, and eSpeak NG spells them."""
_PLAIN = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "Ø": "O",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "đ": "d",
        "ł": "l",
        "Ł": "L",
        "ð": "th",
        "þ": "th",
        "ı": "i",
    }
)


def guessed_sounds(words: Sequence[str], *, british: bool) -> list[str]:
    """The sound of each word; empty where it does not look like a word: eSpeak NG says those."""
    plain = [_letters_of(word) for word in words]
    by_letter = english_guesser().sounds_by_letter(plain, british=british)
    sounds = (_sound(letters, some, british=british) for letters, some in zip(plain, by_letter, strict=True))
    return [
        with_s(sound, british=british) if sound and _is_possessive(word) else sound
        for word, sound in zip(words, sounds, strict=True)
    ]


def without_accents(word: str) -> str:
    """The word with its accented letters replaced by plain ones, where possible."""
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word.translate(_PLAIN))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _letters_of(word: str) -> str:
    """The letters to guess by; none for what no word begins like, such as "hmpf" or "gpa"."""
    stem = word[:-2] if _is_possessive(word) else word
    letters = without_accents(stem)
    if not letters.islower():  # O'Brien; other apostrophes shorten words, which eSpeak NG knows
        letters = letters.replace("'", "").replace("’", "")
    return letters if _ONSET.match(letters) else ""


def _is_possessive(word: str) -> bool:
    return word.endswith(("'s", "’s"))


def _sound(word: str, by_letter: Sequence[str], *, british: bool) -> str:
    stem = stem_of(word) if by_letter else None
    sound = with_stem(word, by_letter, stem, british=british) if stem else "".join(by_letter)
    return _with_one_main_stress(sound.replace("ɹɹ", "ɹ"))


def _with_one_main_stress(phonemes: str) -> str:
    """The phonemes with one main stress; no phonemes if there is no vowel."""
    first, stress, rest = phonemes.partition(PRIMARY)
    if PRIMARY in rest:
        return first + stress + lowered(rest)
    return "" if VOWELS.isdisjoint(phonemes) else at_least_primary(phonemes)
