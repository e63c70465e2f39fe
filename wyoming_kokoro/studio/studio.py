"""The studio: speaks utterances, from the request to the finished sound."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from math import inf
from typing import Literal, TypeVar

import numpy as np

from wyoming_kokoro.audio import resample
from wyoming_kokoro.cache import Cache, CacheCounts, PrecomputeList, everyday, open_cache
from wyoming_kokoro.downloads import DownloadProgress, Downloads, FileLibrary, FileState
from wyoming_kokoro.engines import Engine, EngineContext, EngineSelector
from wyoming_kokoro.engines.host import Host, give_back_memory
from wyoming_kokoro.engines.lifecycle import Preparation
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.log import RateLimitedLog
from wyoming_kokoro.markup import Note, is_ssml
from wyoming_kokoro.other_servers.failure import RemoteFailure
from wyoming_kokoro.pronounce import user_words
from wyoming_kokoro.providers import KnownProviders, ProviderReport
from wyoming_kokoro.scheduler import SHORT_TEXT, Listener, Reading, Scheduler
from wyoming_kokoro.settings import LoadedSettings, Settings
from wyoming_kokoro.speech import (
    NOTHING,
    Audio,
    Background,
    BackgroundEnd,
    BackgroundStart,
    Clip,
    Delivery,
    Line,
    Mark,
    NamedSound,
    NextPart,
    PartsCue,
    PartsEnd,
    PartsStart,
    Pause,
    Turn,
    Utterance,
    Voice,
    seconds,
)
from wyoming_kokoro.studio.casting import Cast, Casting, Casts
from wyoming_kokoro.studio.chunking import Chunker
from wyoming_kokoro.studio.engine_speed import EngineSpeed
from wyoming_kokoro.studio.explaining import Explanation, explain_pages
from wyoming_kokoro.studio.explaining import joined as joined_pages
from wyoming_kokoro.studio.finishing import Finisher
from wyoming_kokoro.studio.history import MinuteStats
from wyoming_kokoro.studio.idle_work import IdleWork
from wyoming_kokoro.studio.marking import Marking
from wyoming_kokoro.studio.passages import (
    Passage,
    log_notes,
    passages,
    passages_of,
    reader_options,
    reading_notes,
    rest_of,
)
from wyoming_kokoro.studio.prepare import prepare
from wyoming_kokoro.studio.provider_engine import ProviderEngine
from wyoming_kokoro.studio.read_ahead import read_ahead
from wyoming_kokoro.studio.request_stats import Interface, RequestLog, RequestStats, count_words
from wyoming_kokoro.studio.roles import Roles
from wyoming_kokoro.studio.script import Script
from wyoming_kokoro.studio.speech_config import SpeechConfig, configure, file_state
from wyoming_kokoro.studio.text_stream import TextStream
from wyoming_kokoro.studio.utterance_renderer import CastScript, UtteranceRenderer
from wyoming_kokoro.studio.voice_levels import VoiceLevels
from wyoming_kokoro.studio.voice_loudness import VoiceLoudness
from wyoming_kokoro.voices import Catalogue, VoiceStyles
from wyoming_kokoro.voices.consent import Consent
from wyoming_kokoro.voices.language_tags import language_in_name
from wyoming_kokoro.voices.origin import made_from_recording
from wyoming_kokoro.voices.recorded_voice import VoiceToSave, recorded_voices, remove_voice, save_voice

LOAD_SECONDS = 5.0
"""How long a start waits for Kokoro to be loaded, where its files are here; after that another engine speaks first."""

MEASURED_SECONDS = 3.0
"""Of a provider's voice from which its loudness is known to a decibel."""

LIST_SECONDS = 2.0
"""How long a start waits for providers to name their voices; those that come later are listed then."""

LOOK_SECONDS = 2.0
"""How often to check whether users changed a file of their own by hand."""

MAX_UNREAD_SECONDS = 10.0
"""Sound that waits for a listener who reads it as slowly as it plays: enough time to make eight sentences."""

UNREAD_TOGETHER = 160.0
"""Seconds of sound that wait for all listeners together, 15 megabytes: with more than sixteen, each has less."""

