"""What tests of the Wyoming door share: a server on the studio that hums, connections to it, and other settings."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace

import pytest

from tests.wire.callers import Caller
from wyoming_kokoro.settings import LoadedSettings, Settings
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.wire import WyomingServer

Connect = Callable[[], Awaitable[Caller]]
Equipped = Callable[[Settings], Awaitable[Studio]]


@pytest.fixture
def loaded(loaded: LoadedSettings) -> LoadedSettings:
    """The settings of all tests, with text that is cut the same however long a busy machine lets it wait."""
    settings = loaded.settings
    return replace(loaded, settings=replace(settings, wyoming=replace(settings.wyoming, flush_after=10.0)))


@pytest.fixture
def settings(loaded: LoadedSettings) -> Settings:
    """The settings that the server begins with."""
    return loaded.settings


@pytest.fixture
def equipped(studio: Studio) -> Equipped:
    """Gives the studio other settings."""

    async def with_settings(settings: Settings) -> Studio:
        await studio.follow(replace(studio.config.loaded, settings=settings))
        return studio

    return with_settings


@pytest.fixture
def idle(studio: Studio) -> Callable[[], bool]:
    """Whether nothing is being made, nor waits to be."""

    def at_rest() -> bool:
        status = studio.status()
        return status.working == status.waiting == 0

    return at_rest


@pytest.fixture
async def server(settings: Settings, equipped: Equipped) -> AsyncGenerator[WyomingServer, None]:
    """A server on a free port of this machine."""
    server = WyomingServer(await equipped(settings), ["tcp://127.0.0.1:0"])
    await server.start()
    yield server
    await server.stop(0)


@pytest.fixture
async def connect(server: WyomingServer) -> AsyncGenerator[Connect, None]:
    """Connects to the server; connections are closed after the test."""
    callers: list[Caller] = []

    async def connected() -> Caller:
        caller = Caller(*await asyncio.open_connection(*server.sockets[0].getsockname()))
        callers.append(caller)
        return caller

    yield connected
    for caller in callers:
        await caller.leave()


@pytest.fixture
async def caller(connect: Connect) -> Caller:
    """One connection."""
    return await connect()
