"""misaki's alphabet and Kokoro's vocabulary: which symbols there are, and what they are."""

import unicodedata

SYMBOLS = frozenset(
    ';:,.!?—…"()“” \u0303ʣʥʦʨᵝꭧAIOQSTWYᵊabcdefhijklmnopqrstuvwxyz'
    "ɑɐɒæβɔɕçɖðʤəɚɛɜɟɡɥɨɪʝɯɰŋɳɲɴøɸθœɹɾɻʁɽʂʃʈʧʊʋʌɣɤχʎʒʔˈˌːʰʲ↓→↗↘ᵻ"
)
"""Every symbol Kokoro has a token for, as its own configuration lists them."""

PRIMARY, SECONDARY = "ˈ", "ˌ"
STRESSES = frozenset(PRIMARY + SECONDARY)

VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻ")
"""What may carry the stress of an English word."""

CONSONANTS = frozenset("bdfhjklmnpstvwzðŋɡɹɾʃʒʤʧθ")

BREAKS = frozenset(";:,.!?—…")
"""Marks at which speech breaks: what stands before one is said as at the end of a phrase."""

MARKS = BREAKS | frozenset('"()“”')
"""Marks Kokoro knows."""

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
"""Symbols of the phonetic alphabet that Kokoro lacks, and what people type in their place."""


def known(phonemes: str) -> str:
    """These phonemes with the closest symbol of Kokoro's for each, and what has none left out."""
    if SYMBOLS.issuperset(phonemes):
        return phonemes
    composed = unicodedata.normalize("NFD", phonemes).replace("c\u0327", "ç").translate(_CLOSEST)
    return "".join(symbol for symbol in composed if symbol in SYMBOLS)
