"""Voice files that are fetched when somebody first asks for them."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from wyoming_kokoro.downloads import FileLibrary
from wyoming_kokoro.errors import BadRequest, Unavailable


class VoiceDownloads:
    """Waits for files of a shelf; what takes too long to wait for goes on arriving."""

    def __init__(self, shelf: FileLibrary) -> None:
        self._shelf = shelf
        self._here: set[str] = set()
        self._coming: dict[str, asyncio.Task[Path]] = {}

    async def missing(self, names: Iterable[str], patience: float | None) -> str | None:
        """Why one of these is not here even after so many seconds, if they are limited; None once all are here.

        BadRequest if one is here but damaged and cannot be replaced: waiting does not help then.
        """
        for name in names:
            if name not in self._here and (why := await self._waited(name, patience)):
                return why
        return None

    async def close(self) -> None:
        """Let go of what is still on its way."""
        coming = list(self._coming.values())
        for task in coming:
            task.cancel()
        await asyncio.gather(*coming, return_exceptions=True)

    async def _waited(self, name: str, patience: float | None) -> str | None:
        task = self._coming.get(name)
        if task is None:
            task = self._coming[name] = asyncio.create_task(self._shelf.fetch(name))
            task.add_done_callback(lambda _: self._coming.pop(name))
        done, _ = await asyncio.wait({task}, timeout=patience)
        if not done:
            return f"The voice {name} is still on its way."
        try:
            task.result()
        except Unavailable as error:
            if error.code == "file_damaged":
                raise BadRequest(error.message, code="voice_damaged", about="voice") from error
            return error.message
        self._here.add(name)
        return None
