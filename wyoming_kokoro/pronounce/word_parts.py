"""Splits written words at hyphens and capitals, and joins the sounds of the parts."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from wyoming_kokoro.pronounce.alphabet import PRIMARY
from wyoming_kokoro.pronounce.stress import lowered, weight

_PIECE = re.compile(r"[^\W\d_]{1,64}(?:['’][^\W\d_]{1,64})*(?:['’](?!.))?|\d{1,64}|.", re.DOTALL)
"""Letters with apostrophes, digits, or a sign; a word has at most 64 letters."""

_HUMP = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-Z])(?=[A-Z][a-z]{2})|(?<![^\W\d_])(?<=[A-Z])(?=[A-Z][a-z])")
"""Where a word within a word begins: smart|Home, XML|Http, A|Le; but LEDs and TVs are whole."""

_SILENT = frozenset("'’‘,-._/")
"""Signs that only join or separate the parts of a word."""


class SpokenPart(NamedTuple):
    """A part of a written word and its phonemes, which are empty for what is silent."""

    text: str
    phonemes: str
    source: str


def pieces(written: str) -> list[str]:
    """The words and signs in a written word without blanks."""
    return _PIECE.findall(written)


def humps(piece: str) -> list[str]:
    """The words inside a piece, separated by capitals."""
    return _HUMP.split(piece)


def is_silent(piece: str) -> bool:
    """Whether a sign has no sound inside a word."""
    return _SILENT.issuperset(piece)


def joined(parts: Sequence[SpokenPart]) -> list[SpokenPart]:
    """The parts as one word with balanced stresses, or as several words where signs or digits separate them."""
    audible = [part for part in parts if part.phonemes]
    if len(parts) == 1:
        return audible
    if _is_several_words("".join(part.text for part in parts)):
        return audible
    phonemes = _balanced([(part.text, part.phonemes) for part in audible])
    if not audible:
        return []
    weakest = min(audible, key=lambda part: _TRUST.index(part.source))
    return [SpokenPart("".join(part.text for part in parts), "".join(phonemes), weakest.source)]


_TRUST = ("nothing", "espeak", "guess", "compound", "letters", "homograph", "lexicon", "ours", "user")
"""Sources of parts, the least certain first: a joined word has the least certain source of its parts."""


def _is_several_words(written: str) -> bool:
    """Whether it mixes letters, digits and signs: then each is a word of its own."""
    kinds = {
        "letter" if sign.isalpha() else "digit" if sign.isdigit() else "sign" for sign in written if not is_silent(sign)
    }
    return len(kinds) > 1 or "/" in written


def _balanced(parts: Sequence[tuple[str, str]]) -> list[str]:
    """The parts' phonemes; where too many are stressed, the stress of the lighter half is lowered."""
    phonemes = [spoken for _, spoken in parts]
    if len(parts) == 2 and len(parts[0][0]) == 1:  # noqa: PLR2004 - e-mail, T-shirt: the letter has the main stress
        return [phonemes[0], lowered(phonemes[1])]
    stressed = sum(PRIMARY in spoken for spoken in phonemes)
    if len(parts) < 2 or stressed <= (len(parts) + 1) // 2:  # noqa: PLR2004
        return phonemes
    order = sorted(range(len(parts)), key=lambda place: (PRIMARY in phonemes[place], weight(phonemes[place]), place))
    for place in order[: len(parts) // 2]:
        phonemes[place] = lowered(phonemes[place])
    return phonemes
