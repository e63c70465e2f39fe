"""A wake word: how it is read in each accent that speaks it, and what is wrong with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.pronounce.phonetic_alphabets import kokoro_symbols
from wyoming_kokoro.speech import Word
from wyoming_kokoro.voices.language_tags import base
from wyoming_kokoro.workshop.jobs import TextReader
from wyoming_kokoro.workshop.judging.phoneme_distance import sounds_of
from wyoming_kokoro.workshop.wake.near_phrases import PhraseWords
from wyoming_kokoro.workshop.wake.sounds import syllables
from wyoming_kokoro.workshop.wake.variants import variants_of

MOST_WORDS = 6
MOST_SECONDS = 2.0
"""Detectors listen to so much at once."""
SOUNDS_A_SECOND = 13.0
"""How fast voices speak at their own speed."""
ENGLISH = ("en-US", "en-GB")
MARK = "mark"
"""The source of punctuation."""
LETTERS = "letters"
"""The source of words that are spelled."""


@dataclass(frozen=True, slots=True)
class Accent:
    """How voices of one accent say a wake word."""

    language: str
    phrase: PhraseWords
    """As it is read."""
    readings: tuple[str, ...]
    """Every way in which it is said, the usual one first."""


@dataclass(frozen=True, slots=True)
class WakePhrase:
    """A wake word in its language."""

    text: str
    language: str
    accents: tuple[Accent, ...]
    """The first is for voices of other accents and languages too."""
    warnings: tuple[str, ...] = ()

    def accent(self, language: str) -> Accent:
        """Return how a voice of a language says it."""
        return next((each for each in self.accents if each.language == language), self.accents[0])

    @property
    def readings(self) -> tuple[str, ...]:
        """Every way in which it is said in any accent."""
        return tuple(dict.fromkeys(reading for each in self.accents for reading in each.readings))


def read_phrase(
    text: str, said: Sequence[str], language: str, reader: TextReader, *, variants: bool = True
) -> WakePhrase:
    """Return a wake word as voices say it; BadRequest where it cannot be one.

    `said` has other pronunciations: phonemes between slashes, or another spelling that is read.
    """
    text = " ".join(text.split())
    if not text:
        raise BadRequest("The wake word is empty.", about="phrase")
    if len(text.split()) > MOST_WORDS:
        raise BadRequest(
            f"A wake word has at most {MOST_WORDS} words; this one has {len(text.split())}.", about="phrase"
        )
    languages: tuple[str, ...] = ENGLISH if base(language) == "en" else (language,)
    if language in languages:
        languages = (language, *(each for each in languages if each != language))
    usual = [_usual(text, said, each, reader) for each in languages]
    _check_length(usual[0])
    others = [own.phonemes for own in usual]
    accents = tuple(
        Accent(each, own, tuple(_readings(own, said, others, each, reader, variants=variants)))
        for each, own in zip(languages, usual, strict=True)
    )
    return WakePhrase(text, language, accents, tuple(_warnings(text, said, accents[0], reader)))


def _usual(text: str, said: Sequence[str], language: str, reader: TextReader) -> PhraseWords:
    """Return how a phrase is read, or how the first pronunciation that is given says it."""
    first = next((each for each in said if each.startswith("/")), None)
    if first is not None:
        sounds = tuple(_symbols(first, language).split())
        words = tuple(text.split())
        return PhraseWords(words if len(words) == len(sounds) else tuple(f"/{each}/" for each in sounds), sounds)
    return _read(said[0] if said else text, language, reader)


def _read(text: str, language: str, reader: TextReader) -> PhraseWords:
    words = [word for word in reader.words(text, language) if word.source != MARK and word.phonemes.strip()]
    if not words or not any(syllables(word.phonemes) for word in words):
        raise BadRequest(f"There is no pronunciation of {text!r}; --say gives one.", about="phrase")
    return PhraseWords(tuple(_written(word) for word in words), tuple(word.phonemes.strip() for word in words))


def _written(word: Word) -> str:
    return word.spoken or f"/{word.phonemes}/"


def _symbols(said: str, language: str) -> str:
    symbols = kokoro_symbols(said.strip("/ "), "misaki", language) or kokoro_symbols(said.strip("/ "), "ipa", language)
    if not symbols:
        raise BadRequest(f"{said} has a phoneme that is not known.", about="say")
    return symbols


def _readings(
    own: PhraseWords, said: Sequence[str], others: Sequence[str], language: str, reader: TextReader, *, variants: bool
) -> Iterator[str]:
    """Yield all ways in which an accent says it, each once: as it is read, what is given, and with one change."""
    given = [
        _symbols(each, language) if each.startswith("/") else _read(each, language, reader).phonemes for each in said
    ]
    more = variants_of(own.phonemes, language) if variants else []
    yield from dict.fromkeys((own.phonemes, *given, *more, *(others if variants else ())))


def _check_length(phrase: PhraseWords) -> None:
    seconds = len(sounds_of(phrase.phonemes)) / SOUNDS_A_SECOND
    if seconds > MOST_SECONDS:
        raise BadRequest(
            f"The wake word lasts about {seconds:.1f} seconds; detectors listen to {MOST_SECONDS:g} at most.",
            about="phrase",
        )


def _warnings(text: str, said: Sequence[str], accent: Accent, reader: TextReader) -> Iterator[str]:
    if syllables(accent.phrase.phonemes) == 1:
        yield "The wake word has one syllable: short words wake a device by mistake; three or four are better."
    spelled = [word.spoken for word in reader.words(text, accent.language) if word.source == LETTERS]
    if spelled and not said:
        yield f"Read letter by letter: {', '.join(spelled)}; --say gives another pronunciation."
