"""A line's spans taken apart to words and marks, each with whether a blank stands before it."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from wyoming_kokoro.pronounce.alphabet import MARKS, known
from wyoming_kokoro.speech import Span

_OPENING = frozenset("“(")
_CLOSING = frozenset(";:,.!?…”)")
_ALIKE = str.maketrans("。，、！？：；–«»「」『』（）[]{}", ".,,!?:;—“”“”“”()()()")

_EDGES = re.compile(r'([“("]*)(.*?)([,;:!?…”")]*)', re.DOTALL)
"""Marks that stand at a word without a blank; a stop is not among them, because it may be part of the word."""


_KEPT = 1024
"""What spans say that is kept cut: words and signs that come again and again."""

_LETTERS = re.compile(r"(?<!\S)[A-Z](?: [A-Z]){1,5}(?:'s)?(?!\S)")
"""Up to six letters in a row are said in one breath; more are a code, which is dictated."""


class WordToPronounce(NamedTuple):
    """A word or a mark on its way to its sound."""

    spoken: str
    span: int
    language: str
    spaced: bool
    tag: str | None = None
    phonemes: str | None = None
    """Its sound, where that is known already."""
    source: str = ""
    """Who knew it, where it is known."""


def parts(spans: Sequence[Span], language: str) -> Iterator[WordToPronounce]:
    """Every word and mark of the spans in order; `language` is that of spans that name none."""
    before: WordToPronounce | None = None
    end = None
    for number, span in enumerate(spans):
        gap = end is not None and span.start > end
        end = span.end
        its_language = span.language or language
        for spoken, mark, blank in _pieces(span.spoken) if span.phonemes is None else ((span.spoken, "", None),):
            before = _part(spoken, mark, number, span, before, its_language, gap=gap if blank is None else blank)
            yield before


@lru_cache(_KEPT)
def _pieces(spoken: str) -> tuple[tuple[str, str, bool | None], ...]:
    """What a span says, cut at blanks and at marks: the marks by their symbols, and whether a blank stands before.

    None where that is as it stands before the span.
    """
    found: list[tuple[str, str, bool | None]] = []
    blank = None
    for word in _together(spoken):
        if word.isalnum():
            found.append((word, "", blank))
        elif mark := _mark(word):
            found.append((word, mark, blank))
        else:
            for piece in filter(None, _EDGES.fullmatch(word).groups()):  # type: ignore[union-attr] # matches all
                found.append((piece, _mark(piece), blank))
                blank = False
        blank = True
    return tuple(found)


def _together(spoken: str) -> Iterator[str]:
    """The words, with letters that are said one after another as one."""
    if spoken.isalnum():  # one word, as most spans are
        yield spoken
        return
    end = 0
    for letters in _LETTERS.finditer(spoken):
        yield from spoken[end : letters.start()].split()
        yield letters[0]
        end = letters.end()
    yield from spoken[end:].split()


def _part(
    spoken: str, mark: str, number: int, span: Span, before: WordToPronounce | None, language: str, *, gap: bool
) -> WordToPronounce:
    if span.phonemes is not None:
        return WordToPronounce(
            spoken, number, language, _spaced(before, "", gap=gap), None, known(span.phonemes), "user"
        )
    mark = _curled(mark, before, gap=gap)
    spaced = _spaced(before, mark, gap=gap)
    if mark:
        return WordToPronounce(spoken, number, language, spaced, None, mark, "mark")
    letter = len(spoken) == 1 and spoken.isupper() and span.rule != "word"  # what a rule says so is a letter: T S L A
    return WordToPronounce(spoken, number, language, spaced, span.tag or ("NNP" if letter else None))


def _mark(spoken: str) -> str:
    """The mark in Kokoro's symbols, if this is one and nothing else."""
    alike = spoken.translate(_ALIKE).replace("...", "…")
    return alike if MARKS.issuperset(alike) else ""


def _curled(mark: str, before: WordToPronounce | None, *, gap: bool) -> str:
    """A straight quote as an opening one where nothing or a blank is before it, else as a closing one."""
    if mark != '"':
        return mark
    opens = before is None or gap or (before.source == "mark" and (before.phonemes or "")[-1:] in _OPENING)
    return "“" if opens else "”"


def _spaced(before: WordToPronounce | None, mark: str, *, gap: bool) -> bool:
    """Whether a blank stands before a part; "gap" is whether one was written."""
    if before is None or (mark and mark[0] in _CLOSING):
        return False
    last = before.phonemes[-1:] if before.source == "mark" and before.phonemes else ""
    if last in _OPENING:
        return False
    return gap if mark or (last and last not in _CLOSING) else True
