"""What will be spoken for a text, and why: which rule read each part of it, and where each word's sound is from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from typing import Any

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.markup import Note, ReaderOptions
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.speech import Delivery, Treatment, Utterance, Word
from wyoming_kokoro.studio.passages import Passage, passages_of
from wyoming_kokoro.studio.prepare import PrepareTimes, prepare
from wyoming_kokoro.studio.roles import Role, RoleSource, SingleRole
from wyoming_kokoro.studio.script import Script
from wyoming_kokoro.text import Locale

_PAGE = 1_000
"""Characters that are explained in one step, whose words are guessed together: some ten milliseconds of work, after
which others have their turn."""

_DEFAULT = ReaderOptions()


@dataclass(frozen=True, slots=True)
class ExplainedSpan:
    """A part of an explained text: its position, the rule that read it, and its words."""

    start: int
    end: int
    written: str
    rule: str
    """Which rule read it."""
    spoken: str
    language: str
    words: tuple[Word, ...]
    voice: str = ""
    """Who speaks it."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A text as it will be spoken."""

    language: str
    parts: tuple[ExplainedSpan, ...]
    reading_seconds: float
    pronouncing_seconds: float
    notes: tuple[Note, ...] = ()
    """What in the markup has no effect."""

    @property
    def spoken(self) -> str:
        """The words that are spoken, with their marks."""
        return _joined((word, word.spoken) for part in self.parts for word in part.words)

    @property
    def phonemes(self) -> str:
        """How they sound, in misaki's alphabet, a blank between words."""
        return _joined((word, word.phonemes) for part in self.parts for word in part.words)


def explain(text: str, locale: Locale, pronunciation: Pronunciation) -> Explanation:
    """Read and pronounce a plain text in one locale, for any voice; computes."""
    return explain_utterance(Utterance(text), SingleRole.for_reading(locale), pronunciation)


def explain_utterance(
    utterance: Utterance, roles: RoleSource, pronunciation: Pronunciation, options: ReaderOptions = _DEFAULT
) -> Explanation:
    """Read and pronounce an utterance as it would be for speech; computes."""
    return joined(explain_pages(utterance, roles, pronunciation, options))


def explain_pages(
    utterance: Utterance, roles: RoleSource, pronunciation: Pronunciation, options: ReaderOptions = _DEFAULT
) -> Iterator[Explanation]:
    """Yield the explanation of an utterance in parts, each of them little work; the notes come with the last."""
    items, notes = passages_of(utterance, roles, options)
    language = roles.of(Delivery(), Treatment()).locale.language
    for page in _pages(item for item in items if isinstance(item, Passage)):
        times = PrepareTimes()
        scripts = prepare(page, page[0].role.locale, pronunciation, times)
        pairs = zip(page, scripts, strict=True)
        parts = [part for passage, script in pairs for part in _explained(script, passage.role)]
        yield Explanation(language, tuple(parts), times.reading, times.pronouncing)
    yield Explanation(language, (), 0.0, 0.0, tuple(notes))


def joined(pages: Iterable[Explanation]) -> Explanation:
    """Return one explanation for several of the same text."""
    every = list(pages)
    return Explanation(
        every[-1].language,
        tuple(part for page in every for part in page.parts),
        sum(page.reading_seconds for page in every),
        sum(page.pronouncing_seconds for page in every),
        every[-1].notes,
    )


def explain_text(text: str, language: str) -> Explanation:
    """Read and pronounce a plain text with the default settings."""
    return explain(text, *_defaults(language))


def spoken_words(text: str, language: str) -> str:
    """Return the words that are spoken for a text, with the default settings."""
    return explain_text(text, language).spoken


def phonemes(text: str, language: str) -> str:
    """Return how a text sounds in misaki's alphabet, a blank between words, with the default settings."""
    return explain_text(text, language).phonemes


def explanation_as_json(explanation: Explanation) -> dict[str, Any]:
    """Return the explanation as JSON holds it; there the spoken words are called "said"."""
    return {
        "language": explanation.language,
        "said": explanation.spoken,
        "phonemes": explanation.phonemes,
        "parts": [_part_as_json(part) for part in explanation.parts],
        "notes": [asdict(note) for note in explanation.notes],
        "reading_seconds": round(explanation.reading_seconds, 6),
        "pronouncing_seconds": round(explanation.pronouncing_seconds, 6),
    }


def _part_as_json(part: ExplainedSpan) -> dict[str, object]:
    words = [{public: getattr(word, name) for name, public in _WORD_NAMES} for word in part.words]
    return {public: getattr(part, name) for name, public in _PART_NAMES} | {"words": words}


def _public_names(kind: type[ExplainedSpan] | type[Word]) -> tuple[tuple[str, str], ...]:
    """Return the names of the fields of a class, each with its name in JSON."""
    return tuple((each.name, "said" if each.name == "spoken" else each.name) for each in fields(kind))


_PART_NAMES, _WORD_NAMES = _public_names(ExplainedSpan), _public_names(Word)


def _pages(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    """Yield the passages of one role by the page, whose words are guessed together."""
    page, length = list[Passage](), 0
    for passage in passages:
        if page and (length + len(passage.sentence.text) > _PAGE or passage.role is not page[0].role):
            yield page
            page, length = [], 0
        page.append(passage)
        length += len(passage.sentence.text)
    if page:
        yield page


def _explained(script: Script, role: Role) -> Iterator[ExplainedSpan]:
    words_of_span: list[list[Word]] = [[] for _ in script.spans]
    for word in _apart(script.words):
        words_of_span[word.span].append(word)
    for span, written, words in zip(script.spans, script.written, words_of_span, strict=True):
        yield ExplainedSpan(
            start=span.start,
            end=span.end,
            written=written,
            rule=span.rule,
            spoken=span.spoken,
            language=span.language or script.language,
            words=tuple(words),
            voice=role.voice.name,
        )


def _apart(words: Sequence[Word]) -> Sequence[Word]:
    """Return a sentence's words, the first with a blank before it."""
    return (replace(words[0], spaced=True), *words[1:]) if words else words


def _joined(words: Iterable[tuple[Word, str]]) -> str:
    shown: list[str] = []
    for word, text in words:
        if text:
            shown += (" ", text) if shown and word.spaced else (text,)
    return "".join(shown)


@cache
def _defaults(language: str) -> tuple[Locale, Pronunciation]:
    pronunciation = Pronunciation(_espeak())
    return Locale(language, dictionary=pronunciation.dictionary(language)), pronunciation


def _espeak() -> EspeakNg | None:
    """Return eSpeak NG, started once a word has to be guessed; None where it is not installed."""
    try:
        return EspeakNg.open(start=False)
    except Unavailable:
        return None
