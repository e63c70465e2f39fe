"""Text that is still being written."""

import asyncio

from wyoming_kokoro.client_text import TextLimit


class TextStream:
    """A server adds to it while the studio reads it."""

    def __init__(self, limit: TextLimit) -> None:
        self._limit = limit
        self._pieces: list[str] = []
        self._arrived = asyncio.Event()
        self._ended = False

    @property
    def characters(self) -> int:
        """How many have arrived."""
        return self._limit.characters

    @property
    def ended(self) -> bool:
        """Whether the text is complete."""
        return self._ended

    def add(self, text: str) -> None:
        """Add text; raises BadRequest if there is too much with it."""
        self._limit.count(text)
        self._pieces.append(text)
        self._arrived.set()

    def end(self) -> None:
        """Mark the text as complete."""
        self._ended = True
        self._arrived.set()

    def __aiter__(self) -> "TextStream":
        """Iterate over the text in pieces, as they arrive."""
        return self

    async def __anext__(self) -> str:
        """Return what arrived since the last call, or what arrives next."""
        while not self._pieces:
            if self._ended:
                raise StopAsyncIteration
            self._arrived.clear()
            await self._arrived.wait()
        text = "".join(self._pieces)
        self._pieces.clear()
        return text
