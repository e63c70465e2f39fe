"""Text that is still being written."""

import asyncio


class TextStream:
    """A door adds to it while the studio reads it."""

    def __init__(self) -> None:
        self.characters = 0
        """How many have arrived."""
        self._pieces: list[str] = []
        self._news = asyncio.Event()
        self._ended = False

    @property
    def ended(self) -> bool:
        """Whether the text is complete."""
        return self._ended

    def add(self, text: str) -> None:
        """Let more text arrive."""
        self.characters += len(text)
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
