"""The order of the work, from what was asked for to what is heard."""

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace

from wyoming_kokoro.audio import resample
from wyoming_kokoro.cache import Cache, open_cache
from wyoming_kokoro.engines import Desk, Engine, EspeakEngine
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import cut_phrases
from wyoming_kokoro.settings import Loaded, Settings
from wyoming_kokoro.speech import NOTHING, Audio, Manner, Pause, Phrase, Piece, Utterance, Voice
from wyoming_kokoro.store import Store
from wyoming_kokoro.studio.equipment import Equipment, equip
from wyoming_kokoro.studio.finishing import Correction, Finishing
from wyoming_kokoro.studio.passages import Passage, passages
from wyoming_kokoro.studio.rendering import rendered
from wyoming_kokoro.text import Locale, read
from wyoming_kokoro.turns import Listener, Turns, ahead
from wyoming_kokoro.voices import Styles

SLOWEST, FASTEST = 0.25, 4.0
"""The paces that can be asked for, by request, voice and settings together."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the studio is at."""

    engine: str
    why: str
    """Why this engine speaks, as one sentence."""
    problems: tuple[str, ...]
    """What is not as it should be, a sentence each."""
    waiting: int
    working: int


class Studio:
    """Speaks utterances; what it speaks with can be changed while it does."""

    @classmethod
    async def open(cls, loaded: Loaded) -> "Studio":
        """A studio for these settings; Kokoro speaks in it if its files are here."""
        places = loaded.sources.places
        library = await asyncio.to_thread(EspeakNg.open)
        equipment = await asyncio.to_thread(equip, loaded, library)
        store = await asyncio.to_thread(Store, places.downloads, loaded.settings.downloads)
        cache = await asyncio.to_thread(open_cache, loaded.settings.cache, places.cache)
        styles = Styles(store)
        desk = Desk(store, styles.of, EspeakEngine(library, resample))
        studio = cls(library, equipment, store, styles, desk, cache)
        await desk.open(loaded.settings, studio.default_files)
        return studio

    def __init__(
        self, library: EspeakNg, equipment: Equipment, store: Store, styles: Styles, desk: Desk, cache: Cache
    ) -> None:
        self._library = library
        self._equipment = equipment
        self.store = store
        """Kokoro's files."""
        self._styles = styles
        self._desk = desk
        self.cache = cache
        """What was made before."""
        self._turns = Turns(os.cpu_count() or 1, equipment.settings.limits.queue)

    @property
    def equipment(self) -> Equipment:
        """What the next utterance will be spoken with."""
        return self._equipment

    @property
    def settings(self) -> Settings:
        """The settings that the next utterance will be spoken with."""
        return self._equipment.settings

    @property
    def default_files(self) -> tuple[str, ...]:
        """The voice files of the voice that speaks when none is named."""
        return tuple(name for name, _ in self._equipment.voices.default.styles)

    async def follow(self, loaded: Loaded) -> None:
        """Speak with other settings from the next utterance on; those that have begun keep theirs."""
        self._equipment = await asyncio.to_thread(equip, loaded, self._library)
        self._desk.use(loaded.settings, self.default_files)

    def status(self) -> Status:
        """What is at work, why, and what is wrong."""
        now = self._desk.now
        problems = (*self._equipment.problems, *now.problems)
        return Status(now.engine.name, now.why, problems, self._turns.queue, self._turns.working)

    async def close(self) -> None:
        """Begin nothing more, and let go of everything."""
        self._turns.close()
        await self._desk.close()
        await asyncio.to_thread(self.cache.close)

    async def speak(
        self, utterance: Utterance, arriving: AsyncIterable[str] | None = None
    ) -> AsyncGenerator[Audio, None]:
        """Speak, giving sound as soon as there is some; `arriving` is text that comes after the utterance's own."""
        cast = await self._cast(utterance)
        finishing = Finishing(cast.kept.settings.speech, cast.correction)
        async with aclosing(ahead(self._pieces(utterance, arriving, cast))) as pieces:
            async for phrase, piece in pieces:
                yield finishing.feed(phrase, piece)
        yield finishing.finish()

    async def _cast(self, utterance: Utterance) -> "_Cast":
        """Who speaks and how, decided once for the whole utterance."""
        kept, asked = self._equipment, utterance.manner
        voice = await asyncio.to_thread(kept.voices.find, asked.voice, asked.language)
        engine, _ = await self._desk.engine_for(voice)
        speech = kept.settings.speech
        outer = Manner(voice.name, voice.language, speech.speed, speech.pitch, speech.volume)
        manner, correction = _shared(_with_own(asked.within(outer), voice.manner), engine)
        return _Cast(voice, manner, correction, engine, kept.locale(manner.language or voice.language), kept)

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
                    for phrase in await listener.make(_reading(passage, cast)):
                        async with aclosing(self._of_phrase(phrase, listener, cast)) as pieces:
                            async for piece in pieces:
                                yield phrase, piece
        finally:
            if listener is not None:
                listener.leave()

    async def _of_phrase(self, phrase: Phrase, listener: Listener, cast: "_Cast") -> AsyncGenerator[Piece, None]:
        style = await listener.make(lambda: self._styles.identity(phrase.voice)) if cast.engine.name == "kokoro" else ""
        rendering = rendered(phrase, cast.engine, style, cast.kept.settings.engine.tries, self.cache)
        async with aclosing(listener.pieces(rendering)) as pieces:
            async for piece in pieces:
                listener.give(piece)
                yield piece


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who speaks, how, and with what."""

    voice: Voice
    manner: Manner
    """What the engine is to do."""
    correction: Correction
    """What it cannot do, and is done to its sound."""
    engine: Engine
    locale: Locale
    kept: Equipment


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


def _reading(passage: Passage, cast: _Cast) -> Callable[[], list[Phrase]]:
    """Something to do on a thread: what the engine is to make of a passage."""
    return lambda: _phrases(passage, cast)


def _phrases(passage: Passage, cast: _Cast) -> list[Phrase]:
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
        longest=cast.engine.longest,
    )
    return [phrase for phrase in phrases if any(map(str.isalpha, phrase.phonemes))]  # marks alone make no sound
