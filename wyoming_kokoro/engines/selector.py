"""Who speaks now, and why: Kokoro when its files are here and work, eSpeak NG until then."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.downloads import DownloadProgress, Downloads, FileStamp, Style
from wyoming_kokoro.engines.engine import Engine
from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.model_choice import ModelChoice, model_for
from wyoming_kokoro.engines.tone import ToneEngine
from wyoming_kokoro.engines.voice_downloads import VoiceDownloads
from wyoming_kokoro.errors import SpeechError, Unavailable
from wyoming_kokoro.log import RateLimitedLog
from wyoming_kokoro.settings import DownloadSettings, EngineSettings, Settings
from wyoming_kokoro.settings.model_choices import FULL
from wyoming_kokoro.speech import Voice

if TYPE_CHECKING:
    from wyoming_kokoro.engines.kokoro import KokoroEngine

log = logging.getLogger(__name__)
_SELDOM = RateLimitedLog(log)

LOOK_SECONDS = 5.0
"""How often to see whether a file was put in its place, or replaced, by hand."""
LONGEST_PAUSE = 300.0
"""Seconds between two tries to fetch what could not be fetched."""
VOICE_PATIENCE = 10.0
"""Seconds an utterance waits for its voice to arrive: half a megabyte, and eSpeak NG speaks if it takes longer."""


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Who speaks now."""

    engine: Engine
    why: str
    """One sentence."""
    problems: tuple[str, ...] = ()
    """What is not as the settings ask, a sentence each."""
    progress: DownloadProgress | None = None
    """How far the model or voice that Kokoro waits for has come."""
    model: str | None = None
    """The model file it speaks with, if it needs one."""
    how: str | None = None
    """How it makes sound with it, as one sentence."""


@dataclass(frozen=True, slots=True)
class _EngineRequest:
    """What decides who speaks; whatever else changes in the settings leaves the engine alone."""

    engine: EngineSettings
    downloads: DownloadSettings
    voices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _ModelFile:
    """A model file as it lies there, and how it is to be run."""

    name: str
    stamp: FileStamp | None
    """None while it is missing."""
    threads: int
    providers: tuple[str, ...]
    short: int
    precision: str
    streaming: str


