"""Japanese: what eSpeak NG says of kana, in the symbols that Kokoro was taught."""

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

_IN_PLACE = (
    (re.compile(r"([ʦsz])ɯ"), r"\1ɨ"),
    (re.compile(r"z(?=[aeo])"), "ʣ"),
    (re.compile(r"n(?=i)"), "ɲ"),
    (re.compile(r"h(?=i)"), "ç"),
    (re.compile(r"([kɡbpmɾ])(?=i)"), r"\1ʲ"),
    (re.compile(r"([aeioɯ])\1"), r"\1ː"),
)
"""Sounds that are written by what follows them."""


def kokoros(ipa: str) -> str:
    """What eSpeak NG says of one word as Kokoro reads it: no stress, no blanks between moras."""
    for sound, symbol in _SAME.items():
        ipa = ipa.replace(sound, symbol)
    for pattern, symbol in _IN_PLACE:
        ipa = pattern.sub(symbol, ipa)
    return ipa
