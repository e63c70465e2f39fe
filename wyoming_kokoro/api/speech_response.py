"""One answer's sound: who says it, how it is packed, and how much of it there is."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import hdrs, web

from wyoming_kokoro.api.http.app_state import studio_of
from wyoming_kokoro.api.model_names import check_model
from wyoming_kokoro.api.speech_request import SpeechRequest, spoken_text
from wyoming_kokoro.audio.formats import Encoder
from wyoming_kokoro.pronounce.user_words import UserWord
from wyoming_kokoro.speech import RATE, Audio, Samples, Utterance

FIRST_SLICE, SLICE = RATE // 5, RATE
"""Samples packed in one go: few at first, so that a long block does not hold up the first bytes. A second of MP3 or
Opus is ten milliseconds of work."""


@dataclass(slots=True)
class SpeechStats:
    """How much has been said, and how long it took."""

    began: float = field(default_factory=time.monotonic)
    samples: int = 0

    @property
    def seconds(self) -> float:
        """How long the sound is so far."""
        return self.samples / RATE

    @property
    def rtf(self) -> float:
        """Seconds it took for each second of sound."""
        return (time.monotonic() - self.began) / self.seconds if self.samples else 0.0

    def figures(self) -> dict[str, float]:
        """Both, as answers tell them."""
        return {"seconds": round(self.seconds, 3), "rtf": round(self.rtf, 3)}


@dataclass(frozen=True, slots=True)
class SpeechResponse:
    """A text that is being said for a client."""

    utterance: Utterance
    encoder: Encoder
    tally: SpeechStats
    _blocks: AsyncGenerator[Audio, None]

    async def blocks(self) -> AsyncGenerator[Audio, None]:
        """The sound, counted as it is handed on."""
        async for block in self._blocks:
            self.tally.samples += len(block.samples)
            yield block

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """The sound as bytes, in pieces that are never empty."""
        async for block in self.blocks():
            async for piece in packed(block.samples, self.encoder):
                yield piece
        if piece := await asyncio.to_thread(self.encoder.finish):
            yield piece


async def asked_of(request: web.Request, wanted: SpeechRequest, *, arriving: bool = False) -> Utterance:
    """What the studio is to say; BadRequest where it cannot. There need be no text yet if more is arriving."""
    check_model(request, wanted.model)
    studio = studio_of(request)
    if arriving and not wanted.input:
        text = ""
    else:
        text = spoken_text(wanted.input, "input", studio.settings.limits.text_characters)
    return await asyncio.to_thread(wanted.utterance, text, studio.voices)


@asynccontextmanager
async def saying(
    request: web.Request,
    wanted: SpeechRequest,
    utterance: Utterance,
    arriving: AsyncIterable[str] | None = None,
    *,
    trying: UserWord | None = None,
) -> AsyncGenerator[SpeechResponse, None]:
    """Have it said, with a word `trying` this once; whoever leaves this ends the work."""
    tally = SpeechStats()
    encoder = await asyncio.to_thread(wanted.format.open, wanted.rate)  # the first of its kind loads a library
    try:
        async with aclosing(studio_of(request).speak(utterance, arriving, door="http", trying=trying)) as blocks:
            yield SpeechResponse(utterance, encoder, tally, blocks)
    finally:
        await asyncio.to_thread(encoder.close)  # which waits for a thread that is encoding


async def packed(samples: Samples, encoder: Encoder) -> AsyncGenerator[bytes, None]:
    """The bytes that are ready once these samples have come; made on a thread, since it is others' turn meanwhile."""
    start, end = 0, FIRST_SLICE
    while start < len(samples):
        if piece := await asyncio.to_thread(encoder.feed, samples[start:end]):
            yield piece
        start, end = end, end + SLICE


def headers_of(request: web.Request, wanted: SpeechRequest, utterance: Utterance) -> dict[str, str]:
    """What is told before the sound."""
    studio = studio_of(request)
    return {
        hdrs.CONTENT_TYPE: wanted.format.content_type,
        hdrs.CACHE_CONTROL: "no-store",
        "X-Accel-Buffering": "no",
        "X-Voice": (utterance.delivery.voice or "").encode("ascii", "replace").decode(),
        "X-Model": studio.status().engine,
        "X-Sample-Rate": str(wanted.rate),
        "X-Config-Version": studio.loaded.digest,
    }
