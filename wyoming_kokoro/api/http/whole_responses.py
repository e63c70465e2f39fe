"""Sends responses whole, with their length: what is held back for all clients together is bounded."""

from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import contextmanager

from aiohttp import web

from wyoming_kokoro.api.http.streaming import chain, send_prepared, send_stream
from wyoming_kokoro.errors import Unavailable

WHOLE_BYTES = 16 * 1024 * 1024
"""The longest response that is held back: over half an hour of MP3. Longer ones are streamed."""

HELD_BYTES = 3 * WHOLE_BYTES
"""What is held back for all clients together: three of the longest, or hundreds of usual ones."""

_BYTES_PER_CHARACTER = 1024
"""What a character of text becomes in MP3, roughly; by it a request is refused before work is done for it."""

_RETRY_SECONDS = 10.0
"""About as long as a long response takes to be made and sent."""


class HeldResponses:
    """Counts the bytes of all responses that are held back, and has room for a limited number of them."""

    def __init__(self, room: int = HELD_BYTES) -> None:
        self._room = room
        self.size = 0
        """Bytes that are reserved now."""

    @contextmanager
    def reserve(self, characters: int) -> Iterator["HeldResponse"]:
        """Reserve room for the response to a text of so many characters; Unavailable where there is none."""
        held = HeldResponse(self)
        if not held.grow(min(characters * _BYTES_PER_CHARACTER, WHOLE_BYTES)):
            raise Unavailable(
                'Too many whole responses are being made; leave out "stream": false, or try again soon.',
                code="whole_responses_full",
                retry_after=_RETRY_SECONDS,
            )
        try:
            yield held
        finally:
            self.size -= held.reserved

    def take(self, size: int) -> bool:
        """Reserve this many bytes more; return whether there is room."""
        if self.size + size > self._room:
            return False
        self.size += size
        return True


class HeldResponse:
    """The chunks of one response, until all of them are made."""

    def __init__(self, responses: HeldResponses) -> None:
        self._responses = responses
        self.reserved = 0
        """Bytes that there is room for."""
        self.chunks: list[bytes] = []
        self.size = 0
        """Bytes of the chunks."""

    def grow(self, size: int) -> bool:
        """Have room for this many bytes; return whether there is."""
        if size > self.reserved:
            if size > WHOLE_BYTES or not self._responses.take(size - self.reserved):
                return False
            self.reserved = size
        return True

    def add(self, chunk: bytes) -> bool:
        """Hold a chunk; return whether there was room for it."""
        self.chunks.append(chunk)
        self.size += len(chunk)
        return self.grow(self.size)


HELD_RESPONSES: web.AppKey[HeldResponses] = web.AppKey("held_responses")
"""The responses of the app that are held back."""


async def send_whole(
    request: web.Request,
    chunks: AsyncGenerator[bytes, None],
    headers: Mapping[str, str],
    final_headers: Callable[[], Mapping[str, str]],
    characters: int,
) -> web.StreamResponse:
    """Send the response to a text of so many characters with its length, and the headers known at its end.

    It is streamed if it becomes too long to be held back; Unavailable, before any work, if there is no room for it.
    """
    with request.app[HELD_RESPONSES].reserve(characters) as held:
        async for chunk in chunks:
            if not held.add(chunk):
                return await send_stream(request, chain(_taken(held.chunks), chunks), headers)
        response = web.StreamResponse(headers={**headers, **final_headers()})
        response.content_length = held.size
        return await send_prepared(request, response, chain(_taken(held.chunks)))


def _taken(chunks: list[bytes]) -> Iterator[bytes]:
    """Yield the chunks, and keep none that was yielded."""
    chunks.reverse()
    while chunks:
        yield chunks.pop()
