"""A studio for long jobs: it speaks every text anew, with the engine that is set, once that is ready."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.settings.loaded import load_from
from wyoming_kokoro.studio import Studio

LOAD_SECONDS = 3600.0
"""How long an engine may take until it speaks in its final form: a model is prepared once, on a busy machine slowly."""
POLL_SECONDS = 0.2
SETTINGS: dict[str, object] = {"cache.memory_megabytes": 0, "cache.disk": False, "cache.precompute": False}
"""Every text is spoken anew, and nothing else."""


@asynccontextmanager
async def own_studio(
    loaded: LoadedSettings, overrides: Mapping[str, object], cores: int | None = None
) -> AsyncIterator[Studio]:
    """Yield a studio with this program's settings and some others, which is ready to speak; Unavailable if none is."""
    command_line = {**loaded.sources.command_line, **SETTINGS, **overrides}
    changed = await asyncio.to_thread(load_from, replace(loaded.sources, command_line=command_line))
    studio = await Studio.open(changed, cores=cores)
    try:
        await ready(studio, loaded.settings.engine.name)
        yield studio
    finally:
        await studio.close()


async def ready(studio: Studio, engine: str) -> None:
    """Wait until the engine that is set speaks, in its final form."""
    try:
        async with asyncio.timeout(LOAD_SECONDS):
            while _is_loading(studio):  # noqa: ASYNC110 -- a studio has no event for it
                await asyncio.sleep(POLL_SECONDS)
    except TimeoutError:
        raise Unavailable("The engine is not ready.") from None
    if studio.status().standing_in and engine != "auto":
        raise Unavailable(f"{engine} cannot speak: {studio.status().why}")


def _is_loading(studio: Studio) -> bool:
    status = studio.status()
    return studio.improving or (status.standing_in and not status.engine_problems)
