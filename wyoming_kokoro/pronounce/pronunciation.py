"""Gives every spoken word and mark of a text's spans its phonemes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce.english import English, GuessedWords, Token
from wyoming_kokoro.pronounce.espeak import EspeakPronouncer
from wyoming_kokoro.pronounce.extra_pronouncers import ExtraPronouncer, extra_pronouncer
from wyoming_kokoro.pronounce.guesses import guessed_sounds
from wyoming_kokoro.pronounce.homographs import english_homographs
from wyoming_kokoro.pronounce.lexicon import Lexicon
from wyoming_kokoro.pronounce.misaki import Pronounced
from wyoming_kokoro.pronounce.name_phrases import name_phrases, sounds_of_phrases
from wyoming_kokoro.pronounce.shipped_lexicons import misaki_lexicon, second_dictionary
from wyoming_kokoro.pronounce.shipped_words import shipped_words
from wyoming_kokoro.pronounce.span_words import WordToPronounce, words_to_pronounce
from wyoming_kokoro.pronounce.tagger import english_tagger
from wyoming_kokoro.pronounce.user_word_finder import UserWordFinder
from wyoming_kokoro.pronounce.user_words import UserWord
from wyoming_kokoro.pronounce.word_parts import SpokenPart
from wyoming_kokoro.speech import Span, Word

_RULES_VERSION = 6
"""Raised whenever the same words are pronounced differently, so that the cache does not return outdated sound."""

_CACHED_TAGS = 64
"""Language tags whose parts are cached, because they are needed for every word."""

_BRITISH_REGIONS = frozenset({"GB", "UK", "AU", "NZ", "IE", "ZA", "IN", "SG", "HK", "MT"})
"""Where English is spoken more like in Britain than in America."""


class Pronunciation:
    """Gives the words of spans their phonemes."""

    def __init__(self, library: EspeakNg | None, user_words: Iterable[UserWord] = ()) -> None:
        """Without `library`, words that no lexicon has are spelled."""
        self._user_words = UserWordFinder(user_words)
        self._espeak = None if library is None else EspeakPronouncer(library)
        self._english: dict[bool, English] = {}
        self._has_lexicons = True
        self._missing_extras: dict[str, str] = {}

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle what it was made from: another process opens the same files and its own eSpeak NG."""
        return _reopened, (self._espeak is not None, self._user_words.entries)

    @property
    def identity(self) -> str:
        """Changes whenever the same words would be pronounced differently."""
        espeak = self._espeak.identity if self._espeak else "no espeak"
        lexicon = "" if self._has_lexicons else "no lexicon, "
        return f"{_RULES_VERSION}, {lexicon}{espeak}, {self._user_words.identity}"

    @property
    def missing(self) -> tuple[str, ...]:
        """What would improve the pronunciation and is missing, a sentence each."""
        lexicon = [] if self._has_lexicons else ["a lexicon cannot be read: install the program again"]
        espeak = [] if self._espeak else ["eSpeak NG is missing, so words no lexicon has are spelled"]
        return (*lexicon, *espeak, *self._missing_extras.values())

    @property
    def pronouncers(self) -> tuple[str, ...]:
        """The sources of pronunciations in use, in the order in which they are tried."""
        return (
            *(["your own words"] if self._user_words.entries else []),
            "our own words and homographs",
            *(["misaki's lexicons"] if self._has_lexicons else []),
            "CMUdict",
            "our guesser",
            *([f"eSpeak NG {self._espeak.version}"] if self._espeak else []),
        )

    def claims(self, text: str, language: str) -> tuple[Span, ...]:
        """The parts of a written text that match the user's words: no text rule should read them."""
        return self._user_words.claims(text, language, british=_is_british(language))

    def words(self, spans: Sequence[Span], language: str) -> tuple[Word, ...]:
        """Every spoken word and mark of the spans, in order; `language` is for spans that name none."""
        return self.words_of_lines([spans], language)[0]

    def words_of_lines(self, lines: Iterable[Sequence[Span]], language: str) -> list[tuple[Word, ...]]:
        """The same for several lines; words that have to be guessed are sent to eSpeak NG together."""
        runs_by_line = [self._runs(spans, language) for spans in lines]
        runs = [run for line_runs in runs_by_line for run in line_runs]
        sounds, guessed = self._other_languages(runs), _words_to_guess(runs)
        return [tuple(self._line(line_runs, sounds, guessed)) for line_runs in runs_by_line]

    def dictionary(self, language: str) -> "PronouncingDictionary":
        """The words of a language that are sure to be pronounced correctly."""
        return PronouncingDictionary(self, language)

    def has_entry(self, word: str, language: str) -> bool:
        """Whether the better part of misaki's lexicon, or our own words, have the word."""
        return _base(language) == "en" and self._english_for(language).has_entry(word)

    def preload(self, language: str) -> None:
        """Load what this language needs."""
        self.has_entry("", language)

    def _runs(self, spans: Sequence[Span], language: str) -> list[tuple[str, list[WordToPronounce]]]:
        """A line's words and marks grouped by language, with the user's words applied."""
        return [
            (tag, list(self._user_words.applied(list(words), tag, british=_is_british(tag))))
            for tag, words in groupby(words_to_pronounce(spans, language), key=lambda word: word.language)
        ]

    def _line(
        self,
        runs: Iterable[tuple[str, Sequence[WordToPronounce]]],
        sounds: Mapping[str, Iterator[SpokenPart]],
        guessed: Mapping[str, GuessedWords],
    ) -> Iterator[Word]:
        for language, run in runs:
            if language in guessed:
                parts_by_word = self._english_run(run, language, guessed[language])
            else:
                parts_by_word = _next_sounds(run, sounds[language])
            for word, parts in zip(run, parts_by_word, strict=True):
                yield from _words(word, parts)

    def _english_run(
        self, run: Sequence[WordToPronounce], language: str, guessed: GuessedWords
    ) -> Iterable[Sequence[SpokenPart]]:
        sounds = sounds_of_phrases([word.spoken for word in run], name_phrases(british=_is_british(language)))
        tokens = [
            Token(word.spoken, word.tag, sounds[place], "ours")
            if place in sounds and word.phonemes is None
            else Token(word.spoken, word.tag, word.phonemes, word.source)
            for place, word in enumerate(run)
        ]
        return self._english_for(language).pronounce(tokens, guessed)

    def _other_languages(
        self, runs: Iterable[tuple[str, Sequence[WordToPronounce]]]
    ) -> dict[str, Iterator[SpokenPart]]:
        """For each language but English the sounds of its words, in order: all runs of a language in one request."""
        phrases: dict[str, list[list[str]]] = defaultdict(list)
        for language, run in runs:
            if _base(language) != "en":
                groups = groupby(run, key=lambda word: word.phonemes is None)
                phrases[language] += ([word.spoken for word in words] for needs_sound, words in groups if needs_sound)
        return {language: self._in_context(some, language) for language, some in phrases.items()}

    def _in_context(self, phrases: Sequence[Sequence[str]], language: str) -> Iterator[SpokenPart]:
        """The sounds of phrases' words, by an extra pronouncer where it has them, else by eSpeak NG."""
        by_extra = [self._by_extra_pronouncer(words, language) for words in phrases]
        incomplete = [words for words, sounds in zip(phrases, by_extra, strict=True) if not all(sounds)]
        by_espeak = iter(self._by_espeak(incomplete, language))
        for words, extra_sounds in zip(phrases, by_extra, strict=True):
            fallback = extra_sounds if all(extra_sounds) else next(by_espeak)
            for word, extra_sound, sound in zip(words, extra_sounds, fallback, strict=True):
                yield SpokenPart(word, extra_sound or sound, "misaki" if extra_sound else "espeak")

    def _by_espeak(self, phrases: Sequence[Sequence[str]], language: str) -> list[list[str]]:
        """The sounds of phrases' words by eSpeak NG; empty where it is missing."""
        if self._espeak:
            with suppress(Unavailable):
                return self._espeak.words_in_context(phrases, language)
        return [[""] * len(words) for words in phrases]

    def _by_extra_pronouncer(self, words: Sequence[str], language: str) -> list[str]:
        """The sounds of words that an extra pronouncer knows better than eSpeak NG; empty for the others."""
        base = _base(language)
        pronouncer = extra_pronouncer(base)
        if isinstance(pronouncer, str):
            self._missing_extras[base] = pronouncer
        return [pronouncer.word(word) if isinstance(pronouncer, ExtraPronouncer) else "" for word in words]

    def _english_for(self, language: str) -> English:
        """British or American English, by the language tag."""
        british = _is_british(language)
        if british not in self._english:
            tag = "en-GB" if british else "en-US"
            packed = misaki_lexicon(british=british)
            self._has_lexicons = self._has_lexicons and packed is not None
            self._english[british] = English(
                Lexicon(shipped_words(british=british), packed, second_dictionary(british=british)),
                english_tagger(),
                english_homographs(),
                lambda words: self._guess(words, tag, british=british),
                british=british,
            )
        return self._english[british]

    def _guess(self, words: Sequence[str], language: str, *, british: bool) -> list[Pronounced]:
        """The sounds of words that no dictionary has, by our guesser, and of what it leaves by eSpeak NG."""
        guesses = guessed_sounds(words, british=british)
        left = [word for word, sound in zip(words, guesses, strict=True) if not sound]
        others = iter(self._by_espeak_alone(left, language))
        return [Pronounced(sound, "guess") if sound else Pronounced(next(others), "espeak") for sound in guesses]

    def _by_espeak_alone(self, words: Sequence[str], language: str) -> list[str]:
        """The sounds of isolated words by eSpeak NG; empty where it is missing."""
        if self._espeak and words:
            with suppress(Unavailable):
                return self._espeak.isolated_words(words, language)
        return [""] * len(words)


