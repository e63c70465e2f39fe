"""Cuts SSML into text and tags, however it arrives; every character of the text keeps its position."""

import html
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from wyoming_kokoro.errors import BadRequest

MAX_TAGS = 10_000
"""In one text: each costs some microseconds, and no text for people has as many."""

MAX_TAG_LENGTH = 4096
"""Characters of a tag: what is longer is no tag, and its text must not wait for ever while it arrives."""

_KNOWN_TAGS = 200
"""Tags that are kept of one text."""

_TAG = re.compile(r"""<(?P<closing>/?)(?P<name>[A-Za-z][\w:.-]*)(?P<rest>(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""")
_MARKUP = re.compile(r"<\?xml[^<>]*\?>|<!--.*?-->|<!\[CDATA\[(?P<plain>.*?)\]\]>|<!(?i:DOCTYPE)[^<>\[]*>", re.DOTALL)
"""Markup that is no tag."""
_LOOSE_TAG = re.compile(r"<(?P<closing>/?)(?P<name>[A-Za-z][\w:.-]*)(?P<rest>[^<>]*)>")
"""A tag with a quotation mark too many."""
_UNFINISHED = re.compile(
    r"""</?\Z|</?[A-Za-z](?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+(?:"[^"<]*|'[^'<]*)?\Z"""
    r"|<\?[^<>]*\Z|<!(?:-(?:-.*)?)?\Z|<!\[.*\Z|<![A-Za-z][^<>\[]*\Z",
    re.DOTALL,
)
"""What may become markup when more arrives."""

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
_UNFINISHED_ENTITY = re.compile(r"&(?:#?\w{0,8})?\Z")
_ATTRIBUTE = re.compile(r"""([A-Za-z_][\w:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_NO_ATTRIBUTES: Mapping[str, str] = {}
_DOCTYPE, _DEFINITION = "<!DOCTYPE", "<!ENTITY"
_LONG_MARKUP = {"<!--": "-->", "<![CDATA[": "]]>"}
"""Markup that may be of any length, and what ends it."""
_LONGEST_END = 2
"""Characters of an end that may have arrived before its last one."""
_BLANKS = str.maketrans("\r\t", "  ")
"""Blanks that are no ends of lines."""


class Text(NamedTuple):
    """Characters to speak, and the position of each."""

    text: str
    positions: Sequence[int]


class Tag(NamedTuple):
    """A start tag, an end tag, or both in one."""

    name: str
    """In lower-case letters."""
    position: int
    attributes: Mapping[str, str] = _NO_ATTRIBUTES
    """By their names in lower-case letters."""
    opens: bool = True
    closes: bool = False
    length: int = 0
    """Characters as written."""


class Tokenizer:
    """Reads one text; how it was cut into pieces does not matter."""

    def __init__(self) -> None:
        self._pending = ""
        self._start = 0
        self._tags = 0
        self._ends: tuple[str, ...] = ()
        """What may complete the markup that has begun; empty where none has."""
        self._last_ends: Mapping[str, int] = {}
        """Where each end of long markup is for the last time in what is pending."""
        self._max_pending = MAX_TAG_LENGTH
        self._declaration: int | None = None
        """The position of the one XML declaration that a text may hold."""
        self._known: dict[str, Tag] = {}
        """Tags by how they are written: most texts have a few, again and again."""

    def feed(self, text: str) -> list[Text | Tag]:
        """Return the tokens that are complete with this piece."""
        self._tags += text.count("<")
        if self._tags > MAX_TAGS:
            raise BadRequest(f"SSML must not hold more than {MAX_TAGS} tags.", code="ssml_refused", about="input")
        text = text.translate(_BLANKS)
        joined = self._pending[-_LONGEST_END:] + text
        self._pending += text
        if self._ends and not any(end in joined for end in self._ends) and len(self._pending) <= self._max_pending:
            return []  # the markup that has begun is not complete: it is not searched again
        return list(self._tokens(final=False))

    def finish(self) -> list[Text | Tag]:
        """Return the rest; what never became a tag is text."""
        return list(self._tokens(final=True))

    def _tokens(self, *, final: bool) -> Iterator[Text | Tag]:
        pending, at, self._ends = self._pending, 0, ()
        self._last_ends = {opening: pending.rfind(end) for opening, end in _LONG_MARKUP.items()}
        while (begin := pending.find("<", at)) >= 0:
            if at < begin:
                if pending.find("&", at, begin) < 0:
                    yield self._plain(at, begin)
                else:
                    yield from self._text(at, begin)
            if tag := self._tag(begin):
                yield tag
                at = begin + tag.length
                continue
            match = self._long_markup(begin)
            unfinished = match is None and not final and self._may_become_markup(begin)
            if pending.startswith(("<!", "<?"), begin):
                self._refuse(begin, complete=match is not None, unfinished=unfinished)
            elif not unfinished and (loose := _LOOSE_TAG.match(pending, begin, begin + MAX_TAG_LENGTH)):
                yield self._new_tag(loose)
                at = loose.end()
                continue
            if match is not None:
                if match["plain"]:
                    yield self._plain(*match.span("plain"))
                at = match.end()
            elif unfinished:
                at = begin
                self._wait_for_end(begin)
                break
            else:
                yield from self._text(begin, begin + 1)
                at = begin + 1
        else:
            end = len(pending) if final else self._complete(at)
            yield from self._text(at, end)
            at = end
        self._pending = pending[at:]
        self._start += at

    def _long_markup(self, begin: int) -> re.Match[str] | None:
        """Return the markup that is no tag at a place; None where there is none, or not yet."""
        if self._pending.startswith("<!", begin):
            for opening in _LONG_MARKUP:
                if self._pending.startswith(opening, begin):
                    return _MARKUP.match(self._pending, begin) if self._last_ends[opening] > begin else None
        return _MARKUP.match(self._pending, begin, begin + MAX_TAG_LENGTH)

    def _text(self, begin: int, end: int) -> Iterator[Text]:
        """Yield the text from one place to another, its entities as the characters they stand for."""
        at = begin
        for entity in _ENTITY.finditer(self._pending, begin, end):
            if at < entity.start():
                yield self._plain(at, entity.start())
            characters = html.unescape(entity[0])
            yield Text(characters, (self._start + entity.start(),) * len(characters))
            at = entity.end()
        if at < end:
            yield self._plain(at, end)

    def _plain(self, begin: int, end: int) -> Text:
        return Text(self._pending[begin:end], range(self._start + begin, self._start + end))

    def _tag(self, begin: int) -> Tag | None:
        """Return the tag at a place, if there is one; the same one again has the same attributes, in one object."""
        until = self._pending.find(">", begin, begin + MAX_TAG_LENGTH) + 1
        if known := self._known.get(self._pending[begin:until]):
            return Tag(known.name, self._start + begin, known.attributes, known.opens, known.closes, known.length)
        match = _TAG.match(self._pending, begin, begin + MAX_TAG_LENGTH)
        if match is None:
            return None
        tag = self._new_tag(match)
        if len(self._known) < _KNOWN_TAGS:
            self._known[match[0]] = tag
        return tag

    def _new_tag(self, match: re.Match[str]) -> Tag:
        closing, rest = bool(match["closing"]), match["rest"]
        closes = closing or rest.endswith("/")
        position, length = self._start + match.start(), len(match[0])
        return Tag(match["name"].lower(), position, _attributes(rest), not closing, closes, length)

    def _refuse(self, begin: int, *, complete: bool, unfinished: bool) -> None:
        """Raise BadRequest for definitions and processing instructions: no speech needs them."""
        beginning = self._pending[begin : begin + len(_DOCTYPE)]
        if beginning.startswith("<?xml") and self._declaration is None:
            self._declaration = self._start + begin
        allowed = "<?xml".startswith(beginning) or self._declaration == self._start + begin
        defines = beginning.upper().startswith(_DEFINITION) or (
            beginning.upper() == _DOCTYPE and not unfinished and not complete
        )
        if (beginning.startswith("<?") and not allowed) or defines:
            raise BadRequest(
                "SSML must not hold definitions or processing instructions.", code="ssml_refused", about="input"
            )

    def _may_become_markup(self, begin: int) -> bool:
        is_long = self._pending.startswith(tuple(_LONG_MARKUP), begin)
        short_enough = len(self._pending) - begin <= MAX_TAG_LENGTH
        return (is_long or short_enough) and _UNFINISHED.match(self._pending, begin) is not None

    def _wait_for_end(self, begin: int) -> None:
        """Note what will complete the markup that has begun."""
        for opening, end in _LONG_MARKUP.items():
            if self._pending.startswith(opening, begin):
                self._ends, self._max_pending = (end,), sys.maxsize
                return
        if len(self._pending) - begin > len("<![CDATA["):
            self._ends, self._max_pending = ("<", ">", "["), MAX_TAG_LENGTH

    def _complete(self, begin: int) -> int:
        """Return how far the text holds no unfinished entity."""
        unfinished = _UNFINISHED_ENTITY.search(self._pending, max(begin, len(self._pending) - 10))
        return unfinished.start() if unfinished else len(self._pending)


def _attributes(text: str) -> Mapping[str, str]:
    if "=" not in text:
        return _NO_ATTRIBUTES
    return {
        match[1].lower(): html.unescape(match[2] if match[2] is not None else match[3])
        for match in _ATTRIBUTE.finditer(text)
    }
