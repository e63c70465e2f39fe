"""Students of Kokoro from their files to their voices: fetched and loaded when their voice is first asked for.

Nothing here imports ONNX Runtime before a student is loaded, as for Kokoro.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.downloads import FileStamp
from wyoming_kokoro.engines.engine import Engine
from wyoming_kokoro.engines.lifecycle import EngineContext, EngineStatus, Preparation, downloading
from wyoming_kokoro.errors import SpeechError, Unavailable
from wyoming_kokoro.settings import EngineSettings, Settings
from wyoming_kokoro.speech import STUDENT_SUFFIX, Voice

if TYPE_CHECKING:
    from wyoming_kokoro.engines.student.engine import StudentEngine

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
"""How often to see whether the file of the student that is to speak was put in its folder, or replaced."""
MAX_LOADED = 4
"""Students in memory, forty megabytes each; the one that was loaded first is dropped for another."""
PATIENCE = 10.0
"""Seconds an utterance waits for a student: a stand-in speaks if its nine megabytes take longer to arrive."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A student in memory, and what it was loaded from."""

    engine: "StudentEngine"
    stamp: FileStamp | None
    settings: EngineSettings


class StudentLifecycle:
    """Loads students while the program runs, and keeps a few of them."""

    def __init__(self, context: EngineContext, *, look_seconds: float = LOOK_SECONDS) -> None:
        self._store = context.store
        self._look_seconds = look_seconds
        self._settings = EngineSettings()
        self._voices: tuple[str, ...] = ()
        self._loaded: dict[str, _Loaded] = {}
        self._speaking: str | None = None
        """The student of the voice that is spoken with by default, once it is loaded."""
        self._problem: str | None = None
        self._loading = asyncio.Lock()
        self._settled = asyncio.Event()
        self._following: asyncio.Task[None] | None = None
        self._ended: set[asyncio.Task[object]] = set()

    improving = False

    @property
    def engine(self) -> Engine | None:
        """The student of the default voice; None while it is not loaded."""
        now = self._loaded.get(self._speaking or "")
        return now.engine if now else None

    def status(self, stand_in: Engine) -> EngineStatus:
        """Return the student of the default voice, or the stand-in with the reason why it cannot speak yet."""
        problems = (self._problem,) if self._problem else ()
        progress = next(iter(self._store.students.downloading), None)
        now = self._loaded.get(self._speaking or "")
        if now is None:
            missing = f"{progress}." if progress else self._problem
            why = f"The student cannot speak yet: {missing}" if missing else "The student is being loaded."
            under_way = downloading(progress) if progress else None if self._problem else Preparation("load")
            return EngineStatus(stand_in, why, problems, progress, standing_in=True, preparation=under_way)
        why, problems = f"A student of Kokoro speaks: {self._speaking}.", (*now.engine.problems, *problems)
        return EngineStatus(
            now.engine,
            why,
            problems,
            progress,
            f"{self._speaking}.onnx",
            now.engine.summary,
            execution_provider=now.engine.execution_provider,
        )

    def use(self, settings: Settings, voices: tuple[str, ...]) -> None:
        """Follow these settings; `voices` are the names of students of which one speaks, if it is there."""
        voices = (*voices, settings.speech.voice.removesuffix(STUDENT_SUFFIX))
        if self._following and (settings.engine, voices) == (self._settings, self._voices):
            return
        self._cancel()
        self._settings, self._voices = settings.engine, voices
        self._problem = None
        self._settled.clear()
        self._following = asyncio.create_task(self._follow())

    async def settled(self) -> None:
        """Wait until a student is loaded, cannot be, or has to be downloaded first."""
        await self._settled.wait()

    async def engine_for(self, voice: Voice) -> Engine:
        """Return the student of a voice; Unavailable if it has none, or it cannot be loaded soon."""
        name = _student_of(voice)
        if name is None:
            raise Unavailable(f"{voice.name} is not a voice of Kokoro's, so it has no student.")
        task = asyncio.create_task(self._load(name))
        self._ended.add(task)
        task.add_done_callback(self._ended.discard)
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
        if not done:
            raise Unavailable(f"The student {name} is still being downloaded or loaded.")
        return task.result()

    def stop(self) -> None:
        """Follow no settings, and free every student when the last utterance that began with it ends."""
        self._cancel()
        self._loaded.clear()
        self._speaking = None

    async def close(self) -> None:
        """End everything that is under way."""
        self._cancel()
        for task in tuple(self._ended):
            task.cancel()
        await asyncio.gather(*self._ended, return_exceptions=True)
        self._loaded.clear()

    async def _follow(self) -> None:
        """Check repeatedly whether the student that is to speak is loaded; never returns."""
        while True:
            try:
                name = await asyncio.to_thread(self._default)
                if self._store.students.downloads.enabled and not await asyncio.to_thread(self._is_here, name):
                    self._settled.set()  # a download may take long, or fail again and again
                await self._load(name)
                self._speaking, self._problem = name, None
            except SpeechError as error:
                if self._problem != error.message:
                    log.warning("The student cannot speak yet: %s", error.message)
                self._problem = error.message
            self._settled.set()
            await asyncio.sleep(self._look_seconds)
            for loaded in tuple(self._loaded.values()):
                await asyncio.to_thread(loaded.engine.give_way)

    async def _load(self, name: str) -> "StudentEngine":
        """Return a student, loaded again if its file or the settings have changed; Unavailable if there is none."""
        async with self._loading:
            path = await self._store.students.download(name)
            stamp = await asyncio.to_thread(self._store.disk.stamp, path)
            loaded = self._loaded.get(name)
            if loaded is None or (loaded.stamp, loaded.settings) != (stamp, self._settings):
                digest = await asyncio.to_thread(self._store.students.digest, name)
                engine = await asyncio.to_thread(_open, path, digest, self._settings)
                loaded = self._loaded[name] = _Loaded(engine, stamp, self._settings)
                log.info("The student %s is loaded. %s", name, engine.summary)
            for other in [each for each in self._loaded if each not in (name, self._speaking)][: -MAX_LOADED + 2]:
                del self._loaded[other]
            return loaded.engine

    def _default(self) -> str:
        """Return the student of the default voice, or else one that is here, or else one that can be downloaded."""
        here = [state.name for state in self._store.students.states() if state.state == "present"]
        published = [file.name for file in self._store.students.published]
        wanted = [name for name in self._voices if name in (*here, *published)]
        return next(iter((*wanted, *here, *published, *self._voices)))

    def _is_here(self, name: str) -> bool:
        return self._store.students.state(name).state == "present"

    def _cancel(self) -> None:
        if self._following:
            self._following.cancel()
            self._ended.add(self._following)
            self._following.add_done_callback(self._ended.discard)
            self._following = None


def start(context: EngineContext) -> StudentLifecycle:
    """Start the students' lifecycle; nothing is loaded before it is asked for."""
    return StudentLifecycle(context)


def _student_of(voice: Voice) -> str | None:
    """Return the name of the student that speaks a voice; None for blends, and for voices without a file."""
    if voice.engine:
        return voice.engine.partition("/")[2]
    names: Mapping[str, float] = dict(voice.styles)
    return next(iter(names)) if len(names) == 1 else None


def _open(path: Path, digest: str, settings: EngineSettings) -> "StudentEngine":
    try:
        # Here and not above: half a second and fifty megabytes that only a student is worth.
        from wyoming_kokoro.engines.kokoro.options import KokoroOptions, RuntimeOptions  # noqa: PLC0415
        from wyoming_kokoro.engines.student.engine import StudentEngine  # noqa: PLC0415
    except ImportError as error:
        raise Unavailable(f"Students of Kokoro cannot run here: {error.name} is not installed.") from error
    runtime = RuntimeOptions(settings.threads, settings.providers or RuntimeOptions().providers)
    return StudentEngine(path, digest, KokoroOptions(runtime, settings.min_phonemes))
