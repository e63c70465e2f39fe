"""Long jobs wait for the engine that is set, whatever else the studio reports meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import pytest

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.studio.studio import StudioStatus
from wyoming_kokoro.workshop import own_studio

OTHER = "a voice file is damaged"
LOADING = StudioStatus("espeak", "Kokoro is being loaded.", (OTHER,), None, None, (), 0, 0, standing_in=True)
DAMAGED = StudioStatus("espeak", "The model is damaged.", (OTHER, "damaged"), None, None, (), 0, 0, True, ("damaged",))
HERE = StudioStatus("kokoro", "Kokoro speaks.", (OTHER,), "model.onnx", None, (), 0, 0)


@dataclass
class FakeStudio:
    """A studio that reports one status after another."""

    statuses: Iterator[StudioStatus]
    improving: bool = False

    def status(self) -> StudioStatus:
        return next(self.statuses)


def studio(*statuses: StudioStatus) -> Studio:
    return cast("Studio", FakeStudio(iter(statuses)))


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_studio, "POLL_SECONDS", 0)


async def test_problems_of_others_do_not_end_the_wait_for_the_engine() -> None:
    await own_studio.ready(studio(LOADING, LOADING, HERE, HERE), "kokoro")


async def test_a_problem_of_the_engine_ends_it() -> None:
    with pytest.raises(Unavailable, match="kokoro cannot speak: The model is damaged"):
        await own_studio.ready(studio(LOADING, DAMAGED, DAMAGED, DAMAGED), "kokoro")
