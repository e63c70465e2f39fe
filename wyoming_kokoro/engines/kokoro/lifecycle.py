"""Kokoro from its files to its voice: fetched, loaded, made faster, unloaded while idle, and replaced by other files.

Nothing here imports ONNX Runtime before a model is loaded: that takes half a second and fifty megabytes.
"""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.downloads import DownloadProgress, FileStamp
from wyoming_kokoro.engines.engine import Engine
from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.kokoro.measurements import ModelMeasurements
from wyoming_kokoro.engines.kokoro.model_choice import ModelChoice, choose_model, models_that_are_here
from wyoming_kokoro.engines.kokoro.releases import release_of
from wyoming_kokoro.engines.kokoro.voice_downloads import VoiceDownloads
from wyoming_kokoro.engines.lifecycle import EngineContext, EngineStatus, Preparation, downloading, seconds_left
from wyoming_kokoro.errors import SpeechError, Unavailable
from wyoming_kokoro.settings import DownloadSettings, EngineSettings, Settings
from wyoming_kokoro.speech import Voice

if TYPE_CHECKING:
    from wyoming_kokoro.engines.kokoro.engine import KokoroEngine

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
"""How often to see whether a file was put in its folder, or replaced, by hand."""
LONGEST_PAUSE = 300.0
"""Seconds between two attempts to fetch what could not be fetched."""
VOICE_PATIENCE = 10.0
"""Seconds an utterance waits for its voice: half a megabyte to download, and a stand-in speaks if it takes longer."""


@dataclass(frozen=True, slots=True)
class _Request:
    """The settings that matter to Kokoro; all others can change without disturbing it."""

    engine: EngineSettings
    downloads: DownloadSettings
    voices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _ModelFile:
    """A model file as it is on the disk, and how it is to be run."""

    name: str
    stamp: FileStamp | None
    """None while it is missing."""
    threads: int
    providers: tuple[str, ...]
    min_phonemes: int
    release: str


