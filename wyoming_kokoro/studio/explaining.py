"""What will be said for a text, and why: which rule took each part of it, and where each word's sound is from."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.settings import Paths
from wyoming_kokoro.speech import Span, Word
from wyoming_kokoro.text import Locale, Sentence, SentenceSplitter, read

_PAGE = 8192
"""Characters whose words are guessed in one go: few enough that what is known of them is still at hand then."""


@dataclass(frozen=True, slots=True)
class ExplainedSpan:
    """A part of the text, with places in it."""

    start: int
    end: int
    written: str
    rule: str
    """Which rule took it."""
    spoken: str
    language: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A text as it will be said."""

    language: str
    parts: tuple[ExplainedSpan, ...]
    reading_seconds: float
    pronouncing_seconds: float

    @property
    def spoken(self) -> str:
        """The words that are said, with their marks."""
        return _joined((word, word.spoken) for part in self.parts for word in part.words)

    @property
    def phonemes(self) -> str:
        """How they sound, in misaki's alphabet, a blank between words."""
        return _joined((word, word.phonemes) for part in self.parts for word in part.words)


def explanation_as_json(explanation: Explanation) -> dict[str, object]:
    """What programs are told: the words are called "said", as they were before the first release."""
    return {
        "language": explanation.language,
        "said": explanation.spoken,
        "phonemes": explanation.phonemes,
        "parts": [_part_as_json(part) for part in explanation.parts],
        "reading_seconds": round(explanation.reading_seconds, 6),
        "pronouncing_seconds": round(explanation.pronouncing_seconds, 6),
    }


def explain(text: str, locale: Locale, pronunciation: Pronunciation) -> Explanation:
    """Read and pronounce a text as it would be for speech; computes."""
    parts: list[ExplainedSpan] = []
    reading = pronouncing = 0.0
    sentences = SentenceSplitter(locale)
    for cuts in _pages((*sentences.feed(text), *sentences.finish())):
        begun = time.perf_counter()
        written = dict.fromkeys(cut.text for cut in cuts)  # lists and tables say some things again and again
        spans = {line: read(line, locale, pronunciation.claims(line, locale.language)) for line in written}
        read_at = time.perf_counter()
        words = dict(zip(spans, pronunciation.words_of_lines(spans.values(), locale.language), strict=True))
        reading, pronouncing = reading + read_at - begun, pronouncing + time.perf_counter() - read_at
        for cut in cuts:
            parts += _parts(cut.text, cut.start, spans[cut.text], _apart(words[cut.text]), locale)
    return Explanation(locale.language, tuple(parts), reading, pronouncing)


def _part_as_json(part: ExplainedSpan) -> dict[str, object]:
    fields = asdict(part)
    words = [_said(asdict(word)) for word in part.words]
    return {**_said(fields), "words": words}


def _said(fields: dict[str, object]) -> dict[str, object]:
    """The fields with the public name of the spoken text in the place of ours."""
    return {("said" if name == "spoken" else name): value for name, value in fields.items()}


def _pages(cuts: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    """The sentences by the pageful, whose words are guessed in one go."""
    page, length = list[Sentence](), 0
    for cut in cuts:
        if page and length + len(cut.text) > _PAGE:
            yield page
            page, length = [], 0
        page.append(cut)
        length += len(cut.text)
    if page:
        yield page


def spoken_words(text: str, language: str) -> str:
    """The words that are said for a text, with the usual settings."""
    return explain(text, *_usual(language)).spoken


def phonemes(text: str, language: str) -> str:
    """How a text sounds in misaki's alphabet, a blank between words, with the usual settings."""
    return explain(text, *_usual(language)).phonemes


@cache
def _usual(language: str) -> tuple[Locale, Pronunciation]:
    pronunciation = Pronunciation(_espeak(), Paths.find().lexicons)
    pronunciation.wait_until_ready(language)
    return Locale(language, dictionary=pronunciation.dictionary(language)), pronunciation


def _espeak() -> EspeakNg | None:
    """ESpeak NG, started once a word has to be guessed; None where it is not installed."""
    try:
        return EspeakNg.open(start=False)
    except Unavailable:
        return None


def _parts(text: str, start: int, spans: Sequence[Span], words: Sequence[Word], locale: Locale) -> list[ExplainedSpan]:
    of_span: list[list[Word]] = [[] for _ in spans]
    for word in words:
        of_span[word.span].append(word)
    return [
        ExplainedSpan(
            start=start + span.start,
            end=start + span.end,
            written=text[span.start : span.end],
            rule=span.rule,
            spoken=span.spoken,
            language=span.language or locale.language,
            words=tuple(its),
        )
        for span, its in zip(spans, of_span, strict=True)
    ]


def _apart(words: Sequence[Word]) -> Sequence[Word]:
    """A sentence's words, parted from the sentence before."""
    return (replace(words[0], spaced=True), *words[1:]) if words else words


def _joined(words: Iterable[tuple[Word, str]]) -> str:
    shown: list[str] = []
    for word, text in words:
        if text:
            shown += (" ", text) if shown and word.spaced else (text,)
    return "".join(shown)
