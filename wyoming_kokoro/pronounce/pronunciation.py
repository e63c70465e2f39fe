"""How a text sounds: every spoken word and mark of its spans, with phonemes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce.alphabet import MARKS, known
from wyoming_kokoro.pronounce.espeak import EspeakPronouncer
from wyoming_kokoro.speech import Span, Word

_OPENING = frozenset("“(")
_CLOSING = frozenset(";:,.!?…”)")
_ALIKE = str.maketrans("。，、！？：；–«»「」『』（）[]{}", ".,,!?:;—“”“”“”()()()")


class Pronunciation:
    """Gives the words of spans their phonemes."""

    def __init__(self, library: EspeakNg) -> None:
        self._espeak = EspeakPronouncer(library)

    @property
    def identity(self) -> str:
        """Changes whenever the same words would be pronounced otherwise."""
        return self._espeak.identity

    def words(self, spans: Sequence[Span], language: str) -> tuple[Word, ...]:
        """Every spoken word and mark of the spans, in order; `language` is that of spans that name none."""
        words: list[Word] = []
        for asked, some in groupby(_parts(spans, language), key=lambda part: part.language):
            run = list(some)
            if asked is None:
                sounds = [part.phonemes for part in run]
            else:
                sounds = self._espeak.words([part.said for part in run], asked)
            words += [
                Word(part.said, sound, part.span, part.source if sound else "nothing", part.spaced)
                for part, sound in zip(run, sounds, strict=True)
            ]
        return tuple(words)


@dataclass(frozen=True, slots=True)
class _Part:
    """A word or a mark on its way to its sound."""

    said: str
    span: int
    source: str
    spaced: bool
    language: str | None = None
    """In which to ask for it; None where `phonemes` are known."""
    phonemes: str = ""


def _parts(spans: Sequence[Span], language: str) -> Iterator[_Part]:
    before: _Part | None = None
    for number, span in enumerate(spans):
        gap = number > 0 and span.start > spans[number - 1].end
        for said in [span.said] if span.phonemes is not None else span.said.split():
            before = _part(said, number, span, before, language, gap=gap)
            gap = True
            yield before


def _part(said: str, number: int, span: Span, before: _Part | None, language: str, *, gap: bool) -> _Part:
    if span.phonemes is not None:
        return _Part(said, number, "user", _spaced(before, "", gap=gap), phonemes=known(span.phonemes))
    mark = _mark(said)
    if mark:
        return _Part(said, number, "mark", _spaced(before, mark, gap=gap), phonemes=mark)
    return _Part(said, number, "espeak", _spaced(before, "", gap=gap), language=span.language or language)


def _mark(said: str) -> str:
    """The mark in Kokoro's symbols, if this is one and nothing else."""
    alike = said.translate(_ALIKE).replace("...", "…")
    return alike if MARKS.issuperset(alike) else ""


def _spaced(before: _Part | None, mark: str, *, gap: bool) -> bool:
    """Whether a blank stands before a part; "gap" is whether one was written."""
    if before is None or (mark and mark[0] in _CLOSING):
        return False
    last = before.phonemes[-1:] if before.source == "mark" else ""
    if last in _OPENING:
        return False
    return gap if mark or (last and last not in _CLOSING) else True
