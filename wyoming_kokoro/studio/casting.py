"""Who speaks an utterance, how, and with what: decided once, and kept to its end."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from wyoming_kokoro import metrics
from wyoming_kokoro.cache import Cache, key_of
from wyoming_kokoro.engines import Engine, EngineSelector
from wyoming_kokoro.settings.speech_bounds import MAX_SPEED, MIN_SPEED
from wyoming_kokoro.speech import Delivery, Voice
from wyoming_kokoro.studio.chunking import Chunker
from wyoming_kokoro.studio.engine_speed import EngineSpeed
from wyoming_kokoro.studio.finishing import Correction
from wyoming_kokoro.studio.passages import Passage
from wyoming_kokoro.studio.script import Script, places_in
from wyoming_kokoro.studio.speech_config import SpeechConfig
from wyoming_kokoro.studio.voice_loudness import VoiceLoudness
from wyoming_kokoro.text import Locale
from wyoming_kokoro.voices import VoiceStyles


@dataclass(frozen=True, slots=True)
class Cast:
    """Everything an utterance is spoken with."""

    voice: Voice
    delivery: Delivery
    """What the engine is to do."""
    correction: Correction
    """What it cannot do, and is done to its sound."""
    engine: Engine
    style: str
    """The identity of the voice's style; nothing for engines that need none."""
    gain: float
    locale: Locale
    kept: SpeechConfig

    @property
    def sound(self) -> str:
        """Identifies how the voice sounds, whatever it says."""
        return f"{self.engine.identity} {self.style}"

    def reading(self, passage: Passage) -> Callable[[], Script]:
        """Something to do on a thread: what is to be said for a passage."""
        return lambda: _script(passage, self)

    def portions(self, speed: EngineSpeed, cache: Cache) -> Chunker:
        """How what is to be said is cut to phrases for this engine."""
        identity, style = self.engine.identity, self.style
        return Chunker(identity, speed, lambda phrase: cache.holds(key_of(identity, phrase, style)))


class Casting:
    """Knows who can speak."""

    def __init__(self, desk: EngineSelector, styles: VoiceStyles, levels: VoiceLoudness) -> None:
        self._desk = desk
        self._styles = styles
        self._levels = levels

    async def of(self, asked: Delivery, kept: SpeechConfig) -> Cast:
        """Who speaks in this manner; BadRequest if it is asked for a voice or a language that nobody has."""
        voice = await asyncio.to_thread(kept.voices.find, asked.voice, asked.language)
        engine, _ = await self._desk.engine_for(voice)
        speech = kept.settings.speech
        outer = Delivery(voice.name, voice.language, speech.speed, speech.pitch, speech.volume)
        delivery, correction = _shared(_with_own(asked.within(outer), voice.delivery), engine)
        cast = Cast(
            voice=voice,
            delivery=delivery,
            correction=correction,
            engine=engine,
            style=await asyncio.to_thread(self._styles.identity, voice) if engine.capabilities.needs_styles else "",
            gain=1.0,
            locale=kept.locale(delivery.language or voice.language),
            kept=kept,
        )
        return replace(cast, gain=self._levels.gain(cast.sound)) if cast.style and speech.normalize_loudness else cast


def _with_own(delivery: Delivery, own: Delivery) -> Delivery:
    """A manner for a voice whose name holds one of its own: paces and volumes multiply, pitches add up."""
    speed = (delivery.speed or 1.0) * (own.speed or 1.0)
    return replace(
        delivery,
        speed=float(min(max(speed, MIN_SPEED), MAX_SPEED)),
        pitch=(delivery.pitch or 0.0) + (own.pitch or 0.0),
        volume=(1.0 if delivery.volume is None else delivery.volume) * (1.0 if own.volume is None else own.volume),
    )


def _shared(delivery: Delivery, engine: Engine) -> tuple[Delivery, Correction]:
    """What of a manner the engine does, and what is left to do."""
    slowest, fastest = engine.capabilities.speed_range
    wanted = delivery.speed or 1.0
    speed = min(max(wanted, slowest), fastest)
    semitones = delivery.pitch or 0.0
    if engine.capabilities.pitch:
        return replace(delivery, speed=speed), Correction(wanted / speed)
    return replace(delivery, speed=speed, pitch=0.0), Correction(wanted / speed, semitones)


def _script(passage: Passage, cast: Cast) -> Script:
    cut, line = passage.cut, passage.line
    spans = cast.kept.reading(cut.text, cast.locale)
    words = cast.kept.pronunciation.words(spans, cast.locale.language)
    for source, times in Counter(word.source for word in words if word.source != "mark").items():
        metrics.WORDS.add(source, times)
    placed = tuple(
        replace(span, start=line.place(cut.start + span.start), end=line.place(cut.start + span.end - 1) + 1)
        for span in spans
    )
    return Script(
        words=tuple(words),
        spans=placed,
        places=places_in(cut, words, spans, cast.locale.base),
        ending=cut.ending,
        first=passage.first,
        voice=cast.voice,
        delivery=cast.delivery,
        language=cast.locale.language,
        longest=cast.engine.capabilities.max_phonemes,
    )
