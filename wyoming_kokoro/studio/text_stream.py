"""Text that is still being written."""

import asyncio

from wyoming_kokoro.client_text import TextLimit


class TextStream:
    """A door adds to it while the studio reads it."""

    def __init__(self, limit: TextLimit) -> None:
        self._limit = limit
        self._pieces: list[str] = []
        self._news = asyncio.Event()
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
        """Let more text arrive; raises BadRequest if there is too much with it."""
        self._limit.count(text)
        self._pieces.append(text)
        self._news.set()

    def end(self) -> None:
        """Let the text be complete."""
        self._ended = True
        self._news.set()

    def __aiter__(self) -> "TextStream":
        """The text, in pieces as they arrive."""
        return self

    async def __anext__(self) -> str:
        """What arrived since the last time, or what arrives next."""
        while not self._pieces:
            if self._ended:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        text = "".join(self._pieces)
        self._pieces.clear()
        return text
