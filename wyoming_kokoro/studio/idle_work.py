"""What a studio does when nobody wants anything: it measures voices, and prepares what is often said."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from contextlib import aclosing

import numpy as np

from wyoming_kokoro.cache import Cache, PrecomputeList
from wyoming_kokoro.errors import SpeechError
from wyoming_kokoro.scheduler import Scheduler
from wyoming_kokoro.speech import NOTHING, Delivery, Pause, Samples, Utterance
from wyoming_kokoro.studio.casting import Cast, Casting
from wyoming_kokoro.studio.engine_speed import EngineSpeed
from wyoming_kokoro.studio.passages import passages
from wyoming_kokoro.studio.rendering import rendered
from wyoming_kokoro.studio.speech_config import SpeechConfig
from wyoming_kokoro.studio.voice_loudness import VoiceLoudness

_LOG = logging.getLogger(__name__)

QUIET_SECONDS = 60.0
"""How long nobody must have wanted anything: a conversation has pauses, and nobody shall hear that we are busy."""

REFERENCE = "1 2 3 4 5 6 7 8 9 10"
"""What voices are measured by: everyone can say it in their own language."""

MOST_UNMEASURED = 64
"""Voices waiting to be measured."""


class IdleWork:
    """Chores that nobody waits for; each gives way to the first request."""

    def __init__(
        self,
        turns: Scheduler,
        speed: EngineSpeed,
        casting: Casting,
        levels: VoiceLoudness,
        cache: Cache,
        phrasebook: PrecomputeList,
    ) -> None:
        self._turns = turns
        self._speed = speed
        self._casting = casting
        self._levels = levels
        self._cache = cache
        self._phrasebook = phrasebook
        self._unmeasured: OrderedDict[str, Cast] = OrderedDict()

    def heard(self, text: str, cast: Cast) -> None:
        """Note what was asked for: it may be asked for again, and by a voice that was never measured."""
        if not cast.style:
            return  # eSpeak NG is faster than any preparation
        self._phrasebook.spoken(text)
        if cast.kept.settings.speech.normalize_loudness and not self._levels.knows(cast.sound):
            self._unmeasured[cast.sound] = cast
            while len(self._unmeasured) > MOST_UNMEASURED:
                self._unmeasured.popitem(last=False)

    async def run(self, equipment: Callable[[], SpeechConfig]) -> None:
        """Do one chore after the other whenever it has been quiet for a while; never returns."""
        while True:
            await self._turns.quiet(QUIET_SECONDS)
            if not await self._done_one(equipment()):
                await asyncio.sleep(QUIET_SECONDS)

    async def _done_one(self, kept: SpeechConfig) -> bool:
        """Whether there was anything to do."""
        try:
            return await self._measured() or await self._prepared(kept)
        except SpeechError as error:  # whoever asks for it will be told
            _LOG.debug("Something done ahead of time failed: %s", error.message)
            return True
        except Exception:  # noqa: BLE001 -- whatever it is: chores are nobody's business
            _LOG.exception("Something done ahead of time failed")
            return False

    async def _measured(self) -> bool:
        if not self._unmeasured:
            return False
        sound, cast = self._unmeasured.popitem(last=False)
        samples = await self._made(REFERENCE, cast)
        await asyncio.to_thread(self._levels.learn, sound, samples)
        return True

    async def _prepared(self, kept: SpeechConfig) -> bool:
        settings = kept.settings
        if not settings.cache.precompute or not settings.cache.memory_megabytes:
            return False
        cast = await self._casting.of(Delivery(), kept)
        if not cast.style:
            return False
        text = self._phrasebook.due(f"{cast.sound} {kept.loaded.digest}")
        if text is None:
            return False
        await self._made(text, cast)
        return True

    async def _made(self, text: str, cast: Cast) -> Samples:
        made = [NOTHING]
        portions = cast.portions(self._speed, self._cache)
        async with aclosing(passages(Utterance(text), None, cast.kept.settings, cast.locale)) as found:
            async for passage in found:
                if isinstance(passage, Pause):
                    continue
                script = await self._turns.when_idle(cast.reading(passage))
                for phrase, _ in portions.of(script):  # as it will be cut for whoever asks, who may come between two
                    rendering = rendered(phrase, cast, self._cache)
                    pieces = await self._turns.when_idle(lambda rendering=rendering: list(rendering))  # type: ignore[misc]
                    made += [piece.samples for piece in pieces]
        return np.concatenate(made)
