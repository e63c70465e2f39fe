"""Converts eSpeak NG's phoneme names for Mandarin, which have the tones, to the symbols that Kokoro was trained with.

eSpeak NG's IPA writes the first and the fourth tone alike. Its phoneme names do not: 好 is X_'Au214.
"""

import re
from collections.abc import Mapping
from itertools import pairwise

from wyoming_kokoro.pronounce.mandarin_sandhi import NOT, ONE, changed_tones

_CONSONANTS = {
    "p": "p", "ph": "pʰ", "m": "m", "f": "f", "t": "t", "th": "tʰ", "n": "n", "l": "l", "k": "k", "kh": "kʰ", "X": "x",
    "tS;": "ʨ", "tS;h": "ʨʰ", "S;": "ɕ", "ts.": "ꭧ", "ts.h": "ꭧʰ", "s.": "ʂ", "z.": "ɻ", "ts": "ʦ", "tsh": "ʦʰ",
    "s": "s", "N": "ŋ", "j": "j", "w": "w",
}  # fmt: skip

_VOWELS = {
    "A": "a", "a": "a", "ai": "ai", "Au": "au", "ei": "ei", "ou": "ou", "o": "wo", "o-": "ɤ", "@": "ə", "@:": "ɤ",
    "i": "i", "iA": "ja", "iAu": "jau", "iE": "je", "iou": "jou", "io": "jɔ", "iong": "jʊŋ", "u": "u", "ua": "wa",
    "uai": "wai", "uei": "wei", "uo": "wo", "u@": "wə", "ong": "ʊŋ", "y": "y", "yE": "ɥe", "y&": "ɥɛ", "y@": "y",
    "yi": "y", "i.": "ɨ", "i[": "ɨ", "@r": "ɚ", "N-": "ŋ",
}  # fmt: skip

_TONES = {"55": "→", "35": "↗", "214": "↓", "51": "↘"}
"""The light tone has no sign."""

_GLIDES = {"j": "ijyɥ", "w": "uw"}
"""Glides, and the vowels that already include them."""

_NUMBERS = {"55": 1, "35": 2, "214": 3, "51": 4, "11": 0}
_DIGITS_OF_TONES = {0: "", 1: "55", 2: "35", 3: "214", 4: "51"}

_NUCLEUS = re.compile(r"(?:(?<=[_ ])|^)[',%=]*(?P<vowel>[A-Za-z@&.\[:-]+?)(?P<tone>\d*)(?=[_ ]|$)")
"""A name that may be a vowel, with the digits of its tone."""

_VOWEL = re.compile(r"([A-Za-z@&.\[:-]+?)(\d*)")


# Characters that eSpeak NG 1.52 cannot pronounce, because it has no syllable xiong, qiong or jiong.
_MISSING_SYLLABLES = {
    **dict.fromkeys("兄凶兇匈汹洶胸胷", "ɕjʊ→ŋ"),
    **dict.fromkeys("雄熊", "ɕjʊ↗ŋ"),
    **dict.fromkeys("穷窮穹琼瓊邛茕煢筇蛩跫", "ʨʰjʊ↗ŋ"),
    **dict.fromkeys("窘迥炯囧冏", "ʨjʊ↓ŋ"),
    **dict.fromkeys("扃坰", "ʨjʊ→ŋ"),
}

_MISSING_SYLLABLES["一会儿"] = "i↗xwei↘ɚ"
_MISSING_OR_NOT = re.compile(f"(一会儿|[{''.join(_MISSING_SYLLABLES.keys() - {'一会儿'})}])")


def espeak_texts(text: str) -> list[str]:
    """The parts of a text in Chinese characters and digits whose phoneme names are requested from eSpeak NG."""
    return [part for part in _MISSING_OR_NOT.split(text) if part and part not in _MISSING_SYLLABLES]


def to_kokoro(text: str, names: Mapping[str, str]) -> str:
    """The symbols for a text in Chinese characters and digits; `names` has eSpeak NG's names for its parts."""
    return "".join(
        _MISSING_SYLLABLES.get(part)
        or " ".join(filter(None, map(_word, _with_changed_tones(part, names.get(part, "")).split())))
        for part in _MISSING_OR_NOT.split(text)
    )


def _with_changed_tones(text: str, names: str) -> str:
    """The names with the tones that 一 and 不 have here, if each character has one syllable."""
    syllables = [match for match in _NUCLEUS.finditer(names) if match["vowel"] in _VOWELS and match["vowel"] != "N-"]
    if len(syllables) != len(text) or not {ONE, NOT} & {*text}:
        return names
    tones = changed_tones(text, [_NUMBERS.get(match["tone"], 0) for match in syllables])
    for at, tone in sorted(tones.items(), reverse=True):
        start, end = syllables[at].span("tone")
        names = names[:start] + _DIGITS_OF_TONES[tone] + names[end:]
    return names


def _word(names: str) -> str:
    """Converts syllables: X_'Au214_m_'A35_n becomes xau↓ma↗n."""
    spoken = glide = ""
    parts = [part.strip("',%=") for part in names.split("_")]
    for part, following in pairwise([*parts, ""]):
        match = _VOWEL.fullmatch(part)
        if part in _CONSONANTS:
            spoken += glide
            glide = part if part in _GLIDES else ""
            spoken += "" if glide else _CONSONANTS[part]
        elif match and match[1] in _VOWELS:
            vowel = "jɛ" if match[1] == "iE" and following == "n" else _VOWELS[match[1]]
            spoken += _syllable(glide, vowel, _TONES.get(match[2], ""))
            glide = ""
    return spoken + glide


def _syllable(glide: str, vowel: str, tone: str) -> str:
    # A glide before a vowel that begins with one is the same glide, written twice: j_i35 is yí.
    if vowel[0] in _GLIDES.get(glide, ""):
        glide = ""
    coda = "ŋ" if len(vowel) > 1 and vowel.endswith("ŋ") else ""
    return glide + vowel.removesuffix(coda) + tone + coda