MIN_BLOCK_SECONDS = 0.1
"""What a block counts at least, so that blocks without sound are bounded too."""

_LOG = logging.getLogger(__name__)
_RATE_LIMITED = RateLimitedLog(_LOG)

WordlessCue = Pause | Clip | Mark | NamedSound | BackgroundStart | BackgroundEnd | Turn | PartsCue
"""Cues that the finisher does without a script."""

T = TypeVar("T")

FileFolder = Literal["models", "voices", "students"]
"""The two kinds of files that Kokoro needs."""


@dataclass(frozen=True, slots=True)
class StudioStatus:
    """What the studio is doing, and with what."""

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
    """The sources of pronunciations, in the order in which they are tried."""
    waiting: int
    working: int
    standing_in: bool = False
    """Whether this engine speaks only because the one that the settings ask for cannot speak yet."""
    engine_problems: tuple[str, ...] = ()
    """Those of the problems that the engine has: while it stands in without one, the other engine is on its way."""
    providers: tuple[ProviderReport, ...] = ()
    """How each provider is, and how much was sent to it."""
    digest: str = ""
    """Of the model file; empty without one."""
    execution_provider: str | None = None
    """What computes the model, by ONNX Runtime's name, if there is one."""
    preparation: Preparation | None = None
    """What is under way until the engine that the settings ask for speaks, or speaks faster."""


