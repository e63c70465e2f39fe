"""A listening door for tests, and a client that is connected to it."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import aiohttp

from wyoming_kokoro.api import HealthReport, HttpServer, StaticFile, make_app
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.listening import listen
from wyoming_kokoro.settings import OPTIONS, LoadedSettings, SettingsWatcher
from wyoming_kokoro.settings.table import settings_from
from wyoming_kokoro.studio import Studio


class Stage:
    """What the door leads to: a studio and the settings it was made from."""

    def __init__(self, studio: Studio, loaded: LoadedSettings) -> None:
        self.watch = SettingsWatcher(loaded, self._apply)
        self.speaking: Studio | None = studio

    @property
    def studio(self) -> Studio:
        if self.speaking is None:
            raise Unavailable("The server is starting; please try again soon.", code="starting", retry_after=2)
        return self.speaking

    def health(self) -> HealthReport:
        return HealthReport("ok" if self.speaking else "starting")

    def set(self, **values: object) -> None:
        """Have other settings at work from now on, by their written names."""
        loaded = self.watch.loaded
        all_values = {name: loaded.settings.value(name) for name in OPTIONS} | values
        self.watch.loaded = replace(loaded, settings=settings_from(all_values))  # type: ignore[arg-type]

    async def _apply(self, loaded: LoadedSettings) -> None:
        await self.studio.follow(loaded)


@dataclass
class Api:
    """A client, and what it talks to."""

    port: int
    session: aiohttp.ClientSession
    server: HttpServer
    stage: Stage

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: object
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body of the answer."""
        async with self.session.request(method, self.base + path, headers=headers, **more) as answer:  # type: ignore[arg-type]
            return answer.status, answer.headers, await answer.read()

    async def say(self, text: str, **fields: object) -> bytes:
        """The answer to a request for speech, which has to succeed."""
        status, _, body = await self.ask("POST", "/v1/audio/speech", json={"input": text, **fields})
        assert status == 200, body
        return body

    async def raw(self, content: bytes) -> bytes:
        """What comes back for these bytes until the server closes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(content)
            return await reader.read()
        finally:
            writer.close()


@asynccontextmanager
async def opened(
    studio: Studio, loaded: LoadedSettings, *, trusted: bool = False, files: Mapping[str, StaticFile] | None = None
) -> AsyncGenerator[Api, None]:
    """A door to a studio, with a client."""
    stage = Stage(studio, loaded)
    server = HttpServer(make_app(stage, trusted=trusted, files=files), stage)
    listeners = await listen("127.0.0.1", 0)
    await server.start(listeners)
    try:
        async with aiohttp.ClientSession(auto_decompress=False) as session:
            yield Api(listeners[0].getsockname()[1], session, server, stage)
    finally:
        await server.stop(5)
