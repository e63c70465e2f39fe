"""Converts respellings such as "WUH-zunt", and phonemes between slashes, to misaki's alphabet."""

import re
from typing import NamedTuple

from wyoming_kokoro.pronounce.alphabet import MARKS, PRIMARY, STRESSES, SYMBOLS, to_symbols

LONGEST = 200
"""Characters in one respelling: no word or name is longer."""


class InvalidRespelling(ValueError):
    """A respelling that cannot be read; the message says why."""


def sound(notation: str, *, british: bool = False) -> str:
    """The phonemes for a respelling such as "EE-lon", or for phonemes between slashes."""
    notation = notation.strip()
    if len(notation) > LONGEST:
        raise InvalidRespelling(f"it is longer than {LONGEST} characters")
    if len(notation) > 1 and notation[0] == notation[-1] == "/":
        return _phonetic(notation[1:-1], british=british)
    words = notation.split()
    if not words:
        raise InvalidRespelling("there is nothing to say")
    return " ".join(_respelled(word, british=british) for word in words)


def from_ipa(ipa: str, *, british: bool = False) -> str:
    """Convert IPA to misaki's alphabet; what is in misaki's alphabet already stays."""
    if not _MISAKI_ONLY.isdisjoint(ipa):
        return to_symbols(ipa)
    vowels = _IPA_BRITISH if british else _IPA_AMERICAN
    text = ipa.replace("\u0361", "").replace("\u035c", "").replace(".", "")
    for written, symbol in (*_IPA, *vowels):
        text = text.replace(written, symbol)
    return _stress_at_vowels(to_symbols(text))


class _Sound(NamedTuple):
    written: str
    american: str
    british: str
    vowel: bool


def _phonetic(written: str, *, british: bool) -> str:
    unknown = sorted({sign for sign in written if not (sign in SYMBOLS or to_symbols(sign))} - set(_IPA_SIGNS))
    if unknown:
        raise InvalidRespelling(f"{' '.join(unknown)} is no phoneme")
    spoken = " ".join(from_ipa(written, british=british).split())
    if not any(symbol.isalpha() and symbol not in STRESSES | MARKS for symbol in spoken):
        raise InvalidRespelling("there are no phonemes between the slashes")
    return spoken


def _respelled(word: str, *, british: bool) -> str:
    syllables = [syllable for syllable in word.split("-") if syllable]
    if not syllables:
        raise InvalidRespelling("a hyphen alone says nothing")
    loud = [syllable == syllable.upper() and syllable != syllable.lower() for syllable in syllables]
    if not any(loud):
        loud[0] = True
    spoken = ""
    for place, (syllable, stressed) in enumerate(zip(syllables, loud, strict=True)):
        following = syllables[place + 1].lower() if place + 1 < len(syllables) else ""
        spoken += _syllable(syllable.lower(), following, stressed=stressed, british=british)
    return spoken


def _syllable(written: str, following: str, *, stressed: bool, british: bool) -> str:
    spoken, has_vowel = "", False
    rest = _SILENT_E.sub(lambda match: _LONG[match[1]] + match[2], written)
    while rest:
        next_sound = _next_sound(rest, start=not spoken)
        if next_sound is None:
            raise InvalidRespelling(f'"{written}" cannot be read as a syllable')
        rest = rest[len(next_sound.written) :]
        symbol = next_sound.british if british else next_sound.american
        if next_sound.written == "o" and not rest:
            symbol = "Q" if british else "O"
        if next_sound.vowel and not has_vowel:
            symbol = _as_stressed(symbol, stressed=stressed, last=not rest and not following)
            has_vowel = True
        if british and not rest and next_sound.written.endswith("r") and _VOWEL_LETTER.match(following):
            symbol += "ɹ"
        spoken += symbol
    if not has_vowel and stressed and following:
        raise InvalidRespelling(f'"{written}" has no vowel to stress')
    return spoken


def _next_sound(rest: str, *, start: bool) -> _Sound | None:
    """The sound whose spelling is the longest beginning of the rest."""
    for length in range(min(_LONGEST_SPELLING, len(rest)), 0, -1):
        next_sound = _SOUNDS.get(rest[:length])
        if next_sound is None or (next_sound.written == "ye" and rest != "ye"):
            continue
        if next_sound.written == "y" and not (start and _VOWEL_LETTER.match(rest[1:])):
            return _Sound("y", "I", "I", vowel=True)
        return next_sound
    return None


def _as_stressed(symbol: str, *, stressed: bool, last: bool) -> str:
    """The vowel under stress, without stress, or without stress at the very end."""
    if stressed:
        symbol = _FULL.get(symbol, symbol)
        return symbol.replace("j", "j" + PRIMARY) if symbol.startswith("j") else PRIMARY + symbol
    if last and symbol in {"iː", "I"}:
        return "i"
    return _REDUCED.get(symbol, symbol)


