"""Fixtures of the Wyoming tests: a server on a studio with the tone engine, connections to it, and other settings."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace

import pytest

from tests.wire.client import WyomingClient
from wyoming_kokoro.settings import LoadedSettings, Settings
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.wire import WyomingServer

Connect = Callable[[], Awaitable[WyomingClient]]
ApplySettings = Callable[[Settings], Awaitable[Studio]]


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
def apply_settings(studio: Studio) -> ApplySettings:
    """Applies other settings to the studio."""

    async def with_settings(settings: Settings) -> Studio:
        await studio.follow(replace(studio.config.loaded, settings=settings))
        return studio

    return with_settings


@pytest.fixture
def idle(studio: Studio) -> Callable[[], bool]:
    """Returns whether nothing is rendered or waits."""

    def at_rest() -> bool:
        status = studio.status()
        return status.working == status.waiting == 0

    return at_rest


@pytest.fixture
async def server(settings: Settings, apply_settings: ApplySettings) -> AsyncGenerator[WyomingServer, None]:
    """A server on a free port of this machine."""
    server = WyomingServer(await apply_settings(settings), ["tcp://127.0.0.1:0"])
    await server.start()
    yield server
    await server.stop(0)


@pytest.fixture
async def connect(server: WyomingServer) -> AsyncGenerator[Connect, None]:
    """Connects to the server; closes the connections after the test."""
    clients: list[WyomingClient] = []

    async def connected() -> WyomingClient:
        client = WyomingClient(*await asyncio.open_connection(*server.sockets[0].getsockname()))
        clients.append(client)
        return client

    yield connected
    for client in clients:
        await client.leave()


@pytest.fixture
async def client(connect: Connect) -> WyomingClient:
    """One connection."""
    return await connect()
