"""Finds the user's own words in written texts and in spoken words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from zlib import crc32

from wyoming_kokoro.pronounce.endings import with_s
from wyoming_kokoro.pronounce.patterns import PatternMatch, compile_pattern
from wyoming_kokoro.pronounce.span_words import WordToPronounce
from wyoming_kokoro.pronounce.user_words import UserWord
from wyoming_kokoro.speech import Span

RULE = "own"
"""The name of the rule for spans that match the user's words."""

_CHUNK = re.compile(r"\S+")
_OPENING = "\"'“‘([{*_¿¡"
_CLOSING = "\"'”’)]}*_.,;:!?…"
_POSSESSIVES = ("'s", "’s")
_NO_WORD = "\0"
"""Stands for a part of a line that cannot match a word or phrase."""


class UserWordMatch(NamedTuple):
    """An entry that matches some chunks of text: its start in the first chunk, and its end in the last."""

    entry: UserWord
    chunks: int
    start: int
    end: int
    possessive: bool


class UserWordFinder:
    """Searches for the user's own words."""

    def __init__(self, entries: Iterable[UserWord] = ()) -> None:
        self.entries = tuple(entries)
        self._by_first_word: dict[str, list[tuple[list[str], UserWord]]] = defaultdict(list)
        for entry in self.entries:
            if not entry.pattern:
                words = entry.written.split()
                self._by_first_word[words[0].casefold()].append((words, entry))
        for some in self._by_first_word.values():
            some.sort(key=lambda pair: (len(pair[0]), pair[1].case, len(pair[1].language or "")), reverse=True)
        self._patterns = [
            (compile_pattern(entry.written, case=entry.case), entry) for entry in self.entries if entry.pattern
        ]

    @property
    def identity(self) -> str:
        """Changes whenever the entries do."""
        return f"{len(self.entries)} own {crc32(repr(self.entries).encode(errors='replace')):08x}"

    def claims(self, text: str, language: str, *, british: bool) -> tuple[Span, ...]:
        """The parts of a text that match entries, in order, not overlapping."""
        claimed = list(self._claimed_words(text, language, british=british))
        claimed_places = {place for span in claimed for place in range(span.start, span.end)}
        for pattern, entry in self._patterns:
            for match in pattern.find(text) if entry.applies_to(language) else ():
                places = range(match.start, match.end)
                if _is_whole_word(text, match) and claimed_places.isdisjoint(places):
                    claimed_places.update(places)
                    spoken = None if entry.spoken is None else match.expand(entry.spoken)
                    claimed.append(_span(text, match.start, match.end, entry, spoken, british=british))
        return tuple(sorted(claimed, key=lambda span: span.start))

    def applied(self, line: Sequence[WordToPronounce], language: str, *, british: bool) -> Iterator[WordToPronounce]:
        """Words of one language with entries applied; patterns apply to written text only."""
        if not self._by_first_word:
            yield from line
            return
        words = [word.spoken if word.phonemes is None else _NO_WORD for word in line]
        place = 0
        while place < len(line):
            match = self._match(words, place, language)
            if match is None:
                yield line[place]
            else:
                yield from _replaced(line[place : place + match.chunks], match, british=british)
            place += match.chunks if match else 1

    def _claimed_words(self, text: str, language: str, *, british: bool) -> Iterator[Span]:
        if not self._by_first_word:
            return
        chunks = list(_CHUNK.finditer(text))
        words = [chunk[0] for chunk in chunks]
        place = 0
        while place < len(words):
            match = self._match(words, place, language)
            if match is not None:
                start = chunks[place].start() + match.start
                end = chunks[place + match.chunks - 1].start() + match.end
                yield _span(
                    text, start, end, match.entry, match.entry.spoken, british=british, possessive=match.possessive
                )
            place += match.chunks if match else 1

    def _match(self, words: Sequence[str], place: int, language: str) -> UserWordMatch | None:
        """The longest entry that matches the words from here on."""
        start = len(words[place]) - len(words[place].lstrip(_OPENING))
        for begin in dict.fromkeys((0, start)):
            for end, possessive in _ends(words[place], begin):
                for entry_words, entry in self._by_first_word.get(words[place][begin:end].casefold(), ()):
                    if not entry.applies_to(language):
                        continue
                    if len(entry_words) == 1 and _is_same(entry_words[0], words[place][begin:end], entry):
                        return UserWordMatch(entry, 1, begin, end, possessive)
                    if end != len(words[place]):
                        continue
                    match = self._phrase(words, place, begin, entry_words, entry)
                    if match is not None:
                        return match
        return None

    @staticmethod
    def _phrase(
        words: Sequence[str], place: int, begin: int, entry_words: Sequence[str], entry: UserWord
    ) -> UserWordMatch | None:
        """The match of an entry of several words, the last of which may have marks after it."""
        candidates = words[place : place + len(entry_words)]
        if len(entry_words) == 1 or len(candidates) < len(entry_words):
            return None
        first, *middle, last = candidates
        if not all(map(_is_same, entry_words[:-1], (first[begin:], *middle), [entry] * len(entry_words))):
            return None
        for end, possessive in _ends(last, 0):
            if _is_same(entry_words[-1], last[:end], entry):
                return UserWordMatch(entry, len(entry_words), begin, end, possessive)
        return None


def _ends(word: str, begin: int) -> Iterator[tuple[int, bool]]:
    """Where a word may end, the longest first, and whether a possessive s is left out."""
    bare = max(begin, len(word.rstrip(_CLOSING)))
    for end in dict.fromkeys((len(word), bare)):
        yield end, False
        if word[begin:end].endswith(_POSSESSIVES):
            yield end - 2, True


def _is_same(one: str, other: str, entry: UserWord) -> bool:
    if entry.case:
        return one == other
    return one.casefold() == other.casefold()


def _is_whole_word(text: str, match: PatternMatch) -> bool:
    """Whether a match neither begins nor ends inside a word."""
    return not any(
        0 < border < len(text) and text[border - 1].isalnum() and text[border].isalnum()
        for border in (match.start, match.end)
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


def _replaced(words: Sequence[WordToPronounce], match: UserWordMatch, *, british: bool) -> Iterator[WordToPronounce]:
    """The words that an entry matches, with the entry's sound shared among them, or with the words to speak."""
    first = words[0]
    if match.entry.spoken is not None:
        spoken = match.entry.spoken + "'s" * match.possessive
        for number, text in enumerate(spoken.split()):
            yield first._replace(spoken=text, spaced=first.spaced or number > 0, source="")
        return
    sounds = _phonemes(match.entry, british=british, possessive=match.possessive).split(" ")
    if len(sounds) != len(words):
        sounds, words = [" ".join(sounds)], [first._replace(spoken=" ".join(word.spoken for word in words))]
    for word, phonemes in zip(words, sounds, strict=True):
        yield word._replace(phonemes=phonemes, source="user")
