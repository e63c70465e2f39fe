"""Checks regular expressions that users write, and refuses those that could take long."""

import re
from collections.abc import Iterator
from functools import lru_cache

from wyoming_kokoro.pronounce.respelling import InvalidRespelling

WINDOW = 200
"""Characters that are searched at a time, so that the time grows linearly with the text."""

MOST_WAYS = 100_000
"""Ways in which a pattern may match the same text at one place: two repeats without a limit and a little more."""

_TOKEN = re.compile(
    r"""
      \\.                                                    # an escaped sign
    | \[\^?\]?(?:\\.|[^\]\\])*\]                             # a set of signs
    | \((?:\?(?:[:=!>]|<[=!]|P<\w+>|[aiLmsux]*-?[imsx]*:))?  # the beginning of a group
    | \) | \|
    | (?P<repeat> [*+?] | \{(?P<least>\d*)(?P<range>,?)(?P<most>\d*)\} )[?+]?
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_REFERS_BACK = re.compile(r"(?<!\\)(?:\\\\)*\\[1-9]|\(\?P=|\(\?\(")


@lru_cache(1024)
def compile_pattern(pattern: str, *, case: bool) -> re.Pattern[str]:
    """Compile a pattern; raises InvalidRespelling if it is wrong or could take long."""
    try:
        compiled = re.compile(pattern, re.NOFLAG if case else re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as wrong:
        raise InvalidRespelling(f"the pattern is wrong: {wrong}") from wrong
    if compiled.search("") is not None:
        raise InvalidRespelling("the pattern also finds nothing at all")
    if _REFERS_BACK.search(pattern):
        raise InvalidRespelling("the pattern could take long: it refers back to one of its groups")
    if _ways(pattern) > MOST_WAYS:
        raise InvalidRespelling("the pattern could take long: give its repeats smaller limits, such as {1,9}")
    return compiled


def find_matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Search a text window by window; windows end at blanks where possible."""
    start = 0
    while start < len(text):
        end = start + WINDOW
        if end < len(text):
            blank = text.rfind(" ", start + 1, end)
            end = end if blank < 0 else blank
        yield from pattern.finditer(text, start, end)
        start = end


def _ways(pattern: str) -> int:
    """The number of ways in which its repeats can match the same text; refuses nested repeats and alternatives."""
    groups = [False]  # for each open group whether it contains a choice
    chosen = False  # whether what a repeat would repeat contains one
    ways = 1
    for token in _TOKEN.finditer(pattern):
        if token["repeat"]:
            least, most = _limits(token)
            if chosen and most > 1:
                raise InvalidRespelling(
                    "the pattern could take long: it repeats a group with repeats or alternatives in it"
                )
            ways *= min(most, WINDOW) - min(least, WINDOW) + 1
            groups[-1] = groups[-1] or least != most
        elif token[0] == ")" and len(groups) > 1:
            chosen = groups.pop()
            groups[-1] = groups[-1] or chosen
        else:
            chosen = False
            if token[0].startswith("("):
                groups.append(False)
            groups[-1] = groups[-1] or token[0] == "|"
    return ways


def _limits(repeat: re.Match[str]) -> tuple[int, int]:
    """The smallest and the largest number of repeats."""
    if repeat["range"] is None:
        return {"*": (0, WINDOW), "+": (1, WINDOW), "?": (0, 1)}[repeat["repeat"]]
    least = int(repeat["least"] or 0)
    return least, int(repeat["most"] or (WINDOW if repeat["range"] else least))