class KokoroLifecycle:
    """Loads, improves, replaces and unloads Kokoro while the program runs."""

    def __init__(self, context: EngineContext, *, look_seconds: float = LOOK_SECONDS) -> None:
        self._context = context
        self._store = context.store
        self._look_seconds = look_seconds
        self._voices = VoiceDownloads(context.store.voices)
        self._request: _Request | None = None
        self._choice = ModelChoice("", "")
        self._engine: KokoroEngine | None = None
        self._model: _ModelFile | None = None
        """What the engine was loaded from."""
        self._unusable: set[_ModelFile] = set()
        """Files that were to speak until the one that is set is here, and could not be loaded."""
        self._problem: str | None = None
        self._settled = asyncio.Event()
        self._improving = False
        self._improving_since = 0.0
        self._following: asyncio.Task[None] | None = None
        self._cancelled: set[asyncio.Task[None]] = set()

    @property
    def engine(self) -> Engine | None:
        """Kokoro; None while no model is loaded."""
        return self._engine

    def status(self, stand_in: Engine) -> EngineStatus:
        """Return Kokoro with its model, or the stand-in with the reason why Kokoro cannot speak yet."""
        problems = (self._problem,) if self._problem else ()
        progress = self._progress()
        if self._engine is None or self._model is None:
            return EngineStatus(
                stand_in,
                self._why_not(progress),
                problems,
                progress,
                standing_in=True,
                preparation=self._preparation(progress),
            )
        return EngineStatus(
            self._engine,
            self._why(self._model.name, progress),
            (*self._engine.info.problems, *problems),
            progress,
            self._model.name,
            self._engine.info.summary,
            execution_provider=self._engine.info.execution_provider,
            preparation=self._preparation(progress),
        )

    @property
    def improving(self) -> bool:
        """Whether the model is being made to run faster, or will be in a moment."""
        return self._improving or bool(self._engine and self._engine.may_improve)

    def use(self, settings: Settings, voices: tuple[str, ...]) -> None:
        """Follow these settings; the model that is loaded speaks on until another one is."""
        request = _Request(settings.engine, settings.downloads, voices)
        if request == self._request:
            return
        self._cancel()
        self._request = request
        self._problem = None
        self._unusable.clear()
        self._settled.clear()
        self._following = asyncio.create_task(self._follow(request))

    async def settled(self) -> None:
        """Wait until the model is loaded, cannot be, or has to be downloaded first."""
        await self._settled.wait()

    async def engine_for(self, voice: Voice) -> Engine:
        """Return the engine with its model in memory and the files of a voice on the disk.

        Unavailable if either is missing, BadRequest if a voice file is damaged.
        """
        engine = self._engine
        if engine is None:
            raise Unavailable(self._why_not(self._progress()))
        if missing := await self._voices.missing([name for name, _ in voice.styles], VOICE_PATIENCE):
            raise Unavailable(missing)
        await self._wake(engine)
        return engine

    def stop(self) -> None:
        """Follow no settings, and free the model when the last utterance that began with it ends."""
        self._cancel()
        self._request = self._engine = self._model = None

    async def close(self) -> None:
        """End everything that is under way, and close the engine."""
        self._cancel()
        await asyncio.gather(*self._cancelled, return_exceptions=True)
        await self._voices.close()
        if self._engine:
            self._engine.close()

    async def _wake(self, engine: "KokoroEngine") -> None:
        """Load a model that was unloaded; Unavailable if its file is no longer what it was."""
        if engine.loaded and engine.file_unmodified:
            return
        try:
            await asyncio.to_thread(engine.load)
        except Unavailable as error:
            if self._engine is engine:
                self._engine = self._model = None
                self._problem = error.message  # the caller logs it
            raise

    async def _follow(self, request: _Request) -> None:
        """Check repeatedly whether the model is as the settings ask; never returns."""
        retry = _RetryPolicy(self._look_seconds)
        while True:
            model = await asyncio.to_thread(self._model_file, request)
            if (model != self._model or self._problem) and retry.allows(model):
                await self._load(request, retry)
            await self._speak_meanwhile(request)
            self._settled.set()
            await self._improve()
            await asyncio.sleep(self._look_seconds)
            if self._engine:
                await asyncio.to_thread(self._engine.give_way)
            if self._engine and request.engine.unload_after:
                await asyncio.to_thread(self._engine.unload_if_idle, request.engine.unload_after)

    async def _load(self, request: _Request, retry: "_RetryPolicy") -> None:
        """Fetch what is missing, and load the model beside the engine that speaks; or report why not."""
        retryable = True
        try:
            path = await self._fetch_meanwhile(request)
            model = await asyncio.to_thread(self._model_file, request)
            if model != self._model:
                retryable = False  # a file that cannot be loaded now cannot be loaded a minute later
                await self._start(path, model)
        except SpeechError as error:
            self._report(error.message)
        except Exception:  # after any error the present engine goes on speaking, and the status says so
            log.exception("Loading %s failed", self._choice.model)
            self._report(f"{self._choice.model} could not be loaded.")
        else:
            self._problem = None
            return
        retry.failed(await asyncio.to_thread(self._model_file, request), retryable=retryable)

    async def _start(self, path: Path, model: _ModelFile) -> None:
        """Load a model file, and speak with it from now on."""
        try:
            digest = await asyncio.to_thread(self._store.models.digest, model.name)
            engine = await asyncio.to_thread(_load, path, self._context, model, digest)
        except Exception:
            self._unusable.add(model)
            raise
        self._engine, self._model = engine, model
        info = engine.info
        why = self.status(engine).why
        log.info("%s It runs on %s, with %d threads", why, info.execution_provider, info.threads)

    async def _fetch_meanwhile(self, request: _Request) -> Path:
        """Return the path of the model once everything is here; until then another model speaks that is here."""
        if not await asyncio.to_thread(self._is_complete, self._choice.model, request.voices):
            await self._speak_meanwhile(request)
        fetching = asyncio.create_task(self._fetch(request))
        try:
            while not (await asyncio.wait({fetching}, timeout=self._look_seconds))[0]:
                await self._speak_meanwhile(request)
            return fetching.result()
        finally:
            fetching.cancel()
            await asyncio.gather(fetching, return_exceptions=True)

    async def _speak_meanwhile(self, request: _Request) -> None:
        """If no model is loaded, load the best one that is here and can be loaded."""
        if self._engine is not None:
            return
        for path, model in await asyncio.to_thread(self._others, request):
            try:
                await self._start(path, model)
            except SpeechError as error:
                log.warning("%s is here but cannot be used: %s", path.name, error.message)
            except Exception:  # the next one may be better
                log.exception("Loading %s failed", path.name)
            else:
                return

    def _others(self, request: _Request) -> Sequence[tuple[Path, _ModelFile]]:
        """Return the model files that may speak, the best first, if there is a voice for them; blocks."""
        if request.voices and not any(state.state == "present" for state in self._store.voices.states()):
            return ()
        paths = models_that_are_here(
            self._store.models, self._choice.model, release_of(self._choice.model, request.engine.release)
        )
        others = [(path, self._file(path.name, request.engine)) for path in paths]
        return [(path, model) for path, model in others if model not in self._unusable]

    async def _fetch(self, request: _Request) -> Path:
        """Return the path of the model once its file and those of the default voice are here."""
        name = self._choice.model
        if not await asyncio.to_thread(self._is_complete, name, request.voices):
            self._settled.set()  # downloads may take long, or fail again and again: another engine speaks until then
        if missing := await self._voices.missing(request.voices, None):
            raise Unavailable(missing)
        return await self._store.models.download(name)

    def _is_complete(self, model: str, voices: tuple[str, ...]) -> bool:
        """Return whether the model and every voice are here; blocks shortly."""
        states = (self._store.models.state(model), *map(self._store.voices.state, voices))
        return all(state.state == "present" for state in states)

    async def _improve(self) -> None:
        """Make the model run faster, where that was not tried yet: a minute of work, once for each file."""
        engine = self._engine
        if engine is None or not engine.may_improve:
            return
        self._improving, self._improving_since = True, time.monotonic()
        try:
            if await asyncio.to_thread(engine.improve):
                info = engine.info
                log.info("%s runs split now (%s), in %.2f of the time", info.model, info.form, info.share)
        except Exception:  # it speaks as it did before
            log.exception("Splitting %s failed", engine.info.model)
        finally:
            self._improving = False

    def _model_file(self, request: _Request) -> _ModelFile:
        """Choose the model, and return it as it is now; blocks shortly."""
        models, engine = self._store.models, request.engine
        self._choice = ModelChoice(engine.model, "")
        if engine.model == "auto":
            present: list[str] = []
            with suppress(OSError):
                present = [state.name for state in models.states() if state.state == "present"]
            self._choice = choose_model(Host.here(), present, self._measured())
        return self._file(self._choice.model, engine)

    def _file(self, name: str, engine: EngineSettings) -> _ModelFile:
        """Return a model file as it is now; blocks shortly."""
        models, stamp = self._store.models, None
        if models.state(name).state in ("present", "damaged"):
            with suppress(OSError):
                stamp = self._store.disk.stamp(models.folder / name)
        return _ModelFile(name, stamp, engine.threads, engine.providers, engine.min_phonemes, engine.release)

    def _measured(self) -> Mapping[str, float]:
        """Return the seconds of work for a second of sound, by model file; blocks."""
        file = self._context.measurements
        return ModelMeasurements(file).seconds(self._store.models.digest) if file else {}

    def _progress(self) -> DownloadProgress | None:
        """Return how far the model has come that is being fetched, or else a voice that must be here as well."""
        voices = self._request.voices if self._request else ()
        models = (progress for progress in self._store.models.downloading if progress.name == self._choice.model)
        styles = (progress for progress in self._store.voices.downloading if progress.name in voices)
        return next(models, None) or next(styles, None)

    def _preparation(self, progress: DownloadProgress | None) -> Preparation | None:
        """Return what is under way; None if nothing is, or nothing can be done until the next attempt."""
        if progress:
            return downloading(progress)
        if self._engine is None:
            return None if self._problem else Preparation("load")
        if not self._improving:
            return None
        share = self._engine.improved_share
        return Preparation("improve", share, seconds_left(share, time.monotonic() - self._improving_since))

    def _why(self, speaking: str, progress: DownloadProgress | None) -> str:
        """Return why Kokoro speaks with this model."""
        chosen = self._choice
        if speaking != chosen.model:
            fetching = f"; {progress}" if progress else ""
            return f"Kokoro speaks with {speaking} until {chosen.model} is there{fetching}."
        because = f", because {chosen.why}" if chosen.why else ""
        return f"Kokoro speaks with {speaking}{because}."

    def _why_not(self, progress: DownloadProgress | None) -> str:
        missing = f"{progress}." if progress else self._problem
        return f"Kokoro cannot speak yet: {missing}" if missing else "Kokoro is being loaded."

    def _report(self, problem: str) -> None:
        """Show a problem in the status, and log it once."""
        if problem != self._problem:
            effect = "Kokoro speaks on with the model it has" if self._engine else "Kokoro cannot speak yet"
            log.warning("%s: %s", effect, problem)
        self._problem = problem

    def _cancel(self) -> None:
        if self._following:
            self._following.cancel()
            self._cancelled.add(self._following)
            self._following.add_done_callback(self._cancelled.discard)
            self._following = None