@dataclass(slots=True)
class SpeakingVoice:
    """Who speaks an utterance, as is known once its first sound is there."""

    voice: str = ""
    engine: str = ""
    """The engine, or the provider."""
    cloud: str = ""
    """The provider outside the local network to which text was sent, even if it did not speak."""

    def note(self, cast: Cast) -> None:
        """Note who speaks."""
        self.voice, self.engine = cast.voice.name, cast.engine.name

    def note_sent(self, engine: ProviderEngine) -> None:
        """Note where text was sent."""
        if engine.sent and not engine.local:
            self.cloud = engine.name


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
        """Return a studio for these settings, which uses all cores, or this many; Kokoro speaks if its files are here.

        An `engine` speaks in place of the one that the settings name.
        """
        paths = loaded.sources.paths
        library = await asyncio.to_thread(_library)
        store = await asyncio.to_thread(Downloads, paths.downloads, loaded.settings.downloads)
        config = await asyncio.to_thread(configure, loaded, library, store)
        cache = await asyncio.to_thread(open_cache, loaded.settings.cache, paths.cache)
        levels = await asyncio.to_thread(VoiceLevels.load)
        loudness = await asyncio.to_thread(VoiceLoudness, paths.cache / "loudness.json", levels)
        precompute = PrecomputeList(
            loaded.settings.cache.sentences, await asyncio.to_thread(everyday, loaded.settings.speech.language)
        )
        cores = cores or (await asyncio.to_thread(Host.here)).cores
        studio = cls(library, config, store, cache, loudness, precompute, cores, clock, engine=engine)
        await studio._begin()
        return studio

    def __init__(
        self,
        library: EspeakNg | None,
        config: SpeechConfig,
        store: Downloads,
        cache: Cache,
        loudness: VoiceLoudness,
        precompute: PrecomputeList,
        cores: int,
        clock: Callable[[], float] = time.monotonic,
        *,
        engine: Engine | None = None,
    ) -> None:
        self._library = library
        self._config = config
        self._store = store
        self._cache = cache
        self._requests = RequestLog(clock)
        self._speed = EngineSpeed()
        self._cores = cores
        limits = config.settings.limits
        self._scheduler = Scheduler(cores, limits.queue, clock, self._supply, limits.listeners)
        self._styles = styles = VoiceStyles(store)
        context = EngineContext(
            store, styles.of, resample, library, measurements=config.loaded.sources.paths.measurements
        )
        self._selector = EngineSelector(context, fixed=engine)
        paths = config.loaded.sources.paths
        self._providers = KnownProviders(paths.cache / "provider-usage.json", language_in_name)
        self._casting = Casting(self._selector, styles, loudness, self._providers)
        self._loudness = loudness
        self._idle_work = IdleWork(self._scheduler, self._speed, self._casting, loudness, cache, precompute)
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    async def _begin(self) -> None:
        await asyncio.gather(self._open_engine(), self._open_providers())
        idle_work = self._idle_work.run(lambda: self._config)
        work = (idle_work, self._follow_files(), self._providers.run())
        self._tasks = tuple(asyncio.create_task(each) for each in work)

    async def _open_engine(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LOAD_SECONDS):
                await self._selector.open(self.settings, self.default_files)

    async def _open_providers(self) -> None:
        """Have the voices of providers, as far as they are named soon."""
        loaded = self._config.loaded
        if not loaded.settings.providers.servers:
            return
        await self._providers.use(loaded.settings.providers.servers, loaded.sources.environment)
        with suppress(TimeoutError):
            async with asyncio.timeout(LIST_SECONDS):
                await self._providers.refresh()
        self._config = await self._configured(loaded)

    async def _configured(self, loaded: LoadedSettings) -> SpeechConfig:
        remote = self._providers.voices(loaded.settings.speech.language)
        return await asyncio.to_thread(configure, loaded, self._library, self._store, self._config, remote)

    async def _follow_files(self) -> None:
        """Use what users put into their folders by hand; never returns."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            config = self._config
            try:
                remote = self._providers.voices(config.settings.speech.language)
                if await asyncio.to_thread(file_state, self._store, config.loaded, remote) != config.seen:
                    await self.follow(config.loaded)
            except Exception:  # noqa: BLE001 -- when a file is bad, what was read before is still good
                _LOG.exception("The user's own files could not be read")

    @property
    def config(self) -> SpeechConfig:
        """What the next utterance will be spoken with."""
        return self._config

    @property
    def settings(self) -> Settings:
        """The settings that the next utterance will be spoken with."""
        return self._config.settings

    @property
    def default_files(self) -> tuple[str, ...]:
        """The voice files of the voice that speaks when none is named."""
        return tuple(name for name, _ in self._config.voices.default.styles)

    async def follow(self, loaded: LoadedSettings) -> None:
        """Speak with other settings from the next utterance on; those that have begun keep theirs."""
        await self._providers.use(loaded.settings.providers.servers, loaded.sources.environment)
        self._config = await self._configured(loaded)
        self._selector.use(loaded.settings, self.default_files)

    def _supply(self) -> float:
        """Return how many listeners can be spoken to without a gap, as far as that is known."""
        engine = self._selector.now.engine
        if engine.capabilities.remote:
            return inf
        return self._cores / self._speed.work(engine.identity, 1.0, self._cores)

    def status(self) -> StudioStatus:
        """Return which engine speaks, why, and what is wrong."""
        now = self._selector.now
        problems = (*self._config.problems, *now.problems, *self._providers.problems)
        pronouncers = self._config.pronunciation.pronouncers
        scheduler = self._scheduler
        return StudioStatus(
            now.engine.name,
            now.why,
            problems,
            now.model,
            now.how,
            pronouncers,
            scheduler.queue,
            scheduler.working,
            now.standing_in,
            now.problems,
            self._providers.reports(),
            now.engine.capabilities.model,
            now.execution_provider,
            now.preparation,
        )

    @property
    def improving(self) -> bool:
        """Whether the engine will soon be faster than it is: a model is prepared for this machine once."""
        return self._selector.improving

    async def close(self) -> None:
        """Begin nothing more, and release everything."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._scheduler.close()
        await self._selector.close()
        await self._providers.close()
        await asyncio.to_thread(self._cache.close)

    async def speak(
        self,
        utterance: Utterance,
        arriving: AsyncIterable[str] | None = None,
        *,
        interface: Interface = "other",
        trial_word: user_words.UserWord | None = None,
        draft: Voice | None = None,
        speaker: SpeakingVoice | None = None,
    ) -> AsyncGenerator[Audio, None]:
        """Yield the sound of an utterance, as soon as there is some.

        `arriving` is text that comes after the utterance's own; `trial_word` is a word of the user's for this once,
        and so is the voice `draft`, of which nothing is kept. `speaker` is told who speaks, before the first sound.
        """
        with self._requests.open(interface, utterance) as stats:
            config = self._config
            if trial_word is not None:
                config = await asyncio.to_thread(config.with_word, trial_word, self._library)
            if draft is not None:
                config = replace(config, voices=config.voices.including(draft))
            repeatable = arriving is None and trial_word is None and draft is None
            job = await self._job(utterance, arriving, config, stats, repeatable=repeatable, draft=draft)
            job.speaker = speaker or SpeakingVoice()
            job.speaker.note(job.first_cast)
            if job.repeatable:
                self._idle_work.note_text(utterance, job.first_cast)
            blocks = read_ahead(self._blocks(job), self._max_unread, _size)
            async with aclosing(blocks):
                async for block in blocks:
                    yield stats.count(block)

    async def engine_name(self, utterance: Utterance) -> str:
        """Return the name of the engine that speaks an utterance, as far as its markup does not change the voice."""
        config = self._config
        roles = Roles(utterance, config)
        await roles.load((Line(""),))
        return (await self._casting.cast(roles.base, config)).engine.name

    async def markup_notes(self, utterance: Utterance) -> Sequence[Note]:
        """Return what has no effect in the markup of a text that is complete; plain text has none."""
        if not is_ssml(utterance.text, utterance.markup):
            return ()
        config = self._config
        options = reader_options(config.settings)
        return (await asyncio.to_thread(lambda: passages_of(utterance, Roles(utterance, config), options)))[1]

    async def explain(self, utterance: Utterance) -> Explanation:
        """Return what will be spoken for an utterance, and why."""
        async with aclosing(self.explain_pages(utterance, _unchanged)) as pages:
            return joined_pages([page async for page in pages])

    async def explain_pages(
        self, utterance: Utterance, convert: Callable[[Explanation], T], caller: str = ""
    ) -> AsyncGenerator[T, None]:
        """Yield the explanation of an utterance in parts, each converted where it is made, and in its turn.

        Callers with many or long texts wait for one another, and no listener waits for them.
        """
        config = self._config
        with Reading(self._scheduler, caller) as reading:
            roles = Roles(utterance, config)
            await roles.load((Line(""),))
            pages = explain_pages(utterance, roles, config.pronunciation, reader_options(config.settings))
            while (page := await reading.page(partial(_next_page, pages, convert))) is not None:
                yield page[0]

    def _max_unread(self) -> float:
        """Return how many seconds of sound may wait for one listener."""
        return min(MAX_UNREAD_SECONDS, UNREAD_TOGETHER / max(self._requests.listeners, 1))

    async def _job(
        self,
        utterance: Utterance,
        arriving: AsyncIterable[str] | None,
        config: SpeechConfig,
        stats: RequestStats,
        *,
        repeatable: bool,
        draft: Voice | None = None,
    ) -> "_UtteranceJob":
        """Return all that belongs to one request; BadRequest where no voice can speak it."""
        roles, casts = Roles(utterance, config), Casts(self._casting, config)
        await roles.load((Line(""),))
        cast = await casts.of(roles.base)
        stats.voice = cast.voice.name
        cache = self._cache if draft is None else Cache(0)
        renderer = UtteranceRenderer(
            cache,
            self._speed,
            Finisher(config.settings.speech, roles.base.treatment.volume or 0.0, self._marking(config)),
            stats,
            config.settings.engine.attempts,
        )
        listener = Listener(self._scheduler)
        return _UtteranceJob(utterance, arriving, config, roles, casts, cast, renderer, cache, listener, repeatable)

    async def _blocks(self, job: "_UtteranceJob") -> AsyncGenerator[Audio, None]:
        """Yield the finished sound of an utterance, each block made in its turn."""
        listener, finisher = job.listener, job.renderer.finisher
        try:
            if job.utterance.background is not None:
                yield await self._start_background(job.utterance.background, job)
            async with aclosing(read_ahead(self._scripts(job))) as items:
                async for item in items:
                    if not isinstance(item, CastScript):
                        block = await self._cue(item, job)
                        listener.deliver(seconds(block.samples))
                        yield block
                        continue
                    pause = await self._finish(
                        job, finisher.rest if item.starts_with_pause else finisher.pause_before_next
                    )
                    listener.deliver(seconds(pause.samples))
                    yield pause
                    source = job.renderer.blocks(item, listener.buffer)
                    remote = item.cast.engine.capabilities.remote
                    async with aclosing(listener.each(source, cached=item.cached, remote=remote)) as blocks:
                        async for block in blocks:
                            listener.deliver(seconds(block.samples))
                            yield block
            yield await self._finish(job, finisher.finish)
            await asyncio.to_thread(self._learn_levels, job.casts)
        finally:
            job.casts.close()
            listener.leave()
            if self._scheduler.idle:
                await asyncio.to_thread(give_back_memory)

    def _learn_levels(self, casts: Casts) -> None:
        """Measure the voices of providers from what was heard of them, so that they are as loud as others. Computes."""
        for cast, engine in casts.of_providers():
            samples = np.concatenate([NOTHING, *engine.sample])
            if cast.level is None and seconds(samples) >= MEASURED_SECONDS:
                self._loudness.learn(cast.voice_sound, samples)

    async def _finish(self, job: "_UtteranceJob", work: Callable[[], Audio]) -> Audio:
        """Return what the finisher makes; where backgrounds are heard, silence takes a while too."""
        return await job.listener.read(work) if job.renderer.finisher.has_background else work()

    async def _cue(self, cue: WordlessCue, job: "_UtteranceJob") -> Audio:
        """Return what is ready now that a cue without words was reached; a long clip takes a while."""
        finisher = job.renderer.finisher
        match cue:
            case BackgroundStart():
                return await self._start_background(cue.background, job, of_markup=True)
            case Turn():
                return await self._finish(job, partial(finisher.turn, cue))
            case BackgroundEnd():
                return await self._finish(job, finisher.end_background)
            case NamedSound():
                clip = await asyncio.to_thread(_clip, cue, job.config)
                return await job.listener.read(partial(finisher.cue, clip)) if clip else Audio(NOTHING)
            case Clip() | PartsStart() | NextPart() | PartsEnd():
                return await job.listener.read(partial(finisher.cue, cue))
            case Pause() | Mark():
                return await self._finish(job, partial(finisher.cue, cue))

    async def _start_background(
        self, background: Background, job: "_UtteranceJob", *, of_markup: bool = False
    ) -> Audio:
        """Begin a background; one that markup names and that cannot be played is left out."""
        try:
            sound = await asyncio.to_thread(job.config.sounds.find, background.sound)
        except BadRequest as error:
            if not of_markup:
                raise
            _RATE_LIMITED.warning("sound", "A background of the text's markup is left out: %s", error.message)
            return Audio(NOTHING)
        return await asyncio.to_thread(job.renderer.finisher.start_background, background, sound)

    async def _scripts(self, job: "_UtteranceJob") -> AsyncGenerator[CastScript | WordlessCue, None]:
        """Yield what is to be spoken; the listener joins when there is something."""
        items = passages(job.utterance, job.arriving, job.roles, job.config.settings)
        resumption = job.utterance.resumption
        if resumption is not None:
            items = rest_of(items, resumption)
        previous: Script | None = None
        async with aclosing(items):
            async for item in items:
                if isinstance(item, Passage | Clip | NamedSound) and not job.listener.joined:
                    job.listener.join(has_short_text=job.has_short_text)
                    if job.arriving is not None:
                        job.renderer.stats.text_arrived()
                if not isinstance(item, Passage):
                    yield item
                    continue
                clause = previous if item.is_rest else None
                roles = item.roles if clause is None else (*item.roles, *clause.roles)
                while True:
                    casts = {id(role): await job.casts.of(role) for role in roles}
                    self._idle_work.note_voice(item.role, casts[id(item.role)], job.config)
                    previous, parts = await job.listener.read(partial(self._prepared, item, casts, job, clause))
                    if await self._providers_speak(parts, job):
                        break
                for part in parts:
                    if part.script.has_words:
                        yield part

    async def _providers_speak(self, parts: Sequence[CastScript], job: "_UtteranceJob") -> bool:
        """Return whether the providers of these parts speak; a voice that cannot is replaced, before it was heard.

        Each is asked for its first sentence here, and what arrives of it is kept. RemoteFailure where no other may.
        """
        for part in parts:
            engine = part.cast.engine
            if isinstance(engine, ProviderEngine) and not engine.heard and part.script.has_words and not part.cached:
                chunker = Chunker(part.cast, self._speed, job.cache, part.casts)
                try:
                    await job.listener.receive(partial(_begin_first, engine, chunker, part.script))
                    job.speaker.note_sent(engine)
                except RemoteFailure as error:
                    job.speaker.note_sent(engine)
                    job.casts.replace(part.cast.voice.remote, error)
                    job.speaker.note(await job.casts.of(job.roles.base))
                    job.renderer.stats.voice = job.speaker.voice
                    return False
        return True

    def _prepared(
        self, passage: Passage, casts: Mapping[int, Cast], job: "_UtteranceJob", clause: Script | None
    ) -> tuple[Script, Sequence[CastScript]]:
        """Return the script of a passage, and its parts with whether their sound is in the cache; computes.

        There are several parts where its roles cannot be spoken in one call. A clause of the same sentence that was
        spoken before is part of the context.
        """
        (script,) = prepare((passage,), passage.role.locale, job.config.pronunciation)
        log_notes(reading_notes(passage), "reading")
        if clause is not None:
            script = script.after(clause)
        if job.utterance.resumption is not None:
            script = script.since(job.utterance.resumption)
        count_words(script)
        by_role = tuple(casts[id(role)] for role in script.roles)
        parts = script.calls(lambda one, other: by_role[one].joins(by_role[other]))
        return script, [self._cast_script(part, by_role, job.cache) for part in parts]

    def _cast_script(self, script: Script, by_role: tuple[Cast, ...], cache: Cache) -> CastScript:
        """Return a script that is made in one call, with the casts of its roles, and whether it is in the cache."""
        cast, several = by_role[script.first_role], by_role if len(by_role) > 1 else ()
        return CastScript(script, cast, Chunker(cast, self._speed, cache, several).is_cached(script), several)

    def _marking(self, config: SpeechConfig) -> Marking:
        """Return what marks the sound of an utterance."""
        folder = self._store.voices.folder

        def from_recording(voice: Voice) -> bool:
            return voice.kind == "draft" or made_from_recording(folder, voice)

        return Marking(is_wanted=config.settings.speech.watermark, from_recording=from_recording)

    @property
    def voices(self) -> Catalogue:
        """The voices that can be used."""
        return self._config.voices

    @property
    def loaded(self) -> LoadedSettings:
        """The settings that the next utterance will be spoken with, and where they come from."""
        return self._config.loaded

    @property
    def listeners(self) -> int:
        """How many utterances are being spoken."""
        return self._requests.listeners

    def recent_requests(self) -> tuple[RequestStats, ...]:
        """Return the last utterances that have ended, oldest first."""
        return self._requests.recent

    def history(self) -> tuple[MinuteStats, ...]:
        """Return the last hours minute by minute, oldest first."""
        return self._requests.history.minutes

    def record_load(self, memory_bytes: int) -> None:
        """Record the memory of the program, and how many listen and wait, in the history."""
        self._requests.history.note_load(self.listeners, self._scheduler.queue, memory_bytes)

    def cache_counts(self) -> CacheCounts:
        """Return what the cache holds, and how often sound was found in it."""
        return self._cache.counts()

    def files(self) -> Mapping[FileFolder, Sequence[FileState]]:
        """Return every file of each kind, present or not. Blocks."""
        return {folder: library.states() for folder, library in self._libraries.items()}

    def downloads(self) -> tuple[DownloadProgress, ...]:
        """Return the files that are being downloaded now."""
        return tuple(progress for library in self._libraries.values() for progress in library.downloading)

    async def download(self, folder: FileFolder, name: str) -> FileState:
        """Download a published file and return its state; a cancelled download is resumed by the next one."""
        library = self._libraries[folder]
        if name not in {file.name for file in library.published}:
            raise BadRequest("There is no published file of this name.", code="not_found", about="name")
        await library.download(name)
        return await asyncio.to_thread(library.state, name)

    async def speak_draft(self, voice: VoiceToSave, text: str) -> AsyncGenerator[Audio, None]:
        """Yield a text in a voice that is not saved, as it will sound when it is; nothing of it is kept.

        Unavailable while Kokoro cannot speak.
        """
        adjustment = voice.adjustment
        with self._styles.draft(voice.content) as name:
            draft = Voice(
                name,
                "en-US",
                "neutral",
                "A voice that is not saved",
                ((name, 1.0),),
                adjustment.delivery,
                kind="draft",
                treatment=adjustment.treatment,
            )
            engine, _ = await self._selector.engine_for(draft)
            if not engine.capabilities.needs_styles:
                raise Unavailable("Kokoro cannot speak yet: its model is not loaded.", code="no_kokoro")
            async with aclosing(self.speak(Utterance(text, delivery=Delivery(voice=name)), draft=draft)) as blocks:
                async for block in blocks:
                    yield block

    @property
    def _libraries(self) -> Mapping[FileFolder, FileLibrary]:
        store = self._store
        return {"models": store.models, "voices": store.voices, "students": store.students}

    async def save_voice(self, name: str, voice: VoiceToSave, consent: Consent) -> None:
        """Save a voice that was made from a recording; it can be spoken with at once."""
        await asyncio.to_thread(save_voice, self._store, name, voice, consent)
        await self.follow(self._config.loaded)

    async def remove_voice(self, name: str) -> None:
        """Remove a voice file of the user's with its provenance, and all cached speech, some of which is its own."""
        await asyncio.to_thread(remove_voice, self._store, name)
        await asyncio.to_thread(self._cache.clear)
        await self.follow(self._config.loaded)

    def recorded_voices(self) -> Mapping[str, Mapping[str, object]]:
        """Return what is known of the voices that were made from recordings, by their names. Blocks."""
        return recorded_voices(self._store)


