"""Answers that are sent as they are made: never begun before there is something, never ended as if whole when not."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping

from aiohttp import web

from wyoming_kokoro.api.http.app_state import settings_of
from wyoming_kokoro.api.http.error_responses import count, told
from wyoming_kokoro.api.speech_response import SpeechStats
from wyoming_kokoro.metrics import HTTP_DISCONNECTED

WHOLE_BYTES = 16 * 1024 * 1024
"""What is held back for a client that wants its answer whole: over half an hour of MP3. What is longer streams."""


async def send(
    request: web.Request,
    pieces: AsyncIterator[bytes],
    headers: Mapping[str, str],
    *,
    last_words: Callable[[Exception], bytes] | None = None,
) -> web.StreamResponse:
    """Send pieces as they come; the first exists before the status line, so that whatever fails early is an error.

    What fails later is told by `last_words`, or by a connection that breaks off.
    """
    first = await anext(pieces, b"")
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    patience = settings_of(request).http.write_timeout
    try:
        await _write(response, first, patience)
        async for piece in pieces:
            await _write(response, piece, patience)
        await response.write_eof()
    except _TooSlow:
        HTTP_DISCONNECTED.add("slow_reader")
        _break_off(request)
    except ConnectionError:
        raise
    except Exception as error:  # noqa: BLE001 -- the answer has begun: nobody else can tell the client
        count(told(error))
        if last_words is None:
            _break_off(request)
        else:
            await _write(response, last_words(error), patience)
            await response.write_eof()
    return response


async def send_whole(
    request: web.Request, pieces: AsyncGenerator[bytes, None], headers: Mapping[str, str], tally: SpeechStats
) -> web.StreamResponse:
    """Send an answer with its length, unless it is too long to be held back."""
    held: list[bytes] = []
    size = 0
    async for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size > WHOLE_BYTES:
            return await send(request, _after(held, pieces), headers)
    figures = {"X-Audio-Duration": f"{tally.seconds:.3f}", "X-RTF": f"{tally.rtf:.3f}"}
    return web.Response(body=b"".join(held), headers={**headers, **figures})


class _TooSlow(Exception):
    """A client takes nothing."""


async def _write(response: web.StreamResponse, piece: bytes, patience: float) -> None:
    try:
        async with asyncio.timeout(patience):
            await response.write(piece)
    except TimeoutError:
        raise _TooSlow from None


def _break_off(request: web.Request) -> None:
    """End the connection at once, so that what was sent is not taken for all there was."""
    if request.transport is not None:
        request.transport.abort()


async def _after(held: list[bytes], pieces: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    for piece in held:
        yield piece
    async for piece in pieces:
        yield piece
