"""What the other rules leave: words as they are written, marks, and signs that are not spoken."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, Claim, rule

MARKS: Final = ';:,.!?—…"()“”'
"""The marks in Kokoro's vocabulary, which are heard as pauses or in the intonation."""

LETTER: Final = r"[^\W\d_]"
_JOINED: Final = (
    r"[^\W\d_\u0964\u0965]|[\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u200c\u200d"
    r"\u0900-\u0963\u0971-\u0e3a\u0e40-\u0e4e\u0e80-\u109f\u1780-\u17d3]"
)
"""A further character of a word: a letter, or a combining character of another script."""
WORD: Final = rf"{LETTER}(?>(?:{_JOINED})*)(?>(?:'{LETTER}(?>(?:{_JOINED})*))*)"


@rule(
    rf"""(?P<one>{WORD})(?P<more>(?>(?:-{WORD})*))""",
    says={"Hello world": "Hello world", "wasn’t": "wasn't", "a well-known house": "a well known house"},
    leaves=("12", "!", "—"),
)
def word(match: re.Match[str], locale: Locale) -> str | Iterator[Claim]:
    """A word as it is written; a hyphenated word is several words, unless the dictionary has it."""
    written = written_word(match[0])
    if not match["more"] or _known(written, locale):
        return written
    return written.replace("-", " ")


@rule(
    r"""(?P<dots>\.{2,}|…+)|(?P<many>[!?.,;:])(?>(?P=many)*)|(?P<dash>—|–|--+|(?<![^\s])-(?=\s)|―)|
        (?P<quote>["“”„«»]|''|``)|\(\(*+|\)\)*+""",
    says={"Well... yes!!!": "Well … yes !", "so -- yes": "so — yes", "“Yes” (he said)": "“ Yes ” ( he said )"},
    leaves=("a-b", "'"),
)
def mark(match: re.Match[str], _locale: Locale) -> str:
    """A mark that is heard as a pause or in the intonation."""
    if match["dots"]:
        return "…"
    if match["dash"]:
        return "—"
    if match["many"]:
        return match["many"]
    return _QUOTES.get(match[0], match[0][0])


@rule(
    r"[。｡।॥]|[！？；：，、]|[「『《〈【（]|[」』》〉】）]|[‹›]|[¿¡]|[\[\]{}]",
    needs="[]{}¡¿।॥‹›、。〈〉《》「」『』【】！（），：；？｡",
    says={"[note] {x}": "( note ) ( x )"},
    leaves=(".", "x"),
)
def foreign_mark(match: re.Match[str], _locale: Locale) -> str:
    """A bracket or a mark of another script, replaced by the nearest mark that voices know."""
    return _FOREIGN.get(match[0], "")


@rule(r"\d++", says={}, leaves=("a",), needs="0123456789")
def figures(match: re.Match[str], _locale: Locale) -> str:
    """Digits that no rule of the language has claimed, left to the pronunciation."""
    return match[0]


@rule(
    rf"(?P<sign>[^\s{CLAIMED}])(?>(?P=sign)*)",
    says={"one * two": "one two", "it's 'so'": "it's so"},
    leaves=("a", "."),
)
def unsaid(_match: re.Match[str], _locale: Locale) -> str:
    """A sign that is not spoken."""
    return ""


_QUOTES: Final = {"«": "“", "»": "”", "„": "“", "''": '"', "``": '"'}
_FOREIGN: Final = {
    **dict.fromkeys("。｡।॥", "."),
    **{"！": "!", "？": "?", "；": ";", "：": ":", "，": ",", "、": ","},
    **dict.fromkeys("「『《〈“", "“"),
    **dict.fromkeys("」』》〉", "”"),
    **dict.fromkeys("【（[{", "("),
    **dict.fromkeys("】）]}", ")"),
}


def written_word(text: str) -> str:
    """Return a word in its usual spelling, without invisible characters."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text.replace("\xad", ""))


def _known(written: str, locale: Locale) -> bool:
    return locale.is_in_dictionary(written.lower())
