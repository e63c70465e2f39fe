"""Speaks the text of a request and encodes it, and counts how much sound there was."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import hdrs, web

from wyoming_kokoro.api.http.app_state import studio_of
from wyoming_kokoro.api.model_names import check_model
from wyoming_kokoro.api.speech_request import SpeechRequest, checked_text
from wyoming_kokoro.audio.formats import Encoder
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.pronounce.user_words import UserWord
from wyoming_kokoro.speech import RATE, Audio, MarkTime, Samples, Utterance
from wyoming_kokoro.studio import Studio

FIRST_CHUNK, CHUNK = RATE // 5, RATE
"""Samples that are encoded at once: few at first, so that a long block does not hold up the first bytes. A second of
MP3 or Opus is ten milliseconds of work."""


@dataclass(slots=True)
class SpeechStats:
    """How much sound there is so far, and how long it took."""

    began: float = field(default_factory=time.monotonic)
    samples: int = 0

    @property
    def seconds(self) -> float:
        """How long the sound is so far."""
        return self.samples / RATE

    @property
    def rtf(self) -> float:
        """Seconds that it took for each second of sound."""
        return (time.monotonic() - self.began) / self.seconds if self.samples else 0.0

    def as_json(self) -> dict[str, float]:
        """Return both, as responses contain them."""
        return {"seconds": round(self.seconds, 3), "rtf": round(self.rtf, 3)}

    def as_headers(self) -> dict[str, str]:
        """Return both, as the headers of a response that was not streamed."""
        return {"X-Audio-Duration": f"{self.seconds:.3f}", "X-RTF": f"{self.rtf:.3f}"}


@dataclass(frozen=True, slots=True)
class SpeechResponse:
    """A text that is being spoken for a client."""

    utterance: Utterance
    encoder: Encoder
    stats: SpeechStats
    _blocks: AsyncGenerator[Audio, None]

    async def blocks(self) -> AsyncGenerator[Audio, None]:
        """Yield the sound in samples, and count it."""
        async for block in self._blocks:
            self.stats.samples += len(block.samples)
            yield block

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """Yield the encoded sound, in chunks that are never empty."""
        async with aclosing(self.chunks_and_marks()) as parts:
            async for part in parts:
                if isinstance(part, bytes):
                    yield part

    async def chunks_and_marks(self) -> AsyncGenerator[bytes | MarkTime, None]:
        """Yield the encoded sound, in chunks that are never empty, and each mark before the sound that it is in."""
        async for block in self.blocks():
            for mark in block.marks:
                yield mark
            async for chunk in encode(block.samples, self.encoder):
                yield chunk
        if chunk := await asyncio.to_thread(self.encoder.finish):
            yield chunk


def mark_as_json(mark: MarkTime) -> dict[str, object]:
    """Return a mark and its time, as responses contain it."""
    return {"name": mark.name, "time": round(mark.start_sample / RATE, 3)}


async def utterance_of(request: web.Request, fields: SpeechRequest, *, text_follows: bool = False) -> Utterance:
    """Return what the studio is to speak; BadRequest where it cannot. The text may be empty if more of it follows."""
    check_model(request, fields.model)
    studio = studio_of(request)
    if fields.background is not None:
        studio.config.sounds.check(fields.background.sound, "background")
    if text_follows and not fields.input:
        text = ""
    else:
        text = checked_text(fields.input, "input", studio.settings.limits.text_characters)
    utterance = await asyncio.to_thread(fields.utterance, text, studio.voices, studio.settings.speech)
    if fields.strict:
        await _refuse_notes(studio, utterance)
    return utterance


async def _refuse_notes(studio: Studio, utterance: Utterance) -> None:
    """Raise BadRequest where something in the markup of a text has no effect."""
    for note in (await studio.markup_notes(utterance))[:1]:
        before = utterance.text[: note.position]
        line, column = before.count("\n") + 1, note.position - (before.rfind("\n") + 1) + 1
        raise BadRequest(f"Line {line}, column {column}: {note.message}", code="ssml_invalid", about="input")


@asynccontextmanager
async def open_speech(
    request: web.Request,
    fields: SpeechRequest,
    utterance: Utterance,
    more_text: AsyncIterable[str] | None = None,
    *,
    trial_word: UserWord | None = None,
) -> AsyncGenerator[SpeechResponse, None]:
    """Speak an utterance, with `trial_word` as a word of the user for this once; leaving the context ends the work."""
    stats = SpeechStats()
    encoder = await asyncio.to_thread(fields.format.open, fields.rate)  # the first of its kind loads a library
    try:
        async with aclosing(
            studio_of(request).speak(utterance, more_text, interface="http", trial_word=trial_word)
        ) as blocks:
            yield SpeechResponse(utterance, encoder, stats, blocks)
    finally:
        await asyncio.to_thread(encoder.close)  # waits for a thread that is encoding


async def encode(samples: Samples, encoder: Encoder) -> AsyncGenerator[bytes, None]:
    """Yield the bytes that are ready once these samples are encoded, on a thread so that other requests go on."""
    start, end = 0, FIRST_CHUNK
    while start < len(samples):
        if chunk := await asyncio.to_thread(encoder.feed, samples[start:end]):
            yield chunk
        start, end = end, end + CHUNK


async def speech_headers(request: web.Request, fields: SpeechRequest, utterance: Utterance) -> dict[str, str]:
    """Return the headers that are known before the sound is made."""
    studio = studio_of(request)
    notes = await studio.markup_notes(utterance)
    return {
        **({"X-SSML-Notes": str(len(notes))} if notes else {}),
        **({"X-Instructions": str(fields.understood)} if fields.instructions else {}),
        hdrs.CONTENT_TYPE: fields.format.content_type,
        hdrs.CACHE_CONTROL: "no-store",
        "X-Accel-Buffering": "no",
        "X-Voice": utterance.delivery.voice or "",
        "X-Model": await studio.engine_name(utterance),
        "X-Sample-Rate": str(fields.rate),
        "X-Config-Version": studio.loaded.digest,
    }
