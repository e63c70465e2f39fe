"""How a text sounds: every spoken word and mark of its spans, with phonemes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce.english import English, GuessedWords, Token
from wyoming_kokoro.pronounce.espeak import EspeakPronouncer
from wyoming_kokoro.pronounce.extra_pronouncers import ExtraPronouncer, extra
from wyoming_kokoro.pronounce.homographs import english_homographs
from wyoming_kokoro.pronounce.lexicon import Lexicon
from wyoming_kokoro.pronounce.lexicon_packer import packing
from wyoming_kokoro.pronounce.shipped_words import our_words
from wyoming_kokoro.pronounce.span_words import WordToPronounce, parts
from wyoming_kokoro.pronounce.tagger import english_tagger
from wyoming_kokoro.pronounce.user_word_finder import UserWordFinder
from wyoming_kokoro.pronounce.user_words import UserWord
from wyoming_kokoro.pronounce.word_parts import SpokenPart
from wyoming_kokoro.speech import Span, Word

_RULES = 2
"""Raised whenever the same words come to be pronounced otherwise, so that no sound kept from before is used."""

_TAGS_KEPT = 64
"""Language tags of which is kept what they say: every word asks."""

_BRITISH = frozenset({"GB", "UK", "AU", "NZ", "IE", "ZA", "IN", "SG", "HK", "MT"})
"""Where English is said more like in Britain than in America."""


class Pronunciation:
    """Gives the words of spans their phonemes."""

    def __init__(self, library: EspeakNg | None, cache: Path | None = None, own: Iterable[UserWord] = ()) -> None:
        """`library` is missing where eSpeak NG is; without `cache`, a folder, misaki's lexicons are not used."""
        self._own = UserWordFinder(own)
        self._espeak = None if library is None else EspeakPronouncer(library)
        self._packing = None if cache is None else packing(cache)
        self._english: dict[tuple[str, bool], English] = {}
        self._lacking: dict[str, str] = {}

    @property
    def identity(self) -> str:
        """Changes whenever the same words would be pronounced otherwise."""
        known = self._packing.identity if self._packing else "no lexicon"
        return f"{_RULES}, {known}, {self._espeak.identity if self._espeak else 'no espeak'}, {self._own.identity}"

    @property
    def missing(self) -> tuple[str, ...]:
        """What would make it pronounce better and is not there, a sentence each."""
        lexicon = self._packing.missing if self._packing else "there is no folder for misaki's lexicons"
        espeak = None if self._espeak else "eSpeak NG is missing, so words no lexicon has are spelled"
        return (*filter(None, (lexicon, espeak)), *self._lacking.values())

    @property
    def pronouncers(self) -> tuple[str, ...]:
        """Who is at work, in the order in which they are asked."""
        return (
            *(["your own words"] if self._own.any else []),
            "our own words and homographs",
            *(["misaki's lexicons"] if self._packing and not self._packing.missing else []),
            *([f"eSpeak NG {self._espeak.version}"] if self._espeak else []),
        )

    def claims(self, text: str, language: str) -> tuple[Span, ...]:
        """The parts of a written text that the user has own words for: no rule of reading should touch them."""
        return self._own.claims(text, language, british=_british(language))

    def words(self, spans: Sequence[Span], language: str) -> tuple[Word, ...]:
        """Every spoken word and mark of the spans, in order; `language` is that of spans that name none."""
        return self.words_of([spans], language)[0]

    def words_of(self, lines: Iterable[Sequence[Span]], language: str) -> list[tuple[Word, ...]]:
        """The same for each of several lines; what has to be guessed is asked for in one go."""
        parted = [self._runs(spans, language) for spans in lines]
        runs = [run for its in parted for run in its]
        elsewhere, unseen = self._elsewhere(runs), _unseen(runs)
        return [tuple(self._line(its, elsewhere, unseen)) for its in parted]

    def knows(self, word: str, language: str) -> bool:
        """Whether a good lexicon of this language, or our own, has the word."""
        return _base(language) == "en" and self._in_english(language).knows(word)

    def begin(self, language: str) -> None:
        """Have what this language needs made ready, without waiting for it."""
        self.knows("", language)

    def settle(self, language: str) -> None:
        """Have what this language needs made ready, and wait for it: some seconds, once."""
        self.begin(language)
        if self._packing is not None:
            self._packing.settle()

    def close(self) -> None:
        """End what is still going on."""
        if self._packing is not None:
            self._packing.close()

    def _runs(self, spans: Sequence[Span], language: str) -> list[tuple[str, list[WordToPronounce]]]:
        """A line's words and marks by language, with the user's own in their place."""
        return [
            (asked, list(self._own.applied(list(some), asked, british=_british(asked))))
            for asked, some in groupby(parts(spans, language), key=lambda part: part.language)
        ]

    def _line(
        self,
        runs: Iterable[tuple[str, Sequence[WordToPronounce]]],
        elsewhere: Mapping[str, Iterator[SpokenPart]],
        unseen: Mapping[str, GuessedWords],
    ) -> Iterator[Word]:
        for asked, run in runs:
            spoken_ones = (
                self._english_said(run, asked, unseen) if asked in unseen else _in_order(run, elsewhere[asked])
            )
            for part, spoken in zip(run, spoken_ones, strict=True):
                yield from _words(part, spoken)

    def _english_said(
        self, run: Sequence[WordToPronounce], language: str, unseen: Mapping[str, GuessedWords]
    ) -> list[Sequence[SpokenPart]]:
        tokens = [Token(part.spoken, part.tag, part.phonemes, part.source) for part in run]
        return self._in_english(language).say(tokens, unseen[language])

    def _elsewhere(self, runs: Iterable[tuple[str, Sequence[WordToPronounce]]]) -> dict[str, Iterator[SpokenPart]]:
        """For each language but English how its words sound, in order: all runs of a language are asked for at once."""
        stretches: dict[str, list[list[str]]] = defaultdict(list)
        for language, run in runs:
            if _base(language) != "en":
                between_marks = groupby(run, key=lambda part: part.phonemes is None)
                stretches[language] += ([part.spoken for part in some] for open_one, some in between_marks if open_one)
        return {language: self._beside(some, language) for language, some in stretches.items()}

    def _beside(self, stretches: Sequence[Sequence[str]], language: str) -> Iterator[SpokenPart]:
        """How words sound beside one another, in a language only eSpeak NG knows, or misaki some words of."""
        better = [self._better(words, language) for words in stretches]
        asked = [words for words, known in zip(stretches, better, strict=True) if not all(known)]
        sounds = iter(self._sounds(asked, language))
        for words, known in zip(stretches, better, strict=True):
            theirs = known if all(known) else next(sounds)
            for word, better_one, sound in zip(words, known, theirs, strict=True):
                yield SpokenPart(word, better_one or sound, "misaki" if better_one else "espeak")

    def _sounds(self, stretches: Sequence[Sequence[str]], language: str) -> list[list[str]]:
        """The same by eSpeak NG alone; nothing where it is missing."""
        if self._espeak:
            with suppress(Unavailable):
                return self._espeak.beside(stretches, language)
        return [[""] * len(words) for words in stretches]

    def _better(self, words: Sequence[str], language: str) -> list[str]:
        """How words sound that misaki knows better than eSpeak NG; nothing for the others."""
        base = _base(language)
        found = extra(base)
        if isinstance(found, str):
            self._lacking[base] = found
        return [found.word(word) if isinstance(found, ExtraPronouncer) else "" for word in words]

    def _in_english(self, language: str) -> English:
        """English as it is said where the language tag points, with the lexicon as soon as there is one."""
        british = _british(language)
        packed = self._packing.lexicon("gb" if british else "us") if self._packing else None
        which = ("en-GB" if british else "en-US", packed is not None)
        if which not in self._english:
            lexicon = Lexicon(our_words(british=british), packed)
            self._english[which] = English(
                lexicon,
                english_tagger(),
                english_homographs(),
                lambda words: self._guessed(words, which[0]),
                british=british,
            )
        return self._english[which]

    def _guessed(self, words: Sequence[str], language: str) -> list[str]:
        """How eSpeak NG says each of some words; nothing where it is missing."""
        if self._espeak:
            with suppress(Unavailable):
                return self._espeak.apart(words, language)
        return [""] * len(words)