class _RetryPolicy:
    """When a model that could not be loaded is worth another attempt: when it changed, or after growing pauses."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._failed: _ModelFile | None = None
        self._next = 0.0

    def allows(self, model: _ModelFile) -> bool:
        """Return whether to try now."""
        return model != self._failed or time.monotonic() >= self._next

    def failed(self, model: _ModelFile, *, retryable: bool) -> None:
        """Note a failure; what is not retryable is tried again only when the file has changed."""
        self._failed = model
        self._next = time.monotonic() + self._pause if retryable else inf
        self._pause = min(2 * self._pause, LONGEST_PAUSE)


def start(context: EngineContext) -> KokoroLifecycle:
    """Start Kokoro's lifecycle; nothing is loaded before `use` is called."""
    return KokoroLifecycle(context)


def _load(path: Path, context: EngineContext, model: _ModelFile, digest: str) -> "KokoroEngine":
    try:
        # Here and not above: half a second and fifty megabytes that only Kokoro is worth.
        from wyoming_kokoro.engines.kokoro.engine import KokoroEngine  # noqa: PLC0415
        from wyoming_kokoro.engines.kokoro.options import KokoroOptions, RuntimeOptions  # noqa: PLC0415
    except ImportError as error:
        raise Unavailable(f"Kokoro cannot run here: {error.name} is not installed.", code="no_kokoro") from error
    runtime = RuntimeOptions(model.threads, model.providers or RuntimeOptions().providers)
    options = KokoroOptions(runtime, model.min_phonemes, release=model.release)
    return KokoroEngine(path, context.styles, options=options, digest=digest)
