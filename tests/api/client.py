"""A server of the HTTP API for tests, and a client that is connected to it."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import aiohttp

from wyoming_kokoro.api import SUBJECTS, HealthReport, HttpServer, StaticFile, make_app
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.listening import listen
from wyoming_kokoro.settings import OPTIONS, LoadedSettings, SettingsWatcher
from wyoming_kokoro.settings.table import settings_from
from wyoming_kokoro.studio import Studio

PATIENCE = 20
"""Seconds until a test gives up waiting."""


class StubAppState:
    """What the app serves: a studio and the settings that it was made from."""

    def __init__(self, studio: Studio, loaded: LoadedSettings) -> None:
        self.watch = SettingsWatcher(loaded, self._apply)
        self.current_studio: Studio | None = studio

    @property
    def studio(self) -> Studio:
        if self.current_studio is None:
            raise Unavailable("The server is starting; please try again soon.", code="starting", retry_after=2)
        return self.current_studio

    def health(self) -> HealthReport:
        return HealthReport("ok" if self.current_studio else "starting")

    def set(self, **values: object) -> None:
        """Use other settings from now on, by their full names."""
        loaded = self.watch.loaded
        all_values = {name: loaded.settings.value(name) for name in OPTIONS} | values
        self.watch.loaded = replace(loaded, settings=settings_from(all_values))  # type: ignore[arg-type]

    async def _apply(self, loaded: LoadedSettings) -> None:
        await self.studio.follow(loaded)


@dataclass
class Api:
    """A client, and what it is connected to."""

    port: int
    session: aiohttp.ClientSession
    server: HttpServer
    state: StubAppState

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: object
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Return status, headers and body of the response."""
        async with self.session.request(method, self.base + path, headers=headers, **more) as answer:  # type: ignore[arg-type]
            return answer.status, answer.headers, await answer.read()

    async def json(self, path: str, **body: object) -> Any:  # noqa: ANN401 -- of whatever shape
        """Return the JSON of a successful response to a GET, or to a POST where there are fields."""
        status, headers, content = await (self.ask("POST", path, json=body) if body else self.ask("GET", path))
        assert status == 200 and headers["Content-Type"].startswith("application/json"), content
        return json.loads(content)

    async def say(self, text: str, **fields: object) -> bytes:
        """Return the response to a request for speech, which has to succeed."""
        status, _, body = await self.ask("POST", "/v1/audio/speech", json={"input": text, **fields})
        assert status == 200, body
        return body

    async def raw(self, content: bytes) -> bytes:
        """Return what the server sends for these bytes until it closes the connection."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(content)
            return await reader.read()
        finally:
            writer.close()


@asynccontextmanager
async def opened(
    studio: Studio,
    loaded: LoadedSettings,
    *,
    trusted: bool = False,
    files: Mapping[str, StaticFile] | None = None,
    subjects: Sequence[ModuleType] = SUBJECTS,
) -> AsyncGenerator[Api, None]:
    """Serve a studio, with a client."""
    state = StubAppState(studio, loaded)
    server = HttpServer(make_app(state, trusted=trusted, files=files, subjects=subjects), state)
    listeners = await listen("127.0.0.1", 0)
    await server.start(listeners)
    try:
        async with aiohttp.ClientSession(auto_decompress=False, headers={"Accept-Encoding": "identity"}) as session:
            yield Api(listeners[0].getsockname()[1], session, server, state)
    finally:
        await server.stop(5)


async def until(condition: Callable[[], object]) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 -- threads and sockets notify nobody
            await asyncio.sleep(0.01)
