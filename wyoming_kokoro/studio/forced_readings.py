"""How the parts of a sentence are spoken whose reading the writer gives: phonemes, other words, a kind of thing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from wyoming_kokoro.pronounce.phonetic_alphabets import PhoneticAlphabet, kokoro_symbols
from wyoming_kokoro.speech import GivenReading, Span
from wyoming_kokoro.text import Locale, read
from wyoming_kokoro.text.say_as import read_as

_ALPHABETS: Mapping[str, PhoneticAlphabet] = {"ipa": "ipa", "x-sampa": "x-sampa", "misaki": "misaki"}
_PROBLEMS = {
    "say-as": "The content is not of the kind that interpret-as says, or the kind is not known; it is read as usual.",
    "tag": "A part of speech can be given for one word only.",
    **dict.fromkeys(_ALPHABETS, "A phoneme is not known; the written word is spoken."),
}


class PlacedReading(NamedTuple):
    """A reading, and the part of a sentence that it is for."""

    start: int
    end: int
    reading: GivenReading


def forced_spans(text: str, readings: Sequence[PlacedReading], locale: Locale) -> Iterator[Span]:
    """Yield a span for each reading that is possible; the rules read the other parts."""
    for start, end, reading in readings:
        span = _span(text[start:end], reading, locale)
        if span is not None:
            yield Span(start, end, span.spoken, span.rule, span.language, span.phonemes, span.tag)


def problem_of(written: str, reading: GivenReading, locale: Locale) -> str | None:
    """Return why a reading is not possible, as one sentence; None if it is."""
    return _PROBLEMS[reading.kind] if _span(written, reading, locale) is None else None


def _span(written: str, reading: GivenReading, locale: Locale) -> Span | None:
    """Return a span for a whole text with this reading; None where it cannot be read so."""
    spoken, phonemes, tag = "", None, None
    if reading.kind == "alias":
        spoken = " ".join(span.spoken for span in read(reading.value, locale) if span.spoken)
    elif alphabet := _ALPHABETS.get(reading.kind):
        spoken = " ".join(written.split())
        phonemes = kokoro_symbols(reading.value, alphabet, locale.language)
        if phonemes is None:
            return None
    elif reading.kind == "say-as":
        said = read_as(written, reading.value, reading.format, locale)
        if said is None:
            return None
        spoken = said
    elif reading.kind == "tag":
        spans = read(written, locale)
        if len(spans) != 1 or " " in spans[0].spoken or not spans[0].spoken:
            return None
        spoken, tag = spans[0].spoken, reading.value
    return Span(0, len(written), spoken, reading.rule, None, phonemes, tag)
