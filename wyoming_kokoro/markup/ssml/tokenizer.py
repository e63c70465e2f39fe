"""Cuts SSML into text and tags, however it arrives; every character of the text keeps its position."""

import html
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wyoming_kokoro.errors import BadRequest

MAX_TAGS = 1000
"""In one text: an unfinished comment costs a search through the whole text, so there may not be many."""

MAX_TAG_LENGTH = 4096
"""Characters of a tag that is still arriving: what is longer is no tag, and its text must not wait for ever."""

_MARKUP = re.compile(
    r"<\?xml[^<>]*\?>|<!--.*?-->|<!\[CDATA\[(?P<plain>.*?)\]\]>"
    r"|<(?P<closing>/?)(?P<name>[A-Za-z][\w:.-]*)(?P<rest>[^<>]*)>",
    re.DOTALL,
)
_UNFINISHED = re.compile(r"</?(?:[A-Za-z][^<>]*)?\Z|<\?[^<>]*\Z|<!(?:-(?:-.*)?)?\Z|<!\[.*\Z|<![A-Za-z]*\Z", re.DOTALL)
"""What may become markup when more arrives."""

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
_UNFINISHED_ENTITY = re.compile(r"&(?:#?\w{0,8})?\Z")
_ATTRIBUTE = re.compile(r"""([A-Za-z_][\w:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFUSED = ("<!DOCTYPE", "<!ENTITY")
_LONG_MARKUP = {"<!--": "-->", "<![CDATA[": "]]>"}
"""Markup that may be of any length, and what ends it."""
_LONGEST_END = 2
"""Characters of an end that may have arrived before its last one."""


@dataclass(frozen=True, slots=True)
class Text:
    """Characters to speak, and the position of each."""

    text: str
    positions: Sequence[int]


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag, an end tag, or both in one."""

    name: str
    """In lower-case letters."""
    position: int
    attributes: Mapping[str, str] = field(default_factory=dict)
    """By their names in lower-case letters."""
    opens: bool = True
    closes: bool = False


class Tokenizer:
    """Reads one text; how it was cut into pieces does not matter."""

    def __init__(self) -> None:
        self._pending = ""
        self._start = 0
        self._tags = 0
        self._ends: tuple[str, ...] = ()
        """What may complete the markup that has begun; empty where none has."""
        self._max_pending = MAX_TAG_LENGTH
        self._declaration: int | None = None
        """The position of the one XML declaration that a text may hold."""

    def feed(self, text: str) -> list[Text | Tag]:
        """Return the tokens that are complete with this piece."""
        self._tags += text.count("<")
        if self._tags > MAX_TAGS:
            raise BadRequest(f"SSML must not hold more than {MAX_TAGS} tags.", code="ssml_refused", about="input")
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
        while (begin := pending.find("<", at)) >= 0:
            yield from self._text(at, begin)
            self._refuse(pending[begin : begin + len(_REFUSED[0])], begin)
            if match := _MARKUP.match(pending, begin):
                yield from self._token(match)
                at = match.end()
            elif not final and self._may_become_markup(begin):
                at = begin
                self._wait_for_end(pending[begin:])
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

    def _text(self, begin: int, end: int) -> Iterator[Text]:
        """Yield the text from one place to another, its entities as the characters they stand for."""
        at = begin
        for entity in _ENTITY.finditer(self._pending, begin, end):
            yield from self._plain(at, entity.start())
            characters = html.unescape(entity[0])
            yield Text(characters, (self._start + entity.start(),) * len(characters))
            at = entity.end()
        yield from self._plain(at, end)

    def _plain(self, begin: int, end: int) -> Iterator[Text]:
        if begin < end:
            yield Text(self._pending[begin:end], range(self._start + begin, self._start + end))

    def _token(self, match: re.Match[str]) -> Iterator[Text | Tag]:
        if match["plain"] is not None:
            yield from self._plain(*match.span("plain"))
        elif match["name"] is not None:
            closing = bool(match["closing"])
            yield Tag(
                name=match["name"].lower(),
                position=self._start + match.start(),
                attributes=_attributes(match["rest"]),
                opens=not closing,
                closes=closing or match["rest"].endswith("/"),
            )

    def _refuse(self, beginning: str, at: int) -> None:
        """Raise BadRequest for document types and processing instructions: no speech needs them."""
        if beginning.startswith("<?xml") and self._declaration is None:
            self._declaration = self._start + at
        allowed = "<?xml".startswith(beginning) or self._declaration == self._start + at
        if (beginning.startswith("<?") and not allowed) or beginning.upper().startswith(_REFUSED):
            raise BadRequest(
                "SSML must not hold document types or processing instructions.", code="ssml_refused", about="input"
            )

    def _may_become_markup(self, begin: int) -> bool:
        rest = self._pending[begin:]
        return (rest.startswith(tuple(_LONG_MARKUP)) or len(rest) <= MAX_TAG_LENGTH) and _UNFINISHED.match(
            rest
        ) is not None

    def _wait_for_end(self, rest: str) -> None:
        """Note what will complete the markup that has begun."""
        for opening, end in _LONG_MARKUP.items():
            if rest.startswith(opening):
                self._ends, self._max_pending = (end,), sys.maxsize
                return
        if len(rest) > len("<![CDATA["):
            self._ends, self._max_pending = ("<", ">"), MAX_TAG_LENGTH

    def _complete(self, begin: int) -> int:
        """Return how far the text holds no unfinished entity."""
        unfinished = _UNFINISHED_ENTITY.search(self._pending, max(begin, len(self._pending) - 10))
        return unfinished.start() if unfinished else len(self._pending)


def _attributes(text: str) -> dict[str, str]:
    return {
        match[1].lower(): html.unescape(match[2] if match[2] is not None else match[3])
        for match in _ATTRIBUTE.finditer(text)
    }
