"""What a studio does when no listener waits: it measures the loudness of voices, and makes frequent sentences."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from wyoming_kokoro.cache import Cache, PrecomputeList
from wyoming_kokoro.errors import SpeechError
from wyoming_kokoro.markup import is_ssml
from wyoming_kokoro.scheduler import Scheduler
from wyoming_kokoro.speech import NOTHING, Samples, Utterance
from wyoming_kokoro.studio.casting import Cast, Casting
from wyoming_kokoro.studio.chunking import Chunker
from wyoming_kokoro.studio.engine_speed import EngineSpeed
from wyoming_kokoro.studio.passages import Passage, passages_of
from wyoming_kokoro.studio.prepare import prepare
from wyoming_kokoro.studio.rendering import render
from wyoming_kokoro.studio.roles import Role, Roles, SingleRole
from wyoming_kokoro.studio.script import Script
from wyoming_kokoro.studio.speech_config import SpeechConfig
from wyoming_kokoro.studio.voice_levels import reference_sentences
from wyoming_kokoro.studio.voice_loudness import VoiceLoudness

_LOG = logging.getLogger(__name__)

QUIET_SECONDS = 60.0
"""How long nothing must have been requested: a conversation has pauses, and idle work must not be noticed in them."""

MAX_UNMEASURED = 64
"""Voices waiting to be measured."""


@dataclass(frozen=True, slots=True)
class _Speaker:
    """A role, what it is spoken with, and the settings for that."""

    role: Role
    cast: Cast
    config: SpeechConfig


class IdleWork:
    """Does one job after the other while nothing is requested; each gives way to the first request."""

    def __init__(
        self,
        scheduler: Scheduler,
        speed: EngineSpeed,
        casting: Casting,
        loudness: VoiceLoudness,
        cache: Cache,
        precompute: PrecomputeList,
    ) -> None:
        self._scheduler = scheduler
        self._speed = speed
        self._casting = casting
        self._loudness = loudness
        self._cache = cache
        self._precompute = precompute
        self._unmeasured: OrderedDict[str, _Speaker] = OrderedDict()

    def note_text(self, utterance: Utterance, cast: Cast) -> None:
        """Note a text that was requested: it may be requested again."""
        spoken_alone = utterance.text and not utterance.cues and utterance.resumption is None
        if cast.style and spoken_alone and not is_ssml(utterance.text, utterance.markup):
            self._precompute.count(utterance.text)  # what needs no style is faster than any preparation

    def note_voice(self, role: Role, cast: Cast, config: SpeechConfig) -> None:
        """Note a voice that speaks: it may never have been measured."""
        if cast.engine.capabilities.remote:
            return  # nothing is sent to another machine that no listener waits for
        if role.voice.kind == "draft":
            return  # nothing is kept of it
        if config.settings.speech.normalize_loudness and self._loudness.is_unmeasured(cast.voice_sound):
            self._unmeasured[cast.voice_sound.identity] = _Speaker(role, cast, config)
            while len(self._unmeasured) > MAX_UNMEASURED:
                self._unmeasured.popitem(last=False)

    async def run(self, config: Callable[[], SpeechConfig]) -> None:
        """Work whenever it has been quiet for a while; never returns."""
        while True:
            await self._scheduler.quiet(QUIET_SECONDS)
            if not await self._do_one(config()):
                await asyncio.sleep(QUIET_SECONDS)

    async def _do_one(self, config: SpeechConfig) -> bool:
        """Do one job, and return whether there was one."""
        try:
            return await self._measure_one() or await self._make_one(config)
        except SpeechError as error:  # a request for the same will be answered with it
            _LOG.debug("Idle work failed: %s", error.message)
            return True
        except Exception:  # noqa: BLE001 -- no request depends on it
            _LOG.exception("Idle work failed")
            return False

    async def _measure_one(self) -> bool:
        if not self._unmeasured:
            return False
        _, speaker = self._unmeasured.popitem(last=False)
        sentences = await asyncio.to_thread(reference_sentences, speaker.role.locale.language)
        samples = await self._samples(" ".join(sentences), speaker)
        await asyncio.to_thread(self._loudness.learn, speaker.cast.voice_sound, samples)
        return True

    async def _make_one(self, config: SpeechConfig) -> bool:
        settings = config.settings
        if not settings.cache.precompute or not settings.cache.memory_megabytes:
            return False
        role = await asyncio.to_thread(lambda: Roles(Utterance(""), config).base)
        cast = await self._casting.cast(role, config)
        if not cast.style:
            return False
        text = self._precompute.next(f"{cast.sound} {config.loaded.digest}")
        if text is None:
            return False
        await self._samples(text, _Speaker(role, cast, config))
        return True

    async def _samples(self, text: str, speaker: _Speaker) -> Samples:
        """Return the sound of a text, cut as it is for a listener: a request may come between two phrases."""
        samples = [NOTHING]
        chunker = Chunker(speaker.cast, self._speed, self._cache)
        for script in await self._scheduler.when_idle(lambda: _scripts(text, speaker)):
            for phrase, _ in chunker.phrases(script):
                attempts = speaker.config.settings.engine.attempts
                pieces = render(phrase, speaker.cast, self._cache, attempts)
                rendered = await self._scheduler.when_idle(lambda pieces=pieces: list(pieces))  # type: ignore[misc]
                samples += [piece.samples for piece in rendered]
        return np.concatenate(samples)


def _scripts(text: str, speaker: _Speaker) -> list[Script]:
    items, _ = passages_of(Utterance(text), SingleRole(speaker.role))
    passages = [item for item in items if isinstance(item, Passage)]
    return prepare(passages, speaker.role.locale, speaker.config.pronunciation)
