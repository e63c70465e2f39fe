"""Speaks the text of a request and encodes it, and counts how much sound there was."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace

from aiohttp import hdrs, web

from wyoming_kokoro.api.http.app_state import studio_of
from wyoming_kokoro.api.http.response_headers import request_id
from wyoming_kokoro.api.model_names import check_model
from wyoming_kokoro.api.recent_speech import RECENT_SPEECH, WAIT_FOR_FADE, SpokenRecord, last_samples
from wyoming_kokoro.api.speech_request import SpeechRequest
from wyoming_kokoro.audio.formats import Encoder
from wyoming_kokoro.audio.formats.labels import SoundLabel
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.pronounce.user_words import UserWord
from wyoming_kokoro.speech import RATE, Audio, MarkTime, Samples, Utterance, WordTime
from wyoming_kokoro.studio import SpeakingVoice, Studio
from wyoming_kokoro.studio.passages import reader_options

AI_GENERATED = {"ai_generated": True}
"""What the last event of a response says of its sound."""

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
    record: SpokenRecord
    """What was sent of it."""
    _blocks: AsyncGenerator[Audio, None]
    speaker: SpeakingVoice = field(default_factory=SpeakingVoice)
    """Who speaks it, known with its first sound."""

    async def blocks(self) -> AsyncGenerator[Audio, None]:
        """Yield the sound in samples, and count it; an interruption ends it."""
        async with aclosing(self._uninterrupted(_whole)) as blocks:
            async for block in blocks:
                yield block

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """Yield the encoded sound, in chunks that are never empty."""
        async with aclosing(self.chunks_and_marks()) as parts:
            async for part in parts:
                if isinstance(part, bytes):
                    yield part

    async def chunks_and_marks(self) -> AsyncGenerator[bytes | MarkTime | WordTime, None]:
        """Yield the encoded sound, in chunks that are never empty, and before it each mark and each speaker's word."""
        async with aclosing(self._uninterrupted(_parts)) as parts:
            async for part in parts:
                for mark in part.marks:
                    yield mark
                for word in part.words:
                    if word.speaker:
                        yield word
                if len(part.samples) and (chunk := await asyncio.to_thread(self.encoder.feed, part.samples)):
                    yield chunk
        if chunk := await asyncio.to_thread(self.encoder.finish):
            yield chunk

    async def _uninterrupted(self, cut: Callable[[Audio], Iterator[Audio]]) -> AsyncGenerator[Audio, None]:
        """Yield the sound, cut into parts, and count it; between two of them it can be interrupted."""
        record = self.record
        async with aclosing(_until_cancelled(self._blocks, record)) as blocks:
            async for block in blocks:
                record.add(block)
                for part in cut(block):
                    ended = record.cancelled.is_set()
                    samples = last_samples(part.samples, record) if ended else part.samples
                    self.stats.samples += len(samples)
                    record.sent(len(samples))
                    yield replace(part, samples=samples)
                    if ended:
                        return


def mark_as_json(mark: MarkTime) -> dict[str, object]:
    """Return a mark and its time, as responses contain it."""
    return {"name": mark.name, "time": round(mark.start_sample / RATE, 3)}


def word_as_json(utterance: Utterance, word: WordTime) -> dict[str, object]:
    """Return a word and its time, as responses contain it."""
    return {
        "text": utterance.shown_text[word.start : word.end],
        "said": word.spoken,
        "phonemes": word.phonemes,
        "start": word.start,
        "end": word.end,
        "start_time": round(word.start_sample / RATE, 3),
        "end_time": round(word.end_sample / RATE, 3),
        **({"speaker": word.speaker} if word.speaker else {}),
    }


async def utterance_of(request: web.Request, fields: SpeechRequest, *, text_follows: bool = False) -> Utterance:
    """Return what the studio is to speak; BadRequest where it cannot. The text may be empty if more of it follows."""
    check_model(request, fields.model)
    studio = studio_of(request)
    if fields.background is not None:
        studio.config.sounds.check(fields.background.sound, "background")
    longest = studio.settings.limits.text_characters
    text = "" if text_follows and not fields.input else fields.checked_input(longest)
    utterance = await asyncio.to_thread(fields.utterance, text, studio.voices, studio.settings)
    if fields.strict:
        await _refuse_notes(studio, utterance)
    return utterance


