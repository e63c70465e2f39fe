"""Stopping ends within the time that the settings give it."""

from pathlib import Path

import pytest

from wyoming_kokoro.app import Application
from wyoming_kokoro.settings import Paths, load


class StubServer:
    """Remembers how long its requests were given."""

    def __init__(self) -> None:
        self.grace = -1.0

    async def stop(self, grace: float) -> None:
        self.grace = grace


@pytest.mark.parametrize(("whole", "for_requests"), [(10.0, 7.5), (60.0, 57.5), (2.0, 1.0), (0.0, 0.0)])
async def test_requests_have_the_time_for_stopping_less_what_closing_takes(
    tmp_path: Path, whole: float, for_requests: float
) -> None:
    loaded = load(Paths(tmp_path, tmp_path), {"limits.shutdown_timeout": whole}, {})
    wyoming, http = StubServer(), StubServer()
    await Application(loaded)._stop_servers(wyoming, http)  # type: ignore[arg-type]
    assert wyoming.grace == http.grace == for_requests
