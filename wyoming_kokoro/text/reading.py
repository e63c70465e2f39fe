"""Reads a text: what is said for each part of it."""

import re

from wyoming_kokoro.speech import Span
from wyoming_kokoro.text.locale import Locale

_PART = re.compile(r"(?P<mark>\.{2,}|[;:,.!?—…\"()“”])|(?P<word>\w(?:[^\s;:,!?—…\"()“”]*\w)?)|(?P<other>\S)")  # noqa: RUF100


def read(text: str, locale: Locale) -> tuple[Span, ...]:  # noqa: ARG001 -- no rule asks for it yet
    """What is said for each part of the text: in order, not overlapping, covering all but blanks."""
    return tuple(_span(match) for match in _PART.finditer(text))


def _span(match: re.Match[str]) -> Span:
    said = match[0] if match["word"] else "…" if len(match[0]) > 1 else match[0] if match["mark"] else ""
    return Span(match.start(), match.end(), said, match.lastgroup or "other")