async def _refuse_notes(studio: Studio, utterance: Utterance) -> None:
    """Raise BadRequest where something in the markup of a text has no effect."""
    for note in (await studio.markup_notes(utterance))[:1]:
        before = utterance.shown_text[: note.position]
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
    name: str | None = None,
    is_file: bool = False,
) -> AsyncGenerator[SpeechResponse, None]:
    """Speak an utterance, with `trial_word` as a word of the user for this once; leaving the context ends the work.

    What was spoken is remembered for a while under a name, by default the id of the request.
    """
    recent, keep = request.app[RECENT_SPEECH], studio_of(request).settings.http.keep_spoken
    recent.forget(keep)
    record = recent.open(name or request_id(request), utterance) if keep else SpokenRecord(utterance)
    record.options = reader_options(studio_of(request).settings)
    stats = SpeechStats()
    label = SoundLabel(await studio_of(request).engine_name(utterance), is_file)
    encoder = await asyncio.to_thread(fields.format.open, fields.rate, label)  # the first of its kind loads a library
    speaker = SpeakingVoice()
    try:
        async with aclosing(
            studio_of(request).speak(utterance, more_text, interface="http", trial_word=trial_word, speaker=speaker)
        ) as blocks:
            yield SpeechResponse(utterance, encoder, stats, record, blocks, speaker)
    finally:
        recent.close(record)
        await asyncio.to_thread(encoder.close)  # waits for a thread that is encoding


async def _until_cancelled(blocks: AsyncGenerator[Audio, None], record: SpokenRecord) -> AsyncGenerator[Audio, None]:
    """Yield blocks until the speech is interrupted, and then one more if it comes at once: it fades out."""
    cancelled = asyncio.create_task(record.cancelled.wait())
    following: asyncio.Task[Audio | None] | None = None
    try:
        while True:
            following = asyncio.create_task(_next_block(blocks))
            await asyncio.wait((following, cancelled), return_when=asyncio.FIRST_COMPLETED)
            if cancelled.done() and not following.done():
                if record.fade:
                    await asyncio.wait((following,), timeout=WAIT_FOR_FADE)
                if not following.done():
                    return
            if (block := following.result()) is None:
                return
            yield block
            if cancelled.done():
                return
    finally:
        tasks = [cancelled, *([following] if following is not None else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _next_block(blocks: AsyncGenerator[Audio, None]) -> Audio | None:
    return await anext(blocks, None)


def _whole(block: Audio) -> Iterator[Audio]:
    """Yield a block as it is."""
    yield block


def _parts(block: Audio) -> Iterator[Audio]:
    """Yield a block in parts that are encoded at once."""
    yield replace(block, samples=block.samples[:FIRST_CHUNK])
    for start in range(FIRST_CHUNK, len(block.samples), CHUNK):
        yield Audio(block.samples[start : start + CHUNK])


async def with_speaker(
    chunks: AsyncGenerator[bytes, None], headers: dict[str, str], speaker: SpeakingVoice
) -> AsyncGenerator[bytes, None]:
    """Yield the same chunks; with the first of them, the headers say who speaks, a provider or who stands in.

    A provider's voice may have been replaced, and a text may have left the local network.
    """
    async with aclosing(chunks):
        async for chunk in chunks:
            if "/" in headers["X-Voice"] and speaker.voice:
                headers["X-Voice"], headers["X-Model"] = speaker.voice, speaker.engine
            if speaker.cloud:
                headers["X-Cloud"] = speaker.cloud
            yield chunk


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
        "X-AI-Generated": "1",
        "X-Model": await studio.engine_name(utterance),
        "X-Sample-Rate": str(fields.rate),
        "X-Config-Version": studio.loaded.digest,
    }