@dataclass(slots=True)
class _UtteranceJob:
    """One request: what was asked for, and everything it is spoken with to its end."""

    utterance: Utterance
    arriving: AsyncIterable[str] | None
    config: SpeechConfig
    roles: Roles
    casts: Casts
    first_cast: Cast
    renderer: UtteranceRenderer
    cache: Cache
    """What keeps the sound of its phrases."""
    listener: Listener
    repeatable: bool
    """Whether the same may be requested again: its text came whole, and no word of it was only tried."""
    speaker: SpeakingVoice = field(default_factory=SpeakingVoice)
    """Is told who speaks."""

    @property
    def has_short_text(self) -> bool:
        """Whether the text is complete, and short."""
        arriving = self.arriving
        if arriving is None:
            return len(self.utterance.text) <= SHORT_TEXT
        return isinstance(arriving, TextStream) and arriving.ended and arriving.characters <= SHORT_TEXT


def _begin_first(engine: ProviderEngine, chunker: Chunker, script: Script) -> None:
    """Ask a provider for the first phrase of a script; blocks until some of its sound is here."""
    phrase, _ = next(chunker.phrases(script))
    engine.begin(phrase)


def _clip(sound: NamedSound, config: SpeechConfig) -> Clip | None:
    """Return a sound of the library as a clip; None if its file cannot be read. Computes."""
    try:
        return Clip(config.sounds.find(sound.name).once(), sound.treatment)
    except BadRequest as error:
        _RATE_LIMITED.warning("sound", "A sound of the text's markup is left out: %s", error.message)
        return None


def _next_page(pages: Iterator[Explanation], convert: Callable[[Explanation], T]) -> tuple[T] | None:
    """Return the next part, converted; None when there is none."""
    page = next(pages, None)
    return None if page is None else (convert(page),)


def _unchanged(page: Explanation) -> Explanation:
    return page


def _size(block: Audio) -> float:
    """Return how long a block sounds, and a little more for itself."""
    return seconds(block.samples) + MIN_BLOCK_SECONDS


def _library() -> EspeakNg | None:
    """The eSpeak NG library, where it is installed."""
    try:
        return EspeakNg.open()
    except Unavailable as error:
        _LOG.warning("%s", error.message)
        return None
