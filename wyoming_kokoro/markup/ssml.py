"""SSML: its words are spoken, its breaks are pauses, and its tags are never read aloud."""

import html
import re
from collections.abc import Iterator, Sequence

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.speech import Cue, Line, Pause

_TAG = re.compile(
    r"<\?xml[^<>]*\?>|<!--.*?-->|<!\[CDATA\[(?P<plain>.*?)\]\]>|</?(?P<name>[A-Za-z][\w:.-]*)(?P<rest>[^<>]*)>",
    re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
_DURATION = re.compile(r"""\btime\s*=\s*["']\s*\+?(\d{1,12}(?:\.\d{1,6})?)\s*(ms|s)\s*["']""")
_STRENGTH = re.compile(r"""\bstrength\s*=\s*["']([a-z-]+)["']""")

LONGEST_PAUSE = 10.0
"""Seconds of one break: a longer one is a mistake or mischief."""
LONGEST_PAUSES = 60.0
"""Seconds of all breaks together, for the same reason."""

MOST_TAGS = 1000
"""In one text: an unfinished comment costs a look through the whole text, so there may not be many."""

_STRENGTHS = {"none": 0.0, "x-weak": 0.1, "weak": 0.2, "medium": 0.4, "strong": 0.8, "x-strong": 1.2}
_PARTING = frozenset({"p", "s", "break", "speak", "paragraph", "sentence"})
"""Tags at which a word ends: other tags may stand inside one."""


def cues(text: str) -> Sequence[Cue]:
    """The words without their tags, each still knowing its place, and the pauses between them."""
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper() or "<?" in text.replace("<?xml", "", 1):
        raise BadRequest(
            "SSML must not hold document types or processing instructions.", code="ssml_refused", about="input"
        )
    if text.count("<") > MOST_TAGS:
        raise BadRequest(f"SSML must not hold more than {MOST_TAGS} tags.", code="ssml_refused", about="input")
    return tuple(_limited(_cues(text)))


def _cues(text: str) -> Iterator[Cue]:
    line = _LineBuilder()
    at = 0
    for tag in _TAG.finditer(text):
        line.take(text, at, tag.start())
        at = tag.end()
        if tag["plain"] is not None:
            line.add(tag["plain"], range(tag.start("plain"), tag.end("plain")))
        elif tag["name"] is not None and tag["name"].lower() in _PARTING:
            line.add(" ", (tag.start(),))
            if tag["name"].lower() == "break":
                yield from line.close()
                yield Pause(_length(tag["rest"]))
    line.take(text, at, len(text))
    yield from line.close()


def _limited(found: Iterator[Cue]) -> Iterator[Cue]:
    left = LONGEST_PAUSES
    for cue in found:
        if isinstance(cue, Pause):
            length = min(cue.seconds, LONGEST_PAUSE, left)
            left -= length
            yield Pause(length)
        else:
            yield cue


def _length(attributes: str) -> float:
    if found := _DURATION.search(attributes):
        return float(found[1]) / (1000 if found[2] == "ms" else 1)
    strength = _STRENGTH.search(attributes)
    return _STRENGTHS.get(strength[1] if strength else "medium", _STRENGTHS["medium"])


class _LineBuilder:
    """A line in the making: its characters and the place of each."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._places: list[int] = []

    def add(self, text: str, places: Sequence[int]) -> None:
        self._text.append(text)
        self._places.extend(places)

    def take(self, text: str, start: int, end: int) -> None:
        """Take a stretch between tags, its entities read."""
        at = start
        for entity in _ENTITY.finditer(text, start, end):
            self.add(text[at : entity.start()], range(at, entity.start()))
            character = html.unescape(entity[0])
            self.add(character, (entity.start(),) * len(character))
            at = entity.end()
        self.add(text[at:end], range(at, end))

    def close(self) -> Iterator[Line]:
        """The line, if it holds anything, and begin another."""
        text = "".join(self._text)
        if text.strip():
            yield Line(text, places=tuple(self._places))
        self._text, self._places = [], []
