"""A studio with providers, and what it speaks."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.speech import Delivery, Samples, Utterance
from wyoming_kokoro.studio import SpeakingVoice, Studio

PATIENCE = 30.0
"""Seconds to the first sound, where a test says nothing: however busy the machine is, what works must not time out."""

TEXT = "The door of the garage is open."


@dataclass(frozen=True)
class Spoken:
    """What was heard."""

    samples: Samples
    speaker: SpeakingVoice
    first_sound: float


@asynccontextmanager
async def studio_with(
    folder: Path,
    servers: Mapping[str, Mapping[str, object]],
    routes: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
    voice: str = "af_heart",
) -> AsyncIterator[Studio]:
    """Open a studio with the tone engine and these providers."""
    patient = {name: {"timeout": PATIENCE, **server} for name, server in servers.items()}
    providers = {"providers.servers": patient, "providers.routes": dict(routes or {})}
    arguments = {"engine.name": "tone", "speech.voice": voice, **providers}
    studio = await Studio.open(load(Paths(folder, folder), arguments, environment or {}), cores=1)
    try:
        yield studio
    finally:
        await studio.close()


async def spoken(studio: Studio, voice: str | None = None, text: str = TEXT, language: str | None = None) -> Spoken:
    """Speak a text, and return all of it."""
    speaker, began, first, blocks = SpeakingVoice(), time.monotonic(), 0.0, []
    async for block in studio.speak(Utterance(text, Delivery(voice=voice, language=language)), speaker=speaker):
        if len(block.samples) and not first:
            first = time.monotonic() - began
        blocks.append(block.samples)
    return Spoken(np.concatenate(blocks), speaker, first)