@dataclass(frozen=True, slots=True)
class PronouncingDictionary:
    """The words of a language that are sure to be pronounced correctly, as a container of lower-case words."""

    pronunciation: Pronunciation
    language: str

    def __contains__(self, word: object) -> bool:
        """Whether it has this word."""
        return isinstance(word, str) and self.pronunciation.has_entry(word, self.language)


def _reopened(with_espeak: bool, user_words: tuple[UserWord, ...]) -> Pronunciation:  # noqa: FBT001 - by pickle
    return Pronunciation(EspeakNg.open() if with_espeak else None, user_words)


def _words_to_guess(runs: Iterable[tuple[str, Sequence[WordToPronounce]]]) -> dict[str, GuessedWords]:
    """For each kind of English its words; those that have to be guessed are guessed together."""
    words: dict[str, list[str]] = defaultdict(list)
    for language, run in runs:
        if _base(language) == "en":
            words[language] += (word.spoken for word in run if word.phonemes is None)
    return {language: GuessedWords(some) for language, some in words.items()}


def _next_sounds(run: Iterable[WordToPronounce], sounds: Iterator[SpokenPart]) -> Iterator[Sequence[SpokenPart]]:
    """The words of a run, each with the sound it has already or the next of `sounds`."""
    for word in run:
        yield [next(sounds) if word.phonemes is None else SpokenPart(word.spoken, word.phonemes, word.source)]


def _words(word: WordToPronounce, parts: Sequence[SpokenPart]) -> Iterator[Word]:
    spaced = word.spaced
    audible = [part for part in parts if part.phonemes] or [SpokenPart(word.spoken, "", "nothing")]
    for text, phonemes, source in audible:
        yield Word(text, phonemes, word.span, source, spaced=spaced)
        spaced = True


@lru_cache(_CACHED_TAGS)
def _is_british(language: str) -> bool:
    return language.replace("_", "-").partition("-")[2].upper() in _BRITISH_REGIONS


@lru_cache(_CACHED_TAGS)
def _base(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()
