"""Lets requests work one at a time; a few wait, and more are refused."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from wyoming_kokoro.errors import Unavailable

RETRY_SECONDS = 10
"""After which a refused client may try again."""


class WorkQueue:
    """One works and the others wait."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)
        self._inside = 0

    @asynccontextmanager
    async def turn(self, most: int) -> AsyncIterator[None]:
        """Wait for the turn; Unavailable where `most` others are working or waiting."""
        if self._inside >= most:
            raise Unavailable("Too many requests wait for this.", code="busy", retry_after=RETRY_SECONDS)
        self._inside += 1
        try:
            async with self._turn:
                yield
        finally:
            self._inside -= 1
