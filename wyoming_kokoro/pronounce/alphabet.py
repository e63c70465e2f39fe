"""misaki's alphabet and Kokoro's vocabulary of symbols."""

import unicodedata

SYMBOLS = frozenset(
    ';:,.!?—…"()“” \u0303ʣʥʦʨᵝꭧAIOQSTWYᵊabcdefhijklmnopqrstuvwxyz'
    "ɑɐɒæβɔɕçɖðʤəɚɛɜɟɡɥɨɪʝɯɰŋɳɲɴøɸθœɹɾɻʁɽʂʃʈʧʊʋʌɣɤχʎʒʔˈˌːʰʲ↓→↗↘ᵻ"
)
"""Every symbol Kokoro has a token for, as its own configuration lists them."""

PRIMARY, SECONDARY = "ˈ", "ˌ"
STRESSES = frozenset(PRIMARY + SECONDARY)

VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻ")
"""Symbols that can carry the stress of an English word."""

CONSONANTS = frozenset("bdfhjklmnpstvwzðŋɡɹɾʃʒʤʧθ")

BREAKS = frozenset(";:,.!?—…")
"""Marks at which speech pauses: a word before one is pronounced as at the end of a phrase."""

MARKS = BREAKS | frozenset('"()“”')
"""Marks that Kokoro has symbols for."""

_CLOSEST = str.maketrans(
    {
        "g": "ɡ",
        "'": PRIMARY,
        "’": PRIMARY,
        "ʼ": PRIMARY,
        "`": SECONDARY,
        "ɫ": "l",
        "ɬ": "l",
        "ʍ": "w",
        "ʏ": "y",
        "ɵ": "ə",
        "ɘ": "ə",
        "ɝ": "ɜɹ",
        "ɞ": "ɜ",
        "ɶ": "œ",
        "ʟ": "l",
        "ɭ": "l",
        "ʀ": "ʁ",
        "ħ": "h",
        "ɦ": "h",
        "ʕ": "ʔ",
        "ɱ": "m",
        "ʉ": "u",
        "ɢ": "ɡ",
        "ɓ": "b",
        "ɗ": "d",
        "ɠ": "ɡ",
        "ǝ": "ə",
        "ˑ": "ː",
        ":": "ː",
    }
)
"""Symbols of the International Phonetic Alphabet that Kokoro lacks, and characters that people type for others."""


def to_symbols(phonemes: str) -> str:
    """Replaces each phoneme with the closest symbol that Kokoro has, and leaves out those without one."""
    if SYMBOLS.issuperset(phonemes):
        return phonemes
    composed = unicodedata.normalize("NFD", phonemes).replace("c\u0327", "ç").translate(_CLOSEST)
    return "".join(symbol for symbol in composed if symbol in SYMBOLS)