class EngineSelector:
    """Keeps the engines: loads, replaces and unloads Kokoro beside whoever speaks, never on the event loop.

    Nobody has to give an engine back: one that was replaced is gone when the last utterance that began with it ends.
    """

    def __init__(
        self,
        store: Downloads,
        styles: Callable[[Voice], Style],
        stand_in: Engine,
        *,
        measured: Callable[[], Mapping[str, float]] = dict,
        look_seconds: float = LOOK_SECONDS,
        fixed: Engine | None = None,
    ) -> None:
        """Take what Kokoro needs, who speaks until then, and how long models took here for a second of sound.

        A `fixed` engine always speaks, whatever the settings say.
        """
        self._store = store
        self._styles = styles
        self._stand_in = stand_in
        self._measured = measured
        self._look = look_seconds
        self._fixed = fixed
        self._tone = ToneEngine()
        self._arrivals = VoiceDownloads(store.voices)
        self._wanted: _EngineRequest | None = None
        self._choice = ModelChoice("", "")
        self._kokoro: KokoroEngine | None = None
        self._model: _ModelFile | None = None
        """What Kokoro was loaded from."""
        self._trouble: str | None = None
        self._settled = asyncio.Event()
        self._improving = False
        self._keeping: asyncio.Task[None] | None = None
        self._ending: set[asyncio.Task[None]] = set()

    async def open(self, settings: Settings, voices: Sequence[str] = ()) -> None:
        """Begin; Kokoro speaks on return if its files were here.

        `voices` are the files of the voice that is spoken with by default: Kokoro takes over when they are here too.
        """
        self.use(settings, voices)
        await self._settled.wait()

    def use(self, settings: Settings, voices: Sequence[str] = ()) -> None:
        """Follow other settings from now on; whoever speaks goes on until something else works."""
        wanted = _EngineRequest(settings.engine, settings.downloads, tuple(voices))
        if wanted == self._wanted:
            return
        self._wanted = wanted
        self._store.use(wanted.downloads)
        self._stop_keeping()
        self._settled.clear()
        self._trouble = None
        if self._fixed:
            self._settled.set()
            return
        self._keeping = asyncio.create_task(self._keep(wanted))

    async def close(self) -> None:
        """End everything that is under way, and let go of the model."""
        self._stop_keeping()
        await asyncio.gather(*self._ending, return_exceptions=True)
        await self._arrivals.close()
        for engine in (self._kokoro, self._fixed):
            if engine:
                engine.close()

    @property
    def now(self) -> EngineStatus:
        """Who speaks now, without waiting for anything."""
        if self._fixed:
            return EngineStatus(self._fixed, "The program that opened the studio chose this engine.")
        name = self._wanted.engine.name if self._wanted else "espeak"
        if name == "tone":
            return EngineStatus(self._tone, "The settings name this engine.")
        if name == "espeak":
            return EngineStatus(self._stand_in, "The settings name this engine.")
        trouble = (self._trouble,) if self._trouble else ()
        progress = self._progress()
        if self._kokoro and self._model:
            why = f"Kokoro speaks with {self._model.name}{self._because()}."
            problems = (*self._kokoro.about.problems, *trouble)
            return EngineStatus(self._kokoro, why, problems, progress, self._model.name, self._kokoro.about.how)
        return EngineStatus(self._stand_in, self._waiting(progress), trouble, progress)

    async def engine_for(self, voice: Voice) -> tuple[Engine, str]:
        """Who speaks with a voice, and why; waits for a model that was unloaded and for a voice that is on its way.

        BadRequest if the voice is damaged.
        """
        now, kokoro = self.now, self._kokoro
        if kokoro is None or now.engine is not kokoro:
            return now.engine, now.why
        if not voice.styles:
            return self._stand_in, f"{voice.name} is a voice of its own."
        if missing := await self._arrivals.missing([name for name, _ in voice.styles], VOICE_PATIENCE):
            _SELDOM.warning(missing, "%s speaks in place of Kokoro: %s", self._stand_in.name, missing)
            return self._stand_in, missing
        try:
            await self._wake(kokoro)
        except Unavailable as error:
            return self._stand_in, error.message
        return kokoro, now.why

    @property
    def improving(self) -> bool:
        """Whether the model that speaks is being made to run faster, or will be in a moment."""
        return self._improving or bool(self._kokoro and self._kokoro.may_improve)

    async def _wake(self, kokoro: "KokoroEngine") -> None:
        if kokoro.loaded and kokoro.untouched:
            return
        try:
            await asyncio.to_thread(kokoro.wake)
        except Unavailable as error:
            if self._kokoro is kokoro:
                self._kokoro = self._model = None
                self._say(error.message)
            raise

    async def _keep(self, wanted: _EngineRequest) -> None:
        """See again and again that Kokoro is as it is wanted."""
        if wanted.engine.name in ("espeak", "tone"):
            self._kokoro = self._model = None
            self._settled.set()
            return
        retry = _RetryPolicy(self._look)
        while True:
            model = await asyncio.to_thread(self._lying_there, wanted)
            if model != self._model and retry.worth_it(model):
                await self._try(wanted, retry)
            self._settled.set()
            await self._improve()
            await asyncio.sleep(self._look)
            if self._kokoro and wanted.engine.unload_after:
                await asyncio.to_thread(self._kokoro.rest, wanted.engine.unload_after)

    async def _improve(self) -> None:
        """Let the model that speaks run faster, where that was not tried yet: a minute's work, once for each file."""
        kokoro = self._kokoro
        if kokoro is None or not kokoro.may_improve:
            return
        self._improving = True
        try:
            if await asyncio.to_thread(kokoro.improve):
                about = kokoro.about
                log.info("%s runs in parts now: %s, %.2f of the time it took", about.model, about.form, about.share)
        except Exception:  # it speaks as it did before
            log.exception("%s could not be taken apart", kokoro.about.model)
        finally:
            self._improving = False

    async def _try(self, wanted: _EngineRequest, retry: "_RetryPolicy") -> None:
        """Fetch what is missing, load the model beside whoever speaks, and let it take over; or say why not."""
        again = True
        try:
            path = await self._fetched(wanted)
            model = await asyncio.to_thread(self._lying_there, wanted)
            again = False  # what cannot be loaded cannot be loaded a minute later
            digest = await asyncio.to_thread(self._store.models.digest, model.name)
            kokoro = await asyncio.to_thread(_load, path, self._styles, model, digest)
        except SpeechError as error:
            self._say(error.message)
            retry.failed(await asyncio.to_thread(self._lying_there, wanted), again=again)
        except Exception:
            # Whatever else may happen: the one who speaks goes on, and people are told.
            log.exception("Loading %s failed", self._choice.model)
            self._say(f"{self._choice.model} could not be loaded.")
            retry.failed(await asyncio.to_thread(self._lying_there, wanted), again=again)
        else:
            self._kokoro, self._model, self._trouble = kokoro, model, None
            log.info("%s It runs on %s, with %d threads", self.now.why, kokoro.about.providers[0], kokoro.about.threads)

    async def _fetched(self, wanted: _EngineRequest) -> Path:
        name = self._choice.model
        if not await asyncio.to_thread(self._is_complete, name, wanted.voices):
            self._settled.set()  # downloads may take long, or fail again and again: another engine speaks meanwhile
        if missing := await self._arrivals.missing(wanted.voices, None):
            raise Unavailable(missing)
        return await self._store.models.fetch(name)

    def _is_complete(self, model: str, voices: Sequence[str]) -> bool:
        """Whether the model and every voice are here; blocks shortly."""
        store = self._store
        states = (store.models.state(model), *map(store.voices.state, voices))
        return all(state.state == "present" for state in states)

    def _lying_there(self, wanted: _EngineRequest) -> _ModelFile:
        """The model that is wanted, as it is now; blocks shortly."""
        shelf, engine = self._store.models, wanted.engine
        self._choice = ModelChoice(engine.model, "")
        if engine.model == "auto":
            here: list[str] = []
            with suppress(OSError):
                here = [each.name for each in shelf.states() if each.state == "present"]
            self._choice = model_for(Host.here(), here, self._measured())
        name, stamp = self._choice.model, None
        if shelf.state(name).state in ("present", "damaged"):
            with suppress(OSError):
                stamp = self._store.disk.stamp(shelf.folder / name)
        precision = engine.precision if engine.precision != FULL else self._choice.precision
        return _ModelFile(
            name, stamp, engine.threads, engine.providers, engine.min_phonemes, precision, engine.streaming
        )

    def _progress(self) -> DownloadProgress | None:
        """How far the model that is being fetched has come, or else a voice without which nobody is spoken to."""
        voices = self._wanted.voices if self._wanted else ()
        models = (each for each in self._store.models.fetching if each.name == self._choice.model)
        return next(models, None) or next((each for each in self._store.voices.fetching if each.name in voices), None)

    def _waiting(self, progress: DownloadProgress | None) -> str:
        missing = f"{progress}." if progress else self._trouble
        return f"Kokoro cannot speak yet: {missing}" if missing else "Kokoro is being loaded."

    def _because(self) -> str:
        return f", because {self._choice.why}" if self._choice.why else ""

    def _say(self, trouble: str) -> None:
        if trouble != self._trouble:
            log.warning("%s speaks on: %s", (self._kokoro or self._stand_in).name, trouble)
        self._trouble = trouble

    def _stop_keeping(self) -> None:
        if self._keeping:
            self._keeping.cancel()
            self._ending.add(self._keeping)
            self._keeping.add_done_callback(self._ending.discard)


class _RetryPolicy:
    """When a model that could not be brought is worth another try: when it changed, or after growing pauses."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._failed: _ModelFile | None = None
        self._next = 0.0

    def worth_it(self, model: _ModelFile) -> bool:
        return model != self._failed or time.monotonic() >= self._next

    def failed(self, model: _ModelFile, *, again: bool) -> None:
        self._failed = model
        self._next = time.monotonic() + self._pause if again else inf
        self._pause = min(2 * self._pause, LONGEST_PAUSE)


def _load(path: Path, styles: Callable[[Voice], Style], model: _ModelFile, digest: str) -> "KokoroEngine":
    try:
        # Here and not above: half a second and fifty megabytes that only Kokoro is worth.
        from wyoming_kokoro.engines.kokoro import KokoroEngine, KokoroOptions, RuntimeOptions  # noqa: PLC0415
    except ImportError as error:
        raise Unavailable(f"Kokoro cannot run here: {error.name} is not installed.", code="no_kokoro") from error
    running = RuntimeOptions(model.threads, model.providers or RuntimeOptions().providers)
    ways = KokoroOptions(running, model.short, model.precision, model.streaming)
    return KokoroEngine(path, styles, ways=ways, digest=digest)
