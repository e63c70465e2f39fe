"""From passages to scripts: reads and pronounces them. Speaking and explaining a text both go through here."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.speech import Span, Word
from wyoming_kokoro.studio.forced_readings import PlacedReading, forced_spans
from wyoming_kokoro.studio.passages import Passage
from wyoming_kokoro.studio.roles import Role
from wyoming_kokoro.studio.script import Script
from wyoming_kokoro.text import Locale, read


@dataclass(slots=True)
class PrepareTimes:
    """The seconds that reading and pronouncing took."""

    reading: float = 0.0
    pronouncing: float = 0.0


def prepare(
    passages: Sequence[Passage], locale: Locale, pronunciation: Pronunciation, times: PrepareTimes | None = None
) -> list[Script]:
    """Return a script for each passage, all of one locale; computes.

    Words that have to be guessed are requested together, and sentences that are equal are read once.
    """
    times = times or PrepareTimes()
    began = time.perf_counter()
    texts = dict.fromkeys(map(_text, passages))
    spans = {text: _spans(*text, locale, pronunciation) for text in texts}
    after_reading = time.perf_counter()
    words = dict(zip(spans, pronunciation.words_of_lines(spans.values(), locale.language), strict=True))
    times.reading += after_reading - began
    times.pronouncing += time.perf_counter() - after_reading
    return [
        _script(passage, spans[text], words[text], locale)
        for passage, text in zip(passages, map(_text, passages), strict=True)
    ]


_Text = tuple[str, tuple[PlacedReading, ...]]
"""A sentence as it is written, and the parts whose reading the writer gives."""


def _text(passage: Passage) -> _Text:
    return passage.sentence.text, passage.readings if passage.parts else ()


def _spans(
    text: str, readings: Sequence[PlacedReading], locale: Locale, pronunciation: Pronunciation
) -> tuple[Span, ...]:
    """Return what is spoken for each part of a sentence; what the writer says comes before the user's words."""
    claims = pronunciation.claims(text, locale.language)
    if readings:
        forced = tuple(forced_spans(text, readings, locale))
        others = (
            claim for claim in claims if not any(claim.start < span.end and span.start < claim.end for span in forced)
        )
        claims = (*forced, *others)
    return read(text, locale, claims)


def _script(passage: Passage, spans: tuple[Span, ...], words: tuple[Word, ...], locale: Locale) -> Script:
    sentence = passage.sentence
    roles = passage.roles
    return Script(
        sentence=sentence,
        words=words,
        spans=spans if passage.positions == 0 else tuple(_moved(span, passage) for span in spans),
        written=tuple([sentence.text[span.start : span.end] for span in spans]),
        starts=tuple([span.start for span in spans]),
        first=passage.first,
        language=locale.language,
        roles=roles,
        span_roles=tuple(_span_roles(passage, roles, spans)) if len(roles) > 1 else (),
    )


def _span_roles(passage: Passage, roles: Sequence[Role], spans: Sequence[Span]) -> Iterator[int]:
    """Yield for each span the number of the role of most of its characters: what was read as one is spoken as one.

    A mark is spoken as the word before it.
    """
    numbers = list[int]()
    for part in passage.parts:
        numbers += [roles.index(part.role)] * (part.end - part.start)
    role: int | None = None
    for span in spans:
        if role is None or any(map(str.isalnum, span.spoken)):
            role = Counter(numbers[span.start : span.end] or [0]).most_common(1)[0][0]
        yield role


def _moved(span: Span, passage: Passage) -> Span:
    """Return a span with its positions in the utterance's text; `dataclasses.replace` would take four times as long."""
    start, end = passage.position(span.start), passage.position(span.end - 1) + 1
    return Span(start, end, span.spoken, span.rule, span.language, span.phonemes, span.tag)
