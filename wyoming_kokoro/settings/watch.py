"""Follows the settings files while the program runs: changes are checked, and valid ones are applied."""

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

POLL_SECONDS = 1.0
"""How often the files are checked, also where the system reports changes: for bind mounts and shares it does not."""

SETTLE_SECONDS = 0.2
"""A file that has just changed is checked again after this, since it may be half written."""

MAX_UNSETTLED = 3
"""Checks of a file that keeps changing before it is read nevertheless, so that mistakes are reported within 2 s."""

Apply = Callable[[LoadedSettings], Awaitable[None]]
Pause = Callable[[float], Awaitable[object]]


class SettingsWatcher:
    """Has the current settings and keeps them up to date; calls `apply`, which must not raise, with each change."""

    def __init__(self, loaded: LoadedSettings, apply: Apply) -> None:
        self.loaded = loaded
        """The current settings: the last valid ones."""
        self.problems: tuple[FileMistake, ...] = ()
        """What is wrong with the files now; empty if the current settings are those of the files."""
        self._apply = apply
        self._read = loaded.seen
        self._seen = loaded.seen
        self._unsettled = 0
        self._lock = asyncio.Lock()

    async def run(self, pause: Pause | None = None) -> None:
        """Check the files again and again until cancelled; `pause` waits for the given seconds, or less."""
        if pause:
            await self._follow(pause)
        else:
            async with _file_events(self.loaded.sources.files) as wait:
                await self._follow(wait)

    async def check(self) -> None:
        """Check the files once; a change is applied if it is valid, and if the file changes no more."""
        async with self._lock:
            now = await asyncio.to_thread(self.loaded.sources.signature)
            if now == self._read:
                self._seen = now
                self._unsettled = 0
            elif now == self._seen or self._unsettled >= MAX_UNSETTLED:
                await self._reload(now)
            else:
                self._seen = now
                self._unsettled += 1

    async def refresh(self) -> None:
        """Read the files at once, after they were written."""
        async with self._lock:
            await self._reload(await asyncio.to_thread(self.loaded.sources.signature))

    async def _follow(self, pause: Pause) -> None:
        while True:
            await pause(SETTLE_SECONDS if self._unsettled else POLL_SECONDS)
            await self.check()

    async def _reload(self, signature: Signature) -> None:
        """Read everything; `signature` is from before, so that a change during the reading is noticed later."""
        self._read = self._seen = signature
        self._unsettled = 0
        try:
            read = await asyncio.to_thread(load_from, self.loaded.sources)
        except InvalidSettings as error:
            self._report_problems(error.mistakes)
            return
        if self.problems:
            self.problems = ()
            log.info("The settings files are valid again")
        await self._swap(_with_running_values(read, self.loaded))

    def _report_problems(self, mistakes: tuple[FileMistake, ...]) -> None:
        RELOADS.add("refused")
        for mistake in mistakes:
            if mistake not in self.problems:
                log.error("%s; the current settings stay in effect", mistake)
        self.problems = mistakes

    async def _swap(self, read: LoadedSettings) -> None:
        if read == self.loaded:
            return
        RELOADS.add("taken")
        before, self.loaded = self.loaded, read
        await self._apply(read)
        read.report(before)  # afterwards, so that what is logged is true


def _with_running_values(read: LoadedSettings, running: LoadedSettings) -> LoadedSettings:
    """Return what was read, with the running values of settings that change at a restart only."""
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
async def _file_events(files: tuple[Path, ...]) -> AsyncIterator[Pause]:
    """Give a pause that ends early when the system reports a change, but not before files settle."""
    changed = asyncio.Event()

    async def wait(seconds: float) -> None:
        await asyncio.sleep(SETTLE_SECONDS)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds - SETTLE_SECONDS):
                await changed.wait()
        changed.clear()

    task = asyncio.create_task(watch_files(files, changed))
    try:
        yield wait
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def watch_files(files: tuple[Path, ...], changed: asyncio.Event) -> None:
    """Set the event at every change that the system reports; end if it reports none, or without watchfiles."""
    folders = {path.parent for path in files if path.parent.is_dir()}
    if not folders or importlib.util.find_spec("watchfiles") is None:
        return
    watchfiles = await asyncio.to_thread(importlib.import_module, "watchfiles")
    names = {str(path) for path in files}
    try:
        async for _ in watchfiles.awatch(
            *folders, watch_filter=lambda _, path: path in names, recursive=False, debounce=100
        ):
            changed.set()
    except (OSError, RuntimeError, ExceptionGroup) as error:
        log.debug("The system reports no changes of files (%s); they are checked every second", error)
