"""Sound on its way to a client: packed, sent as it is made, and never begun before there is some."""

import asyncio
import base64
import json
import math
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field

from aiohttp import hdrs, web

from wyoming_kokoro.api.keys import settings_of, studio_of
from wyoming_kokoro.api.problems import body_of, count, told
from wyoming_kokoro.api.request import SpeechRequest
from wyoming_kokoro.audio.formats import Encoder
from wyoming_kokoro.metrics import HTTP_DISCONNECTED
from wyoming_kokoro.speech import RATE, Audio, Utterance

SLICE = RATE // 10
"""Samples packed in one go: half a millisecond as MP3, two as Opus."""

WHOLE_BYTES = 16 * 1024 * 1024
"""What is held back for a client that wants its answer whole: over half an hour of MP3. What is longer streams."""

_LETTERS_A_TOKEN, _TOKENS_A_SECOND = 4, 20
"""Nothing is billed here: tokens are counted about as OpenAI's models have them."""


@dataclass(slots=True)
class Tally:
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

    def counting(self, blocks: AsyncIterator[Audio]) -> AsyncGenerator[Audio, None]:
        """The same blocks, counted."""
        return self._counting(blocks)

    async def _counting(self, blocks: AsyncIterator[Audio]) -> AsyncGenerator[Audio, None]:
        async for block in blocks:
            self.samples += len(block.samples)
            yield block


async def spoken(
    request: web.Request, wanted: SpeechRequest, extra: Mapping[str, str] | None = None
) -> web.StreamResponse:
    """Answer with the sound of what is wanted."""
    studio = studio_of(request)
    utterance = await asyncio.to_thread(wanted.utterance, studio.equipment.voices, studio.settings)
    headers = {**_headers(request, wanted, utterance), **(extra or {})}
    if request.method == hdrs.METH_HEAD:
        return web.Response(headers=headers)
    tally = Tally()
    encoder = await asyncio.to_thread(wanted.format.open, wanted.rate)  # the first of its kind loads a library
    async with (
        aclosing(studio.speak(utterance)) as blocks,
        aclosing(packed(tally.counting(blocks), encoder)) as pieces,
    ):
        if wanted.stream_format == "sse":
            events = _events(pieces, tally, len(utterance.text))
            return await send(request, events, headers | _EVENTS, last_words=_told_event)
        if wanted.stream:
            return await send(request, pieces, headers)
        return await _send_whole(request, pieces, headers, tally)


async def packed(blocks: AsyncIterator[Audio], encoder: Encoder) -> AsyncGenerator[bytes, None]:
    """The bytes of a sound, in pieces that are never empty."""
    async for block in blocks:
        for start in range(0, len(block.samples), SLICE):
            if piece := encoder.feed(block.samples[start : start + SLICE]):
                yield piece
            await asyncio.sleep(0)  # others' turn
    if piece := encoder.finish():
        yield piece


async def send(
    request: web.Request,
    pieces: AsyncIterator[bytes],
    headers: Mapping[str, str],
    *,
    last_words: Callable[[Exception], bytes] | None = None,
) -> web.StreamResponse:
    """Send pieces as they come; the first exists before the status line, so that whatever fails early is an error.

    What fails later is told by `last_words`, or by a connection that breaks off: never by an end that looks whole.
    """
    first = await anext(pieces, b"")
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    patience = settings_of(request).http.write_seconds
    try:
        await _write(response, first, patience)
        async for piece in pieces:
            await _write(response, piece, patience)
        await response.write_eof()
    except _TooSlow:
        HTTP_DISCONNECTED.add("slow_reader")
        break_off(request)
    except ConnectionError:
        raise
    except Exception as error:  # noqa: BLE001 -- the answer has begun: nobody else can tell the client
        count(told(error))
        if last_words is None:
            break_off(request)
        else:
            await _write(response, last_words(error), patience)
            await response.write_eof()
    return response


def break_off(request: web.Request) -> None:
    """End the connection at once, so that what was sent is not taken for all there was."""
    if request.transport is not None:
        request.transport.abort()


class _TooSlow(Exception):
    """A client takes nothing."""


async def _write(response: web.StreamResponse, piece: bytes, patience: float) -> None:
    try:
        async with asyncio.timeout(patience):
            await response.write(piece)
    except TimeoutError:
        raise _TooSlow from None


async def _send_whole(
    request: web.Request, pieces: AsyncGenerator[bytes, None], headers: Mapping[str, str], tally: Tally
) -> web.StreamResponse:
    """Send the answer with its length, unless it is too long to be held back."""
    held: list[bytes] = []
    size = 0
    async for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size > WHOLE_BYTES:
            return await send(request, _after(held, pieces), headers)
    return web.Response(
        body=b"".join(held),
        headers={**headers, "X-Audio-Duration": f"{tally.seconds:.3f}", "X-RTF": f"{tally.rtf:.3f}"},
    )


async def _after(held: list[bytes], pieces: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    for piece in held:
        yield piece
    async for piece in pieces:
        yield piece


_EVENTS = {hdrs.CONTENT_TYPE: "text/event-stream"}


async def _events(pieces: AsyncIterator[bytes], tally: Tally, characters: int) -> AsyncGenerator[bytes, None]:
    """OpenAI's events: the sound, and at the end what it came to."""
    async for piece in pieces:
        yield _event({"type": "speech.audio.delta", "audio": base64.b64encode(piece).decode()})
    asked, made = math.ceil(characters / _LETTERS_A_TOKEN), math.ceil(tally.seconds * _TOKENS_A_SECOND)
    usage = {"input_tokens": asked, "output_tokens": made, "total_tokens": asked + made}
    yield _event(
        {"type": "speech.audio.done", "usage": usage, "seconds": round(tally.seconds, 3), "rtf": round(tally.rtf, 3)}
    )


def _event(content: Mapping[str, object]) -> bytes:
    return f"event: {content['type']}\ndata: {json.dumps(content)}\n\n".encode()


def _told_event(why: Exception) -> bytes:
    return f"event: error\ndata: {json.dumps(body_of(told(why)))}\n\n".encode()


def _headers(request: web.Request, wanted: SpeechRequest, utterance: Utterance) -> dict[str, str]:
    equipment = studio_of(request).equipment
    return {
        hdrs.CONTENT_TYPE: wanted.format.content_type,
        hdrs.CACHE_CONTROL: "no-store",
        hdrs.CONTENT_DISPOSITION: f'inline; filename="speech.{wanted.format.suffix}"',
        "X-Accel-Buffering": "no",
        "X-Voice": (utterance.manner.voice or "").encode("ascii", "replace").decode(),
        "X-Model": studio_of(request).status().engine,
        "X-Sample-Rate": str(wanted.rate),
        "X-Config-Version": equipment.loaded.digest,
    }
