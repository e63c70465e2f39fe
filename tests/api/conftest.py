"""What tests of the HTTP API share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.client import Api, opened
from tests.api.engines import SwitchableEngine
from tests.programs import Program, started
from wyoming_kokoro.api.token import make_token
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio import Studio


@pytest.fixture
def engine() -> SwitchableEngine:
    """The engine that speaks: one that hums, until a test changes it."""
    return SwitchableEngine()


@pytest.fixture
async def studio(loaded: LoadedSettings, engine: SwitchableEngine) -> AsyncIterator[Studio]:
    """A studio with that engine."""
    opened_studio = await Studio.open(loaded, engine=engine)
    yield opened_studio
    await opened_studio.close()


@pytest.fixture
async def api(studio: Studio, loaded: LoadedSettings) -> AsyncIterator[Api]:
    """A client of the studio's HTTP API."""
    async with opened(studio, loaded) as client:
        yield client


@pytest.fixture
async def trusted(studio: Studio, loaded: LoadedSettings) -> AsyncIterator[Api]:
    """A client that a proxy has authenticated."""
    async with opened(studio, loaded, trusted=True) as client:
        yield client


@pytest.fixture
def token(loaded: LoadedSettings) -> str:
    """The token that allows changes."""
    return make_token(loaded.sources.paths.token)


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    """The program in a process of its own, whose memory and files no test uses."""
    async with started(tmp_path, WYOMING_KOKORO_ENGINE_NAME="tone") as program:
        await program.log_until("is ready")
        yield program
