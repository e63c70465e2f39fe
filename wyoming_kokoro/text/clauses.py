"""Cuts sentences into clauses at commas and other marks inside them."""

import re
from collections.abc import Iterator
from typing import Final

from wyoming_kokoro.speech import Ending
from wyoming_kokoro.text.scripts import is_ideographic
from wyoming_kokoro.text.sentence import Sentence
from wyoming_kokoro.text.stop_words import stop_words

_SHORTEST_CLAUSE: Final = 10
"""Letters; shorter clauses ("Well,") sound cut off."""
_LOOKAHEAD: Final = 32
"""Characters after a mark that are considered, at most."""

_CLAUSE_END = re.compile(
    r"[,;:…—][\"'”’)\]]{0,3}(?=\s)|[，、；：]|\s[-–—](?=\s)|—(?=\w)",
)
_NAME_AFTER_COMMA = re.compile(r"[A-Z]{2}\b|(?:Jr|Sr|Inc|Ltd)\b")
"""What belongs to the name before a comma: "Santa Clara, CA"."""


def clauses(sentence: Sentence) -> list[Sentence]:
    """Cut a sentence into clauses; the last clause has the sentence's ending."""
    text, parts, begin = sentence.text, list[Sentence](), 0
    for match in _CLAUSE_END.finditer(text):
        end = match.end()
        if _separates_clauses(text, begin, match.start(), end):
            parts.append(Sentence(sentence.start + begin, text[begin:end].rstrip(), Ending.CLAUSE))
            begin = end + len(text[end:]) - len(text[end:].lstrip())
    parts.append(Sentence(sentence.start + begin, text[begin:], sentence.ending))
    return parts


def clause_ends(text: str, start: int, end: int) -> Iterator[int]:
    """The places after marks between which a text could be cut."""
    return (match.end() for match in _CLAUSE_END.finditer(text, start, end))


def is_inside_code(text: str, begin: int, at: int) -> bool:
    """Whether a place is inside a piece of code in backquotes."""
    return text.count("`", begin, at) % 2 == 1


def _separates_clauses(text: str, begin: int, at: int, end: int) -> bool:
    """Whether a mark inside a sentence separates two clauses."""
    if _width(text[begin:end]) < _SHORTEST_CLAUSE or _width(text[end : end + _LOOKAHEAD]) < _SHORTEST_CLAUSE:
        return False
    before, after = text[:at].rstrip()[-1:], text[end : end + _LOOKAHEAD].lstrip()
    if before.isdigit() and after[:1].isdigit():
        return False  # "November 21, 2025", "3 - 4"
    if text[at] == "," and (_NAME_AFTER_COMMA.match(after) or _is_inside_date(text[begin:at], after)):
        return False
    return not (
        text.count("(", begin, end) > text.count(")", begin, end)
        or text.count("[", begin, end) > text.count("]", begin, end)
        or is_inside_code(text, 0, end)
    )


def _width(text: str) -> int:
    """The length of a text in letters, where an ideograph counts as two."""
    return len(text) + sum(map(is_ideographic, text))


def _is_inside_date(before: str, after: str) -> bool:
    """Whether a comma is inside a date: "Tuesday, June 5"."""
    calendar = stop_words("en").calendar
    words = before.split()
    following = re.match(r"[A-Za-z]+", after)
    return bool(words and words[-1].lower() in calendar) or bool(following and following[0].lower() in calendar)