def _stress_at_vowels(phonemes: str) -> str:
    """Moves stress marks from before the syllable to before its vowel, as misaki writes them."""
    return _MARK_AND_ONSET.sub(r"\2\1", phonemes)


_VOWELS_SPELLED = """
a æ a | ah ɑ ɑː | aa ɑ ɑː | air ɛɹ ɛː | ar ɑɹ ɑː | ahr ɑɹ ɑː | arr ɑɹ ɑː | aw ɔ ɔː | au ɔ ɔː | awr ɔɹ ɔː | ay A A
ai A A | ey A A | eigh A A | e ɛ ɛ | eh ɛ ɛ | ee i iː | ea i iː | eer ɪɹ ɪə | ear ɪɹ ɪə | er ɜɹ ɜː | err ɜɹ ɜː
ur ɜɹ ɜː | urr ɜɹ ɜː | ir ɜɹ ɜː | ew u juː | i ɪ ɪ | ih ɪ ɪ | ie I I | eye I I | igh I I | ye I I | ire Iəɹ Iə
o ɑ ɒ | oh O Q | oe O Q | oa O Q | ow W W | ou W W | owr Wəɹ Wə | our Wəɹ Wə | oo u uː | uu ʊ ʊ | oor ʊɹ ʊə
or ɔɹ ɔː | ohr ɔɹ ɔː | oy Y Y | oi Y Y | u ʌ ʌ | uh ʌ ʌ | ə ə ə | yoo ju juː | yoor jʊɹ jʊə
"""
_CONSONANTS_SPELLED = """
b b | bb b | c k | ck k | ch ʧ | tch ʧ | d d | dd d | dh ð | f f | ff f | g ɡ | gg ɡ | gh ɡ | h h | j ʤ | k k | kk k
kh k | l l | ll l | m m | mm m | n n | nn n | ng ŋ | ngk ŋk | nk ŋk | p p | pp p | ph f | q k | qu kw | r ɹ | rr ɹ
s s | ss s | sh ʃ | t t | tt t | th θ | v v | w w | wh w | x ks | y j | z z | zz z | zh ʒ
"""
"""The spellings of the usual respelling keys: the spelling, then the sound, American and British where they differ."""


def _sounds() -> dict[str, _Sound]:
    sounds = {}
    for spelled, vowel in ((_VOWELS_SPELLED, True), (_CONSONANTS_SPELLED, False)):
        for entry in spelled.replace("\n", " | ").split("|"):
            if entry.strip():
                written, american, *british = entry.split()
                sounds[written] = _Sound(written, american, british[0] if british else american, vowel)
    return sounds


_SOUNDS = _sounds()
_LONGEST_SPELLING = max(map(len, _SOUNDS))
_VOWEL_LETTER = re.compile(r"[aeiouə]")

_SILENT_E = re.compile(r"([aeiou])([bcdfgklmnpstvz]|ch|sh|th)e\Z")
_LONG = {"a": "ay", "e": "ee", "i": "ie", "o": "oh", "u": "oo"}
"""The key's spelling of a vowel before a consonant and a silent e, as in "fite"."""

_FULL = {"ə": "ʌ"}
_REDUCED = {"ʌ": "ə", "ɜɹ": "əɹ", "ɜː": "ə"}

_MISAKI_ONLY = frozenset("AIOQSTWYʣʤʥʦʧʨᵊᵻ")
_IPA_SIGNS = " .\u0361\u035c\u0329"
_IPA = (
    ("t͡ʃ", "ʧ"),
    ("tʃ", "ʧ"),
    ("d͡ʒ", "ʤ"),
    ("dʒ", "ʤ"),
    ("aɪ", "I"),
    ("aʊ", "W"),
    ("eɪ", "A"),
    ("ɔɪ", "Y"),
    ("ɝ", "ɜɹ"),
    ("ɚ", "əɹ"),
    ("r", "ɹ"),
    ("l\u0329", "ᵊl"),
    ("n\u0329", "ᵊn"),
    ("m\u0329", "ᵊm"),
    ("ɐ", "ə"),
)
_IPA_AMERICAN = (("oʊ", "O"), ("əʊ", "O"), ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɒ", "ɑ"), ("eə", "ɛɹ"), ("ː", ""), ("e", "ɛ"))
_IPA_BRITISH = (("əʊ", "Q"), ("oʊ", "Q"), ("eə", "ɛː"), ("æ", "a"), ("e", "ɛ"))

_MARK_AND_ONSET = re.compile(r"([ˈˌ])([^AIOQWYaeiouyæɐɑɒɔəɛɜɪʊʌᵻøœɨɯɤᵊˈˌ ]+)(?=[AIOQWYaeiouyæɐɑɒɔəɛɜɪʊʌᵻøœɨɯɤ])")
