"""Phonemes that a writer gives, in IPA, X-SAMPA or Kokoro's own alphabet, as Kokoro's symbols."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal

from wyoming_kokoro.pronounce.alphabet import SYMBOLS, to_symbols
from wyoming_kokoro.pronounce.espeak import adapted

PhoneticAlphabet = Literal["ipa", "x-sampa", "misaki"]

_TIE = "\u0361"
_TIED = ("aɪ", "aʊ", "eɪ", "ɔɪ", "oʊ", "əʊ", "tʃ", "dʒ", "ts", "dz", "tɕ", "dʑ")
"""Two letters for one sound, which people write without the tie."""
_ENGLISH_E = {"e": "ɛ"}
"""An English vowel as dictionaries write it: bed as /bed/."""
_SMALL_SIGNS = frozenset(".|‖‿-/[] ˑʰʷˠˤ↗↘ꜜꜛ˥˦˧˨˩\u02de\u02bc")
"""Signs of the International Phonetic Alphabet that change a sound a little, or no sound at all."""


def kokoro_symbols(phonemes: str, alphabet: PhoneticAlphabet, language: str) -> str | None:
    """Return phonemes as Kokoro's symbols; None where one of them is in no table."""
    if alphabet == "misaki":
        symbols = phonemes.strip().replace("'", "ˈ").replace("g", "ɡ")
        return symbols if symbols and SYMBOLS.issuperset(symbols) else None
    ipa = _from_sampa(phonemes) if alphabet == "x-sampa" else phonemes
    return _from_ipa(ipa, language) if ipa is not None else None


def _from_ipa(ipa: str, language: str) -> str | None:
    ipa = unicodedata.normalize("NFD", ipa.strip()).replace("c\u0327", "ç").strip("/[]")
    for symbol in ipa:
        if symbol not in _SMALL_SIGNS and not unicodedata.combining(symbol) and not to_symbols(symbol).strip():
            return None
    tied = ipa.replace(_TIE, "").replace("\u035c", "").replace(".", "")
    english = language.partition("-")[0].lower() == "en"
    for pair in _TIED:
        tied = tied.replace(pair, pair[0] + _TIE + pair[1])
    if english:
        tied = "".join(
            _ENGLISH_E.get(symbol, symbol) if tied[at + 1 : at + 2] != _TIE else symbol
            for at, symbol in enumerate(tied)
        )
    symbols = adapted(tied, language).replace(_TIE, "").strip()
    return symbols or None


def _from_sampa(sampa: str) -> str | None:
    """Return X-SAMPA as IPA; the longest sign that fits is read first."""
    table, longest = _sampa()
    ipa, at, text = "", 0, sampa.strip()
    while at < len(text):
        sign = next((text[at : at + size] for size in range(longest, 0, -1) if text[at : at + size] in table), None)
        if sign is None:
            return None
        ipa += table[sign]
        at += len(sign)
    return ipa


@cache
def _sampa() -> tuple[dict[str, str], int]:
    lines = (Path(__file__).parent / "data" / "x-sampa.tsv").read_text(encoding="utf-8").splitlines()
    table = dict(line.split("\t") for line in lines if line and not line.startswith("# "))
    table[" "] = " "
    return table, max(map(len, table))
