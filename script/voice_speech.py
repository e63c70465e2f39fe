"""Speaks texts with Kokoro's published small model, for samples and measurements of its voices."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np

from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.speech import Delivery, Samples, Utterance
from wyoming_kokoro.studio import Studio

MODEL = "kokoro-v1.0.int8.onnx"
"""The published file that everybody can have for 92 MB."""

LOAD_SECONDS = 3_600.0
"""How long the model may be loaded, and prepared for this machine once."""
LOOK_SECONDS = 0.5
"""How often to see whether the model is loaded."""


@asynccontextmanager
async def opened(data: Path, *, engine: str = "kokoro", normalized: bool = False) -> AsyncGenerator[Studio, None]:
    """Open a studio that speaks with the files in a data folder, and keeps nothing of what it speaks."""
    settings = {
        "engine.name": engine,
        "engine.model": MODEL,
        "speech.normalize_loudness": normalized,
        "cache.memory_megabytes": 0,
        "cache.precompute": False,
        "downloads.enabled": False,
    }
    with tempfile.TemporaryDirectory() as elsewhere:
        paths = Paths(Path(elsewhere), data)
        studio = await Studio.open(load(paths, settings, {}))
        try:
            async with asyncio.timeout(LOAD_SECONDS):
                while studio.status().standing_in or studio.improving:  # noqa: ASYNC110 -- a studio has no event for it
                    await asyncio.sleep(LOOK_SECONDS)
            yield studio
        finally:
            await studio.close()


async def spoken(studio: Studio, text: str, voice: str) -> Samples:
    """Return the sound of a text."""
    blocks = [block.samples async for block in studio.speak(Utterance(text, Delivery(voice)))]
    return np.concatenate(blocks)
