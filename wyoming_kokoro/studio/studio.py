"""The order of the work, from what was asked for to what is heard."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Literal

from wyoming_kokoro.audio import resample
from wyoming_kokoro.cache import Cache, CacheCounts, PrecomputeList, everyday, open_cache
from wyoming_kokoro.downloads import DownloadProgress, Downloads, FileState
from wyoming_kokoro.engines import Engine, EngineContext, EngineSelector, ModelMeasurements
from wyoming_kokoro.engines.host import Host, give_back_memory
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import user_words
from wyoming_kokoro.scheduler import Listener, Scheduler, ahead
from wyoming_kokoro.settings import LoadedSettings, Settings
from wyoming_kokoro.speech import NOTHING, Audio, Delivery, Pause, Piece, Utterance, seconds
from wyoming_kokoro.studio.casting import Casting
from wyoming_kokoro.studio.engine_speed import EngineSpeed
from wyoming_kokoro.studio.explaining import Explanation, explain
from wyoming_kokoro.studio.history import MinuteStats
from wyoming_kokoro.studio.idle_work import IdleWork
from wyoming_kokoro.studio.passages import passages
from wyoming_kokoro.studio.request_stats import Door, RequestLog, RequestStats
from wyoming_kokoro.studio.script import Script
from wyoming_kokoro.studio.speech_config import SpeechConfig, configure, own_files
from wyoming_kokoro.studio.utterance_renderer import UtteranceRenderer
from wyoming_kokoro.studio.voice_loudness import VoiceLoudness
from wyoming_kokoro.voices import Catalogue, VoiceStyles

LOAD_SECONDS = 5.0
"""How long a start waits for Kokoro to be loaded, where its files are here: then somebody else speaks meanwhile."""

LOOK_SECONDS = 2.0
"""How often to see whether users changed a file of their own by hand."""

AHEAD_SECONDS = 10.0
"""Sound that waits for a listener who takes it as slowly as it plays: enough to make eight sentences meanwhile."""

LEAST_SECONDS = 0.1
"""What a block counts at least: also those without sound have an end."""

_LOG = logging.getLogger(__name__)

FileFolder = Literal["models", "voices"]
"""The two kinds of files that Kokoro needs."""


@dataclass(frozen=True, slots=True)
class StudioStatus:
    """What the studio is at."""

    engine: str
    why: str
    """Why this engine speaks, as one sentence."""
    problems: tuple[str, ...]
    """What is not as it should be, a sentence each."""
    model: str | None
    """The model file it speaks with, if it needs one."""
    how: str | None
    """How it makes sound with it, as one sentence."""
    pronouncers: tuple[str, ...]
    """Who says how words sound, in the order in which they are asked."""
    waiting: int
    working: int
    standing_in: bool = False
    """Whether this engine speaks only because the one that the settings ask for cannot speak yet."""


class Studio:
    """Speaks utterances; what it speaks with can be changed while it does."""

    @classmethod
    async def open(
        cls,
        loaded: LoadedSettings,
        clock: Callable[[], float] = time.monotonic,
        *,
        cores: int | None = None,
        engine: Engine | None = None,
    ) -> "Studio":
        """A studio for these settings; Kokoro speaks in it if its files are here. It uses all cores, or so many.

        An `engine` speaks in place of the one that the settings name.
        """
        paths = loaded.sources.paths
        library = await asyncio.to_thread(_library)
        store = await asyncio.to_thread(Downloads, paths.downloads, loaded.settings.downloads)
        equipment = await asyncio.to_thread(configure, loaded, library, store)
        cache = await asyncio.to_thread(open_cache, loaded.settings.cache, paths.cache)
        levels = await asyncio.to_thread(VoiceLoudness, paths.cache / "levels.json")
        book = PrecomputeList(
            loaded.settings.cache.sentences, await asyncio.to_thread(everyday, loaded.settings.speech.language)
        )
        cores = cores or (await asyncio.to_thread(Host.here)).cores
        studio = cls(library, equipment, store, cache, levels, book, cores, clock, engine=engine)
        await studio._begin()
        return studio

    def __init__(
        self,
        library: EspeakNg | None,
        equipment: SpeechConfig,
        store: Downloads,
        cache: Cache,
        levels: VoiceLoudness,
        phrasebook: PrecomputeList,
        cores: int,
        clock: Callable[[], float] = time.monotonic,
        *,
        engine: Engine | None = None,
    ) -> None:
        self._library = library
        self._equipment = equipment
        self.store = store
        """Kokoro's files."""
        self.cache = cache
        """What was made before."""
        self.ledger = RequestLog(clock)
        """What was said lately, in figures."""
        styles = VoiceStyles(store)
        self._speed = EngineSpeed()
        self._cores = cores
        self._turns = Scheduler(self._cores, equipment.settings.limits.queue, clock, self._supplied)
        measurements = ModelMeasurements(equipment.loaded.sources.paths.measurements)
        context = EngineContext(
            store, styles.of, resample, library, measured=lambda: measurements.seconds(store.models.digest)
        )
        self._desk = EngineSelector(context, fixed=engine)
        self._casting = Casting(self._desk, styles, levels)
        self._idle = IdleWork(self._turns, self._speed, self._casting, levels, cache, phrasebook)
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    async def _begin(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LOAD_SECONDS):
                await self._desk.open(self.settings, self.default_files)
        idle = self._idle.run(lambda: self._equipment)
        self._tasks = asyncio.create_task(idle), asyncio.create_task(self._keep_looking())

    async def _keep_looking(self) -> None:
        """Take up what users put into their folders by hand; never returns."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            kept = self._equipment
            try:
                if await asyncio.to_thread(own_files, self.store, kept.loaded) != kept.seen:
                    await self.follow(kept.loaded)
            except Exception:  # noqa: BLE001 -- whatever is wrong with a file: what was made before is still good
                _LOG.exception("The user's own files could not be taken up")

    @property
    def equipment(self) -> SpeechConfig:
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

    async def follow(self, loaded: LoadedSettings) -> None:
        """Speak with other settings from the next utterance on; those that have begun keep theirs."""
        self._equipment = await asyncio.to_thread(configure, loaded, self._library, self.store, self._equipment)
        self._desk.use(loaded.settings, self.default_files)

    def _supplied(self) -> float:
        """How many listeners can be spoken to without a gap, as far as that is known."""
        return self._cores / self._speed.work(self._desk.now.engine.identity, 1.0, self._cores)

    def status(self) -> StudioStatus:
        """What is at work, why, and what is wrong."""
        now = self._desk.now
        problems = (*self._equipment.problems, *now.problems)
        asked = self._equipment.pronunciation.pronouncers
        return StudioStatus(
            now.engine.name,
            now.why,
            problems,
            now.model,
            now.how,
            asked,
            self._turns.queue,
            self._turns.working,
            now.standing_in,
        )

    @property
    def improving(self) -> bool:
        """Whether what speaks will soon be faster than it is: a model is made to suit this machine once."""
        return self._desk.improving

    async def close(self) -> None:
        """Begin nothing more, and let go of everything."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._turns.close()
        await self._desk.close()
        await asyncio.to_thread(self._equipment.pronunciation.close)
        await asyncio.to_thread(self.cache.close)

    async def speak(
        self,
        utterance: Utterance,
        arriving: AsyncIterable[str] | None = None,
        *,
        door: Door = "other",
        trying: user_words.UserWord | None = None,
    ) -> AsyncGenerator[Audio, None]:
        """Speak, giving sound as soon as there is some.

        `arriving` is text that comes after the utterance's own; `trying` a word of the user's, for this once.
        """
        with self.ledger.open(door, utterance) as entry:
            kept = self._equipment
            if trying is not None:
                kept = await asyncio.to_thread(kept.trying, trying, self._library)
            cast = await self._casting.of(utterance.delivery, kept)
            entry.voice = cast.voice.name
            if arriving is None and trying is None:
                self._idle.heard(utterance.text, cast)
            sound = UtteranceRenderer.of(cast, self.cache, self._speed, entry)
            blocks = ahead(self._blocks(utterance, arriving, sound, entry), AHEAD_SECONDS, _size)
            async with aclosing(blocks):
                async for block in blocks:
                    yield entry.heard(block)

    async def explain(self, text: str, delivery: Delivery) -> Explanation:
        """What will be said for a text, and why; in turn with those who want to hear something."""
        kept = self._equipment
        voice = await asyncio.to_thread(kept.voices.find, delivery.voice, delivery.language)
        locale = kept.locale(delivery.language or voice.language)
        listener = self._turns.join()
        try:
            return await listener.read(lambda: explain(text, locale, kept.pronunciation))
        finally:
            listener.leave()

    async def _blocks(
        self, utterance: Utterance, arriving: AsyncIterable[str] | None, sound: UtteranceRenderer, entry: RequestStats
    ) -> AsyncGenerator[Audio, None]:
        """The finished sound of an utterance, each block made in its turn."""
        listener = Listener(self._turns)
        try:
            async with aclosing(ahead(self._scripts(utterance, arriving, sound, entry, listener))) as scripts:
                async for script, known in scripts:
                    if isinstance(script, Pause):
                        yield sound.finishing.feed(script, Piece(NOTHING))
                        continue
                    pause = sound.finishing.breathe()
                    listener.give(seconds(pause.samples))
                    yield pause
                    async with aclosing(listener.each(sound.blocks(script, listener.hand), known=known)) as blocks:
                        async for block in blocks:
                            listener.give(seconds(block.samples))
                            yield block
            yield sound.finishing.finish()
        finally:
            listener.leave()
            if self._turns.idle:
                await asyncio.to_thread(give_back_memory)

    async def _scripts(
        self,
        utterance: Utterance,
        arriving: AsyncIterable[str] | None,
        sound: UtteranceRenderer,
        entry: RequestStats,
        listener: Listener,
    ) -> AsyncGenerator[tuple[Script | Pause, bool], None]:
        """What is to be said, and whether it is known how it sounds; the place is taken when there is text."""
        async with aclosing(passages(utterance, arriving, sound.cast.kept.settings, sound.cast.locale)) as found:
            async for passage in found:
                if isinstance(passage, Pause):
                    yield passage, True
                    continue
                if not listener.here:
                    listener.join()
                    if arriving is not None:
                        entry.text_arrived()
                script, known = await listener.read(sound.reading(passage))
                if script.speaks:
                    yield script, known

    @property
    def voices(self) -> Catalogue:
        """The voices that can be used."""
        return self._equipment.voices

    @property
    def loaded(self) -> LoadedSettings:
        """The settings that the next utterance will be spoken with, and where they come from."""
        return self._equipment.loaded

    @property
    def listeners(self) -> int:
        """How many utterances are being spoken."""
        return self.ledger.listeners

    def recent_requests(self) -> tuple[RequestStats, ...]:
        """Return the last utterances that have ended, oldest first."""
        return self.ledger.recent

    def history(self) -> tuple[MinuteStats, ...]:
        """Return the last hours minute by minute, oldest first."""
        return self.ledger.hours.minutes

    def record_load(self, memory_bytes: int) -> None:
        """Record the memory of the program, and how many listen and wait, in the history."""
        self.ledger.hours.looked(self.listeners, self._turns.queue, memory_bytes)

    def cache_counts(self) -> CacheCounts:
        """Return what the cache holds, and how often sound was found in it."""
        return self.cache.counts()

    def files(self) -> Mapping[FileFolder, Sequence[FileState]]:
        """Return every model and voice file, present or not. Blocks."""
        return {"models": self.store.models.states(), "voices": self.store.voices.states()}

    def downloads(self) -> tuple[DownloadProgress, ...]:
        """Return the files that are being downloaded now."""
        return (*self.store.models.downloading, *self.store.voices.downloading)

    async def download(self, folder: FileFolder, name: str) -> FileState:
        """Download a published file and return its state; a cancelled download is resumed by the next one."""
        library = self.store.models if folder == "models" else self.store.voices
        if name not in {file.name for file in library.published}:
            raise BadRequest("There is no published file of this name.", code="not_found", about="name")
        await library.download(name)
        return await asyncio.to_thread(library.state, name)


def _size(block: Audio) -> float:
    """How long a block sounds, and a little for itself."""
    return seconds(block.samples) + LEAST_SECONDS


def _library() -> EspeakNg | None:
    """ESpeak NG, where it is."""
    try:
        return EspeakNg.open()
    except Unavailable as error:
        _LOG.warning("%s", error.message)
        return None
