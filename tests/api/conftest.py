"""What tests of the HTTP door share."""

from collections.abc import AsyncIterator

import pytest

from tests.api.doors import Api, opened
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio import Studio


@pytest.fixture
async def api(studio: Studio, loaded: LoadedSettings) -> AsyncIterator[Api]:
    """A client of a door to a studio that hums."""
    async with opened(studio, loaded) as connected:
        yield connected
