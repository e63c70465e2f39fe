"""Who speaks an utterance, how, and with what: decided once, and kept to its end."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from wyoming_kokoro.engines import Desk, Engine
from wyoming_kokoro.pronounce import cut_phrases
from wyoming_kokoro.speech import Ending, Manner, Phrase, Span, Voice, Word
from wyoming_kokoro.studio.equipment import Equipment
from wyoming_kokoro.studio.finishing import Correction
from wyoming_kokoro.studio.levels import Levels
from wyoming_kokoro.studio.passages import Passage
from wyoming_kokoro.text import Locale
from wyoming_kokoro.voices import Styles

CLAUSE_MARKS = frozenset(",;:—")

SENSIBLE_CLAUSE = 12
"""Phonemes on either side: a second of speech, which lasts until the rest is made."""

SLOWEST, FASTEST = 0.25, 4.0
"""The paces that can be asked for, by request, voice and settings together."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everything an utterance is spoken with."""

    voice: Voice
    manner: Manner
    """What the engine is to do."""
    correction: Correction
    """What it cannot do, and is done to its sound."""
    engine: Engine
    style: str
    """The identity of the voice's style; nothing for engines that need none."""
    gain: float
    locale: Locale
    kept: Equipment

    @property
    def sound(self) -> str:
        """Identifies how the voice sounds, whatever it says."""
        return f"{self.engine.identity} {self.style}"

    def reading(self, passage: Passage) -> Callable[[], list[Phrase]]:
        """Something to do on a thread: what the engine is to make of a passage."""
        return lambda: _phrases(passage, self)


class Casting:
    """Knows who can speak."""

    def __init__(self, desk: Desk, styles: Styles, levels: Levels) -> None:
        self._desk = desk
        self._styles = styles
        self._levels = levels

    async def of(self, asked: Manner, kept: Equipment) -> Cast:
        """Who speaks in this manner; BadRequest if it is asked for a voice or a language that nobody has."""
        voice = await asyncio.to_thread(kept.voices.find, asked.voice, asked.language)
        engine, _ = await self._desk.engine_for(voice)
        speech = kept.settings.speech
        outer = Manner(voice.name, voice.language, speech.speed, speech.pitch, speech.volume)
        manner, correction = _shared(_with_own(asked.within(outer), voice.manner), engine)
        cast = Cast(
            voice=voice,
            manner=manner,
            correction=correction,
            engine=engine,
            style=await asyncio.to_thread(self._styles.identity, voice) if engine.name == "kokoro" else "",
            gain=1.0,
            locale=kept.locale(manner.language or voice.language),
            kept=kept,
        )
        return replace(cast, gain=self._levels.gain(cast.sound)) if cast.style and speech.level else cast


def _with_own(manner: Manner, own: Manner) -> Manner:
    """A manner for a voice whose name holds one of its own: paces and volumes multiply, pitches add up."""
    pace = (manner.pace or 1.0) * (own.pace or 1.0)
    return replace(
        manner,
        pace=min(max(pace, SLOWEST), FASTEST),
        pitch=(manner.pitch or 0.0) + (own.pitch or 0.0),
        volume=(1.0 if manner.volume is None else manner.volume) * (1.0 if own.volume is None else own.volume),
    )


def _shared(manner: Manner, engine: Engine) -> tuple[Manner, Correction]:
    """What of a manner the engine does, and what is left to do."""
    slowest, fastest = engine.paces
    wanted = manner.pace or 1.0
    pace = min(max(wanted, slowest), fastest)
    semitones = manner.pitch or 0.0
    if engine.bends_pitch:
        return replace(manner, pace=pace), Correction(wanted / pace)
    return replace(manner, pace=pace, pitch=0.0), Correction(wanted / pace, semitones)


def _phrases(passage: Passage, cast: Cast) -> list[Phrase]:
    cut, line = passage.cut, passage.line
    spans = cast.kept.reading(cut.text, cast.locale)
    words = cast.kept.pronunciation.words(spans, cast.locale.language)
    placed = tuple(
        replace(span, start=line.place(cut.start + span.start), end=line.place(cut.start + span.end - 1) + 1)
        for span in spans
    )
    clause = _first_clause(words) if passage.first else 0
    parts = ((words[:clause], Ending.CLAUSE), (words[clause:], cut.ending))
    phrases = [phrase for part, ending in parts for phrase in _cut(part, placed, ending, cast)]
    return [phrase for phrase in phrases if any(map(str.isalpha, phrase.phonemes))]  # marks alone make no sound


def _cut(words: Sequence[Word], spans: Sequence[Span], ending: Ending, cast: Cast) -> list[Phrase]:
    return cut_phrases(
        words,
        spans,
        voice=cast.voice,
        manner=cast.manner,
        language=cast.locale.language,
        ending=ending,
        longest=cast.engine.longest,
    )


def _first_clause(words: Sequence[Word]) -> int:
    """How many words the shortest clause has with which a sentence can begin to be heard; 0 if it has none.

    The whole sentence was read and pronounced before: only its sound comes in two parts.
    """
    lengths = list(accumulate(len(word.phonemes) for word in words))
    for at, word in enumerate(words):
        if word.said in CLAUSE_MARKS and SENSIBLE_CLAUSE <= lengths[at] <= lengths[-1] - SENSIBLE_CLAUSE:
            return at + 1
    return 0
