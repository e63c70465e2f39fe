"""Voice files that are downloaded when they are first asked for."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from wyoming_kokoro.downloads import FileLibrary
from wyoming_kokoro.errors import BadRequest, Unavailable


class VoiceDownloads:
    """Waits for voice files; a download that takes too long to wait for goes on."""

    def __init__(self, library: FileLibrary) -> None:
        self._library = library
        self._present: set[str] = set()
        self._downloading: dict[str, asyncio.Task[Path]] = {}

    async def missing(self, names: Iterable[str], patience: float | None) -> str | None:
        """Return why one of these voices is not here, after waiting at most this many seconds; None if all are.

        BadRequest if one is here but damaged and cannot be replaced: waiting does not help then.
        """
        for name in names:
            if name not in self._present and (why := await self._wait(name, patience)):
                return why
        return None

    async def close(self) -> None:
        """Cancel the downloads that have not ended."""
        tasks = list(self._downloading.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _wait(self, name: str, patience: float | None) -> str | None:
        task = self._downloading.get(name)
        if task is None:
            task = self._downloading[name] = asyncio.create_task(self._library.download(name))
            task.add_done_callback(lambda _: self._downloading.pop(name))
        done, _ = await asyncio.wait({task}, timeout=patience)
        if not done:
            return f"The voice {name} is still being downloaded."
        try:
            task.result()
        except Unavailable as error:
            if error.code == "file_damaged":
                raise BadRequest(error.message, code="voice_damaged", about="voice") from error
            return error.message
        self._present.add(name)
        return None
