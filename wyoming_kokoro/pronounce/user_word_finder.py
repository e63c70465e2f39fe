"""The user's own words found in what is written, and in what is said for it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from zlib import crc32

from wyoming_kokoro.pronounce.endings import with_s
from wyoming_kokoro.pronounce.patterns import checked, found
from wyoming_kokoro.pronounce.span_words import WordToPronounce
from wyoming_kokoro.pronounce.user_words import UserWord
from wyoming_kokoro.speech import Span

RULE = "own"
"""The rule that is named where the user's own words decided."""

_CHUNK = re.compile(r"\S+")
_OPENING = "\"'“‘([{*_¿¡"
_CLOSING = "\"'”’)]}*_.,;:!?…"
_POSSESSIVES = ("'s", "’s")
_NO_WORD = "\0"
"""Stands for what cannot be part of a word or phrase."""


class UserWordMatch(NamedTuple):
    """An entry that fits some chunks of text, where in the first it begins, and where in the last it ends."""

    entry: UserWord
    chunks: int
    start: int
    end: int
    possessive: bool


class UserWordFinder:
    """The user's own words, ready to be looked for."""

    def __init__(self, entries: Iterable[UserWord] = ()) -> None:
        self._entries = tuple(entries)
        self._by_first: dict[str, list[tuple[list[str], UserWord]]] = defaultdict(list)
        for entry in self._entries:
            if not entry.pattern:
                words = entry.written.split()
                self._by_first[words[0].casefold()].append((words, entry))
        for some in self._by_first.values():
            some.sort(key=lambda pair: (len(pair[0]), pair[1].case, len(pair[1].language or "")), reverse=True)
        self._patterns = [(checked(entry.written, case=entry.case), entry) for entry in self._entries if entry.pattern]

    @property
    def identity(self) -> str:
        """Changes whenever the entries do."""
        return f"{len(self._entries)} own {crc32(repr(self._entries).encode(errors='replace')):08x}"

    @property
    def any(self) -> bool:
        """Whether there are some."""
        return bool(self._entries)

    def claims(self, text: str, language: str, *, british: bool) -> tuple[Span, ...]:
        """The parts of a text that the user has own words for, before any other rule; in order, not overlapping."""
        claimed = list(self._claimed_words(text, language, british=british))
        taken = {place for span in claimed for place in range(span.start, span.end)}
        for pattern, entry in self._patterns:
            for match in found(pattern, text) if entry.holds_in(language) else ():
                places = range(*match.span())
                if _whole(text, match) and taken.isdisjoint(places):
                    taken.update(places)
                    spoken = None if entry.spoken is None else match.expand(entry.spoken)
                    claimed.append(_span(text, match.start(), match.end(), entry, spoken, british=british))
        return tuple(sorted(claimed, key=lambda span: span.start))

    def applied(self, parts: Sequence[WordToPronounce], language: str, *, british: bool) -> Iterator[WordToPronounce]:
        """The words of one language, with the user's own in their place; patterns are for what is written only."""
        if not self._by_first:
            yield from parts
            return
        words = [part.spoken if part.phonemes is None else _NO_WORD for part in parts]
        place = 0
        while place < len(parts):
            fit = self._fit(words, place, language)
            if fit is None:
                yield parts[place]
            else:
                yield from _replaced(parts[place : place + fit.chunks], fit, british=british)
            place += fit.chunks if fit else 1

    def _claimed_words(self, text: str, language: str, *, british: bool) -> Iterator[Span]:
        if not self._by_first:
            return
        chunks = list(_CHUNK.finditer(text))
        words = [chunk[0] for chunk in chunks]
        place = 0
        while place < len(words):
            fit = self._fit(words, place, language)
            if fit is not None:
                start = chunks[place].start() + fit.start
                end = chunks[place + fit.chunks - 1].start() + fit.end
                yield _span(text, start, end, fit.entry, fit.entry.spoken, british=british, possessive=fit.possessive)
            place += fit.chunks if fit else 1

    def _fit(self, words: Sequence[str], place: int, language: str) -> UserWordMatch | None:
        """The entry that fits the words from here on, the longest first."""
        start = len(words[place]) - len(words[place].lstrip(_OPENING))
        for begin in dict.fromkeys((0, start)):
            for end, possessive in _ends(words[place], begin):
                for wanted, entry in self._by_first.get(words[place][begin:end].casefold(), ()):
                    if not entry.holds_in(language):
                        continue
                    if len(wanted) == 1 and _same(wanted[0], words[place][begin:end], entry):
                        return UserWordMatch(entry, 1, begin, end, possessive)
                    fit = self._phrase(words, place, begin, wanted, entry) if end == len(words[place]) else None
                    if fit is not None:
                        return fit
        return None

    @staticmethod
    def _phrase(
        words: Sequence[str], place: int, begin: int, wanted: Sequence[str], entry: UserWord
    ) -> UserWordMatch | None:
        """The fit of a phrase of several words, the last of which may have marks after it."""
        there = words[place : place + len(wanted)]
        if len(wanted) == 1 or len(there) < len(wanted):
            return None
        first, *middle, last = there
        if not all(map(_same, wanted[:-1], (first[begin:], *middle), [entry] * len(wanted))):
            return None
        for end, possessive in _ends(last, 0):
            if _same(wanted[-1], last[:end], entry):
                return UserWordMatch(entry, len(wanted), begin, end, possessive)
        return None


def _ends(word: str, begin: int) -> Iterator[tuple[int, bool]]:
    """Where a word may end, and whether what is left out is the s of a possessive: the longest first."""
    bare = max(begin, len(word.rstrip(_CLOSING)))
    for end in dict.fromkeys((len(word), bare)):
        yield end, False
        if word[begin:end].endswith(_POSSESSIVES):
            yield end - 2, True


def _same(wanted: str, there: str, entry: UserWord) -> bool:
    if entry.case:
        return wanted == there
    return wanted.casefold() == there.casefold()


def _whole(text: str, match: re.Match[str]) -> bool:
    """Whether a match neither begins nor ends inside a word."""
    return not any(
        0 < border < len(text) and text[border - 1].isalnum() and text[border].isalnum() for border in match.span()
    )


def _span(
    text: str, start: int, end: int, entry: UserWord, spoken: str | None, *, british: bool, possessive: bool = False
) -> Span:
    if spoken is not None:
        return Span(start, end + 2 * possessive, spoken + "'s" * possessive, RULE)
    phonemes = _phonemes(entry, british=british, possessive=possessive)
    return Span(start, end + 2 * possessive, text[start : end + 2 * possessive], RULE, phonemes=phonemes)


def _phonemes(entry: UserWord, *, british: bool, possessive: bool) -> str:
    phonemes = entry.phonemes(british=british)
    return with_s(phonemes, british=british) if possessive else phonemes


def _replaced(parts: Sequence[WordToPronounce], fit: UserWordMatch, *, british: bool) -> Iterator[WordToPronounce]:
    """The parts an entry fits, each with its share of the sound, or with the words to say."""
    first = parts[0]
    if fit.entry.spoken is not None:
        spoken = fit.entry.spoken + "'s" * fit.possessive
        for number, word in enumerate(spoken.split()):
            yield first._replace(spoken=word, spaced=first.spaced or number > 0, source="")
        return
    sounds = _phonemes(fit.entry, british=british, possessive=fit.possessive).split(" ")
    if len(sounds) != len(parts):
        sounds, parts = [" ".join(sounds)], [first._replace(spoken=" ".join(part.spoken for part in parts))]
    for part, phonemes in zip(parts, sounds, strict=True):
        yield part._replace(phonemes=phonemes, source="user")
