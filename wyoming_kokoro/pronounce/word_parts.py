"""A written word and its parts: taken apart where hyphens and capitals show it, and put together again."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from wyoming_kokoro.pronounce.alphabet import PRIMARY
from wyoming_kokoro.pronounce.stress import lowered, weight

_PIECE = re.compile(r"[^\W\d_]{1,64}(?:['’][^\W\d_]{1,64})*(?:['’](?!.))?|\d{1,64}|.", re.DOTALL)
"""Letters with apostrophes, digits, or a sign; no word is longer than 64 letters, whatever is written."""

_HUMP = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-Z])(?=[A-Z][a-z]{2})|(?<![^\W\d_])(?<=[A-Z])(?=[A-Z][a-z])")
"""Where a word within a word begins: smart|Home, XML|Http, A|Le; but LEDs and TVs are whole."""

_SILENT = frozenset("'’‘,-._/")
"""What only joins or parts a word's parts."""


class SpokenPart(NamedTuple):
    """A part of a written word and how it sounds; nothing for what is silent."""

    text: str
    phonemes: str
    source: str


def pieces(written: str) -> list[str]:
    """The words and signs a written word without blanks is made of."""
    return _PIECE.findall(written)


def humps(piece: str) -> list[str]:
    """The words within a piece, as capitals show them."""
    return _HUMP.split(piece)


def silent(piece: str) -> bool:
    """Whether nothing is said for this piece beside others."""
    return _SILENT.issuperset(piece)


def joined(parts: Sequence[SpokenPart]) -> list[SpokenPart]:
    """The parts as words: one word whose stresses are balanced, or several where a sign or digits part them."""
    heard = [part for part in parts if part.phonemes]
    if len(parts) == 1:
        return heard
    if _parted("".join(part.text for part in parts)):
        return heard
    phonemes = _balanced([(part.text, part.phonemes) for part in heard])
    if not heard:
        return []
    weakest = min(heard, key=lambda part: _TRUST.index(part.source))
    return [SpokenPart("".join(part.text for part in parts), "".join(phonemes), weakest.source)]


_TRUST = ("nothing", "espeak", "compound", "letters", "homograph", "lexicon", "ours", "user")
"""Sources of a word's parts; the word is told to be from the first of these that had a share in it."""


def _parted(written: str) -> bool:
    """Whether letters, digits and signs stand side by side: then each is a word of its own."""
    kinds = {
        "letter" if sign.isalpha() else "digit" if sign.isdigit() else "sign" for sign in written if not silent(sign)
    }
    return len(kinds) > 1 or "/" in written


def _balanced(parts: Sequence[tuple[str, str]]) -> list[str]:
    """The parts' phonemes, with the lesser half's stress lowered where too many parts are stressed."""
    phonemes = [spoken for _, spoken in parts]
    if len(parts) == 2 and len(parts[0][0]) == 1:  # noqa: PLR2004 - e-mail, T-shirt: the letter is the louder one
        return [phonemes[0], lowered(phonemes[1])]
    stressed = sum(PRIMARY in spoken for spoken in phonemes)
    if len(parts) < 2 or stressed <= (len(parts) + 1) // 2:  # noqa: PLR2004
        return phonemes
    order = sorted(range(len(parts)), key=lambda place: (PRIMARY in phonemes[place], weight(phonemes[place]), place))
    for place in order[: len(parts) // 2]:
        phonemes[place] = lowered(phonemes[place])
    return phonemes
