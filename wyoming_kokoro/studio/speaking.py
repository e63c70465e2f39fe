"""The order of the work, from what was asked for to what is heard."""

import asyncio
import logging
import os
from collections.abc import AsyncGenerator, AsyncIterable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace

import numpy as np

from wyoming_kokoro.engines import Engine
from wyoming_kokoro.errors import Broken
from wyoming_kokoro.pronounce import cut_phrases
from wyoming_kokoro.settings import Loaded, Settings
from wyoming_kokoro.speech import NOTHING, Audio, Manner, Pause, Phrase, Piece, Utterance, Voice
from wyoming_kokoro.studio.equipment import Equipment, equip
from wyoming_kokoro.studio.finishing import Correction, Finishing
from wyoming_kokoro.studio.passages import Passage, passages
from wyoming_kokoro.text import Locale, read
from wyoming_kokoro.turns import Listener, Turns, ahead

_LOG = logging.getLogger(__name__)

LOUD_ENOUGH = 1e-4
"""A phrase whose every sample is below this has not been heard: -80 dB, far under any speech."""

SLOWEST, FASTEST = 0.25, 4.0
"""The paces that can be asked for, by request, voice and settings together."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the studio is at."""

    engine: str
    why: str
    problems: tuple[str, ...]
    waiting: int
    working: int


class Studio:
    """Speaks utterances; what it speaks with can be changed while it does."""

    def __init__(self, equipment: Equipment, turns: Turns) -> None:
        self._equipment = equipment
        self._turns = turns

    @property
    def equipment(self) -> Equipment:
        """What the next utterance will be spoken with."""
        return self._equipment

    @property
    def settings(self) -> Settings:
        """The settings that the next utterance will be spoken with."""
        return self._equipment.settings

    def equip(self, equipment: Equipment) -> None:
        """Speak with other things from the next utterance on; those that have begun keep theirs."""
        self._equipment = equipment

    def status(self) -> Status:
        """What is at work, why, and what is wrong."""
        kept = self._equipment
        return Status(kept.engine.name, kept.why, kept.problems, self._turns.queue, self._turns.working)

    def close(self) -> None:
        """Begin nothing more."""
        self._turns.close()

    async def speak(
        self, utterance: Utterance, arriving: AsyncIterable[str] | None = None
    ) -> AsyncGenerator[Audio, None]:
        """Speak, giving sound as soon as there is some; `arriving` is text that comes after the utterance's own."""
        cast = await asyncio.to_thread(_cast, utterance, self._equipment)
        finishing = Finishing(cast.kept.settings.speech, cast.correction)
        async with aclosing(ahead(self._pieces(utterance, arriving, cast))) as pieces:
            async for phrase, piece in pieces:
                yield finishing.feed(phrase, piece)
        yield finishing.finish()

    async def _pieces(
        self, utterance: Utterance, arriving: AsyncIterable[str] | None, cast: "_Cast"
    ) -> AsyncGenerator[tuple[Phrase | Pause, Piece], None]:
        """Every piece, with the phrase or pause it belongs to; a place in the order is taken when there is text."""
        listener: Listener | None = None
        try:
            async with aclosing(passages(utterance, arriving, cast.kept.settings, cast.locale)) as found:
                async for passage in found:
                    if isinstance(passage, Pause):
                        yield passage, Piece(NOTHING)
                        continue
                    listener = listener or self._turns.join()
                    for phrase in await listener.make(lambda passage=passage: _phrases(passage, cast)):  # type: ignore[misc]
                        async with aclosing(_rendered(phrase, listener, cast.kept)) as pieces:
                            async for piece in pieces:
                                yield phrase, piece
        finally:
            if listener is not None:
                listener.leave()


async def open_studio(loaded: Loaded) -> Studio:
    """A studio for these settings."""
    equipment = await asyncio.to_thread(equip, loaded)
    return Studio(equipment, Turns(os.cpu_count() or 1, loaded.settings.limits.queue))


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who speaks, how, and with what."""

    voice: Voice
    manner: Manner
    """What the engine is to do."""
    correction: Correction
    """What it cannot do, and is done to its sound."""
    locale: Locale
    kept: Equipment


def _cast(utterance: Utterance, kept: Equipment) -> _Cast:
    asked = utterance.manner
    voice = kept.voices.find(asked.voice, asked.language)
    speech = kept.settings.speech
    outer = Manner(voice.name, voice.language, speech.speed, speech.pitch, speech.volume)
    manner, correction = _shared(_with_own(asked.within(outer), voice.manner), kept.engine)
    return _Cast(voice, manner, correction, kept.locale(manner.language or voice.language), kept)


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


def _phrases(passage: Passage, cast: _Cast) -> list[Phrase]:
    """What the engine is to make of a passage; computes, so it runs on a thread."""
    cut, line, kept = passage.cut, passage.line, cast.kept
    spans = read(cut.text, cast.locale)
    words = kept.pronunciation.words(spans, cast.locale.language)
    placed = tuple(
        replace(span, start=line.place(cut.start + span.start), end=line.place(cut.start + span.end - 1) + 1)
        for span in spans
    )
    phrases = cut_phrases(
        words,
        placed,
        voice=cast.voice,
        manner=cast.manner,
        language=cast.locale.language,
        ending=cut.ending,
        longest=kept.engine.longest,
    )
    return [phrase for phrase in phrases if any(map(str.isalpha, phrase.phonemes))]  # marks alone make no sound


async def _rendered(phrase: Phrase, listener: Listener, kept: Equipment) -> AsyncGenerator[Piece, None]:
    """The pieces of a phrase; one that brings no sound is tried again another way, and never ends as silence."""
    for attempt in range(kept.settings.engine.tries):
        rendering = _audible(kept.engine.render(phrase, again=attempt > 0))
        heard = False
        async with aclosing(listener.pieces(rendering)) as pieces:
            async for piece in pieces:
                if not _is_sound(piece):
                    raise _unheard(phrase)
                heard = True
                listener.give(piece)
                yield piece
        if heard:
            return
        _LOG.warning("%s made no sound of the phrase at %d to %d", kept.engine.name, *phrase.place)
        _LOG.debug("The phrase without sound: %r %r", phrase.words, phrase.phonemes)
    raise _unheard(phrase)


def _audible(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """The same pieces if there is something to be heard in them; none if there is not."""
    held: list[Piece] = []
    for piece in pieces:
        if not _is_sound(piece):
            return
        held.append(piece)
        if len(piece.samples) and np.abs(piece.samples).max() >= LOUD_ENOUGH:
            yield from held
            yield from pieces
            return


def _is_sound(piece: Piece) -> bool:
    return bool(np.isfinite(piece.samples).all())


def _unheard(phrase: Phrase) -> Broken:
    start, end = phrase.place
    return Broken(f"No sound could be made of the phrase at characters {start} to {end}.", code="no_sound")
