"""Which engine speaks now, and why: the one that the settings ask for, or a stand-in until that one can."""

import logging
from collections.abc import Sequence

from wyoming_kokoro.engines.engine import Engine
from wyoming_kokoro.engines.lifecycle import AlwaysReady, EngineContext, EngineLifecycle, EngineStatus, FailedStart
from wyoming_kokoro.engines.registry import ENGINES, EngineDefinition, EngineRegistry
from wyoming_kokoro.engines.unavailable import UnavailableEngine
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.log import RateLimitedLog
from wyoming_kokoro.settings import Settings
from wyoming_kokoro.speech import Voice

_LOG = logging.getLogger(__name__)
_RATE_LIMITED = RateLimitedLog(_LOG)

NO_ENGINE = "No engine can speak yet: the one that is set is not ready, and no other is installed to speak until then."


class EngineSelector:
    """Chooses the engine for each utterance; engines are loaded and replaced beside it, never on the event loop.

    Nothing has to be released: an engine that was replaced is freed when the last utterance that began with it ends.
    """

    def __init__(
        self, context: EngineContext, *, engines: EngineRegistry = ENGINES, fixed: Engine | None = None
    ) -> None:
        """Choose among these engines, built from the context; a `fixed` engine always speaks, with any settings."""
        self._context = context
        self._engines = engines
        self._fixed = AlwaysReady(fixed, "The program that opened the studio chose this engine.") if fixed else None
        self._started: dict[str, EngineLifecycle] = {}
        self._current: EngineLifecycle | None = self._fixed
        self._settings = Settings()
        self._unavailable = UnavailableEngine(NO_ENGINE)
        self._stand_ins = [self._lifecycle(definition) for definition in engines if definition.stand_in]

    async def open(self, settings: Settings, voices: Sequence[str] = ()) -> None:
        """Begin; the engine that is set speaks on return if it needs no download.

        `voices` are the files of the voice that is spoken with by default: the engine takes over when they are here.
        """
        self.use(settings, voices)
        if self._current:
            await self._current.settled()

    def use(self, settings: Settings, voices: Sequence[str] = ()) -> None:
        """Follow other settings from now on; the engine that speaks goes on until another one can."""
        self._context.store.use(settings.downloads)
        self._settings = settings
        lifecycle = self._fixed or self._lifecycle(self._engines.find(settings.engine.name))
        if self._current and lifecycle is not self._current:
            self._current.stop()
        self._current = lifecycle
        lifecycle.use(settings, tuple(voices))

    async def close(self) -> None:
        """End everything that is under way, and close the engines."""
        if self._fixed:
            await self._fixed.close()
        for lifecycle in self._started.values():
            await lifecycle.close()

    @property
    def now(self) -> EngineStatus:
        """Which engine speaks now, without waiting for anything."""
        stand_in = self._stand_in
        if self._current is None:
            return EngineStatus(stand_in, "No settings were read yet.", standing_in=True)
        return self._current.status(stand_in)

    async def engine_for(self, voice: Voice) -> tuple[Engine, str]:
        """Return the engine that speaks with a voice, and why.

        Waits for a model that was unloaded and for a voice that is on its way; BadRequest if the voice is damaged.
        """
        if voice.engine and not self._fixed:
            return await self._its_own_engine(voice)
        lifecycle, now = self._current, self.now
        if lifecycle is None or now.standing_in:
            return now.engine, now.why
        if now.engine.capabilities.needs_styles and not voice.styles:
            return self._stand_in, f"{voice.name} is a voice of its own."
        try:
            return await lifecycle.engine_for(voice), now.why
        except Unavailable as error:
            return self._in_place_of(now.engine.name, error)

    async def voice_for(self, voice: Voice, others: Sequence[Voice]) -> Voice:
        """Return the voice to speak with: the first of the others if its own files are not here soon."""
        now, lifecycle = self.now, self._current
        if lifecycle is None or now.standing_in or not now.engine.capabilities.needs_styles:
            return voice
        try:
            await lifecycle.engine_for(voice)
        except Unavailable as error:
            _RATE_LIMITED.warning(
                error.message, "%s speaks in place of %s: %s", others[0].name, voice.name, error.message
            )
            return others[0]
        return voice

    @property
    def improving(self) -> bool:
        """Whether the engine that is set is being made faster, or will be in a moment."""
        return self._current is not None and self._current.improving

    async def _its_own_engine(self, voice: Voice) -> tuple[Engine, str]:
        """Return the one engine that speaks a voice, whatever engine is set, or a stand-in; and why."""
        name = voice.engine.partition("/")[0]
        lifecycle = self._lifecycle(self._engines.find(name))
        if lifecycle is not self._current:
            lifecycle.use(self._settings, (voice.engine.partition("/")[2],))
        try:
            return await lifecycle.engine_for(voice), f"Only {name} speaks {voice.name}."
        except Unavailable as error:
            return self._in_place_of(name, error)

    def _in_place_of(self, name: str, error: Unavailable) -> tuple[Engine, str]:
        stand_in, why = self._stand_in, error.message
        _RATE_LIMITED.warning(why, "%s speaks in place of %s: %s", stand_in.name, name, why)
        return stand_in, why

    @property
    def _stand_in(self) -> Engine:
        """The first stand-in that can speak."""
        engines = (lifecycle.engine for lifecycle in self._stand_ins)
        return next((engine for engine in engines if engine is not None), self._unavailable)

    def _lifecycle(self, definition: EngineDefinition) -> EngineLifecycle:
        """Return the lifecycle of an engine, started when it is first asked for, and again after it could not start."""
        if definition.name not in self._started:
            try:
                self._started[definition.name] = definition.begin(self._context)
            except Unavailable as error:
                return FailedStart(definition.name, error.message)
        return self._started[definition.name]
