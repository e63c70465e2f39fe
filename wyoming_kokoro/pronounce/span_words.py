"""Splits a line's spans into words and marks, and notes whether a blank precedes each."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from wyoming_kokoro.pronounce.alphabet import MARKS, to_symbols
from wyoming_kokoro.speech import Span

_OPENING = frozenset("“(")
_CLOSING = frozenset(";:,.!?…”)")
_SAME_MARKS = str.maketrans("。，、！？：；–«»「」『』（）[]{}", ".,,!?:;—“”“”“”()()()")

_EDGES = re.compile(r'([“("]*)(.*?)([,;:!?…”")]*)', re.DOTALL)
"""Marks next to a word without a blank; not the full stop, because it may be part of the word."""

_CACHED_SPANS = 1024
"""Spoken texts of spans whose pieces are cached: frequent words and signs."""

_LETTERS = re.compile(r"(?<!\S)[A-Z](?: [A-Z]){1,5}(?:'s)?(?!\S)")
"""Up to six letters in a row are spoken as one word; more are a code, which is dictated."""


class WordToPronounce(NamedTuple):
    """A word or a mark that needs a pronunciation."""

    spoken: str
    span: int
    language: str
    spaced: bool
    tag: str | None = None
    phonemes: str | None = None
    """Its phonemes, if they are already known."""
    source: str = ""
    """The source of the phonemes, if they are known."""


def words_to_pronounce(spans: Sequence[Span], language: str) -> Iterator[WordToPronounce]:
    """Every word and mark of the spans in order; `language` is for spans that name none."""
    before: WordToPronounce | None = None
    end = None
    for number, span in enumerate(spans):
        gap = end is not None and span.start > end
        end = span.end
        span_language = span.language or language
        for spoken, mark, blank in _pieces(span.spoken) if span.phonemes is None else ((span.spoken, "", None),):
            before = _word(spoken, mark, number, span, before, span_language, gap=gap if blank is None else blank)
            yield before


@lru_cache(_CACHED_SPANS)
def _pieces(spoken: str) -> tuple[tuple[str, str, bool | None], ...]:
    """A span's spoken text, cut at blanks and marks: with the symbols of marks, and whether a blank precedes.

    None for the first piece: a blank precedes it if one precedes the span.
    """
    cut: list[tuple[str, str, bool | None]] = []
    blank = None
    for word in _letters_joined(spoken):
        if word.isalnum():
            cut.append((word, "", blank))
        elif mark := _mark(word):
            cut.append((word, mark, blank))
        else:
            for piece in filter(None, _EDGES.fullmatch(word).groups()):  # type: ignore[union-attr] # matches all
                cut.append((piece, _mark(piece), blank))
                blank = False
        blank = True
    return tuple(cut)


def _letters_joined(spoken: str) -> Iterator[str]:
    """The words, with a row of letters as one word."""
    if spoken.isalnum():  # one word, as most spans are
        yield spoken
        return
    end = 0
    for letters in _LETTERS.finditer(spoken):
        yield from spoken[end : letters.start()].split()
        yield letters[0]
        end = letters.end()
    yield from spoken[end:].split()


def _word(
    spoken: str, mark: str, number: int, span: Span, before: WordToPronounce | None, language: str, *, gap: bool
) -> WordToPronounce:
    if span.phonemes is not None:
        return WordToPronounce(
            spoken, number, language, _spaced(before, "", gap=gap), None, to_symbols(span.phonemes), "user"
        )
    mark = _curled(mark, before, gap=gap)
    spaced = _spaced(before, mark, gap=gap)
    if mark:
        return WordToPronounce(spoken, number, language, spaced, None, mark, "mark")
    letter = len(spoken) == 1 and spoken.isupper() and span.rule != "word"  # other rules mean letters: T S L A
    return WordToPronounce(spoken, number, language, spaced, span.tag or ("NNP" if letter else None))


def _mark(spoken: str) -> str:
    """The mark in Kokoro's symbols; empty if the text is not a mark."""
    mark = spoken.translate(_SAME_MARKS).replace("...", "…")
    return mark if MARKS.issuperset(mark) else ""


def _curled(mark: str, before: WordToPronounce | None, *, gap: bool) -> str:
    """A straight quote as an opening quote after nothing or a blank, else as a closing quote."""
    if mark != '"':
        return mark
    opens = before is None or gap or (before.source == "mark" and (before.phonemes or "")[-1:] in _OPENING)
    return "“" if opens else "”"


def _spaced(before: WordToPronounce | None, mark: str, *, gap: bool) -> bool:
    """Whether a blank precedes a word or mark; `gap` is whether one is written."""
    if before is None or (mark and mark[0] in _CLOSING):
        return False
    last = before.phonemes[-1:] if before.source == "mark" and before.phonemes else ""
    if last in _OPENING:
        return False
    return gap if mark or (last and last not in _CLOSING) else True