def _unseen(runs: Iterable[tuple[str, Sequence[WordToPronounce]]]) -> dict[str, GuessedWords]:
    """For each kind of English its words, whose guesses are asked for together."""
    words: dict[str, list[str]] = defaultdict(list)
    for language, run in runs:
        if _base(language) == "en":
            words[language] += (part.spoken for part in run if part.phonemes is None)
    return {language: GuessedWords(some) for language, some in words.items()}


def _in_order(run: Iterable[WordToPronounce], sounds: Iterator[SpokenPart]) -> Iterator[Sequence[SpokenPart]]:
    """The words of a run, each with its sound or with the next of these."""
    for part in run:
        yield [next(sounds) if part.phonemes is None else SpokenPart(part.spoken, part.phonemes, part.source)]


def _words(part: WordToPronounce, spoken: Sequence[SpokenPart]) -> Iterator[Word]:
    spaced = part.spaced
    for text, phonemes, source in [each for each in spoken if each.phonemes] or [
        SpokenPart(part.spoken, "", "nothing")
    ]:
        yield Word(text, phonemes, part.span, source, spaced=spaced)
        spaced = True


@lru_cache(_TAGS_KEPT)
def _british(language: str) -> bool:
    return language.replace("_", "-").partition("-")[2].upper() in _BRITISH


@lru_cache(_TAGS_KEPT)
def _base(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()
