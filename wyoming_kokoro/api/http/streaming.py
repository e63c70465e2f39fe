"""Sends responses while they are made: never begun before there is content, never ended as complete when it is not."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping
from contextlib import aclosing

from aiohttp import web

from wyoming_kokoro.api.http.app_state import settings_of
from wyoming_kokoro.api.http.error_responses import record_error, speech_error
from wyoming_kokoro.metrics import HTTP_DISCONNECTED


async def send_stream(
    request: web.Request,
    chunks: AsyncIterator[bytes],
    headers: Mapping[str, str],
    *,
    error_chunk: Callable[[Exception], bytes] | None = None,
) -> web.StreamResponse:
    """Send chunks as they come; the first is made before the status line, so that early failures get their status.

    A later failure is sent as an `error_chunk`, or else breaks the connection off.
    """
    first = await anext(chunks, b"")
    return await send_prepared(request, web.StreamResponse(headers=headers), chain([first], chunks), error_chunk)


async def send_prepared(
    request: web.Request,
    response: web.StreamResponse,
    chunks: AsyncGenerator[bytes, None],
    error_chunk: Callable[[Exception], bytes] | None = None,
) -> web.StreamResponse:
    """Send a response that has its headers, and these chunks as its body; a client that does not read is cut off."""
    await response.prepare(request)
    try:
        await _write_all(request, response, chunks, error_chunk)
    except _SlowReader:
        HTTP_DISCONNECTED.add("slow_reader")
        _break_off(request)
    return response


async def chain(first: Iterable[bytes], rest: AsyncIterator[bytes] | None = None) -> AsyncGenerator[bytes, None]:
    """Yield the first chunks, then the rest."""
    for chunk in first:
        yield chunk
    if rest is not None:
        async for chunk in rest:
            yield chunk


class _SlowReader(Exception):
    """A client does not read what is sent."""


async def _write_all(
    request: web.Request,
    response: web.StreamResponse,
    chunks: AsyncGenerator[bytes, None],
    error_chunk: Callable[[Exception], bytes] | None,
) -> None:
    try:
        async with aclosing(chunks):
            await _write(request, response, chunks)
    except (_SlowReader, ConnectionError):
        raise
    except Exception as error:  # noqa: BLE001 -- the response has begun: only here can the client still get the error
        record_error(speech_error(error))
        if error_chunk is None:
            _break_off(request)
        else:
            await _write(request, response, chain([error_chunk(error)]))


async def _write(request: web.Request, response: web.StreamResponse, chunks: AsyncIterator[bytes]) -> None:
    """Write chunks and the end of the response; _SlowReader if the client does not read one of them in time."""
    write_timeout = settings_of(request).http.write_timeout
    async for chunk in chunks:
        try:
            async with asyncio.timeout(write_timeout):
                await response.write(chunk)
        except TimeoutError:
            raise _SlowReader from None
    await response.write_eof()


def _break_off(request: web.Request) -> None:
    """End the connection at once, so that the part that was sent is not taken for the whole."""
    if request.transport is not None:
        request.transport.abort()
