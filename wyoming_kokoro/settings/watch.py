"""Following the settings files while the program runs: parse, check, swap, and keep the last good ones."""

import asyncio
import contextlib
import importlib
import importlib.util
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from wyoming_kokoro.errors import FileMistake, InvalidSettings
from wyoming_kokoro.metrics import RELOADS
from wyoming_kokoro.settings.loaded import LoadedSettings, Signature, load_from
from wyoming_kokoro.settings.table import OPTIONS, settings_from

log = logging.getLogger(__name__)

EVERY_SECONDS = 1.0
"""How often the files are looked at, also where the system tells of changes: it does not for bind mounts and shares."""

SETTLE_SECONDS = 0.2
"""A file that was just seen to change is looked at again after this, since it may be half written."""

_MOST_UNSETTLED = 3
"""Looks at a file that keeps changing before it is judged as it is, so that whatever is wrong is told within 2 s."""

Apply = Callable[[LoadedSettings], Awaitable[None]]
Pause = Callable[[float], Awaitable[object]]


class SettingsWatcher:
    """The settings at work, kept current from their files; `apply` is given each new state and does not raise."""

    def __init__(self, loaded: LoadedSettings, apply: Apply) -> None:
        self.loaded = loaded
        """The settings at work: the last ones that were right."""
        self.problems: tuple[FileMistake, ...] = ()
        """What is wrong with the files now; empty while the settings at work are what the files say."""
        self._apply = apply
        self._judged = loaded.seen
        self._noticed = loaded.seen
        self._unsettled = 0
        self._turn = asyncio.Lock()

    async def run(self, pause: Pause | None = None) -> None:
        """Look at the files again and again until cancelled; `pause` waits for the given seconds, or less."""
        if pause:
            await self._follow(pause)
        else:
            async with _told(self.loaded.sources.files) as wait:
                await self._follow(wait)

    async def look(self) -> None:
        """Look at the files once; what has changed, and changes no more, is taken up if it is right."""
        async with self._turn:
            now = await asyncio.to_thread(self.loaded.sources.signature)
            if now == self._judged:
                self._noticed = now
                self._unsettled = 0
            elif now == self._noticed or self._unsettled >= _MOST_UNSETTLED:
                await self._judge(now)
            else:
                self._noticed = now
                self._unsettled += 1

    async def refresh(self) -> None:
        """Take up what the files say at once: for whoever has just written them."""
        async with self._turn:
            await self._judge(await asyncio.to_thread(self.loaded.sources.signature))

    async def _follow(self, pause: Pause) -> None:
        while True:
            await pause(SETTLE_SECONDS if self._unsettled else EVERY_SECONDS)
            await self.look()

    async def _judge(self, signature: Signature) -> None:
        """Read everything anew; `signature` is from before, so that a change during the reading is seen later."""
        self._judged = self._noticed = signature
        self._unsettled = 0
        try:
            read = await asyncio.to_thread(load_from, self.loaded.sources)
        except InvalidSettings as error:
            self._tell_problems(error.mistakes)
            return
        if self.problems:
            self.problems = ()
            log.info("The settings files are right again")
        await self._swap(_kept_running(read, self.loaded))

    def _tell_problems(self, mistakes: tuple[FileMistake, ...]) -> None:
        RELOADS.add("refused")
        for mistake in mistakes:
            if mistake not in self.problems:
                log.error("%s; the settings at work stay as they are", mistake)
        self.problems = mistakes

    async def _swap(self, read: LoadedSettings) -> None:
        if read == self.loaded:
            return
        RELOADS.add("taken")
        before, self.loaded = self.loaded, read
        await self._apply(read)
        read.report(before)  # what is told to be so now is so


def _kept_running(read: LoadedSettings, running: LoadedSettings) -> LoadedSettings:
    """What was read, with the running values of settings that wait for a restart."""
    values = {name: read.settings.value(name) for name in OPTIONS}
    origins = dict(read.origins)
    waiting = tuple(
        name for name, option in OPTIONS.items() if option.restart and values[name] != running.settings.value(name)
    )
    for name in waiting:
        values[name] = running.settings.value(name)
        origins[name] = running.origins[name]
    settings = settings_from(values)
    version = running.version + (settings != running.settings)
    return replace(read, settings=settings, origins=origins, waiting=waiting, version=version)


@contextlib.asynccontextmanager
async def _told(files: tuple[Path, ...]) -> AsyncIterator[Pause]:
    """A pause that ends early, but not before files settle, when the system tells of a change to one of them."""
    change = asyncio.Event()

    async def wait(seconds: float) -> None:
        await asyncio.sleep(SETTLE_SECONDS)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(change.wait(), seconds - SETTLE_SECONDS)
        change.clear()

    listening = asyncio.create_task(_listen(files, change))
    try:
        yield wait
    finally:
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening


async def _listen(files: tuple[Path, ...], change: asyncio.Event) -> None:
    """Set the event at every change the system tells of; end where it tells of none, or watchfiles is not there."""
    folders = {path.parent for path in files if path.parent.is_dir()}
    if not folders or importlib.util.find_spec("watchfiles") is None:
        return
    watchfiles = await asyncio.to_thread(importlib.import_module, "watchfiles")
    names = {str(path) for path in files}
    try:
        async for _ in watchfiles.awatch(
            *folders, watch_filter=lambda _, path: path in names, recursive=False, debounce=100
        ):
            change.set()
    except (OSError, RuntimeError, ExceptionGroup) as error:
        log.debug("The system tells of no changes to files (%s); they are looked at every second", error)
