"""What tests share."""

from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.unblocked import Watch, watching
from wyoming_kokoro.settings import Loaded, Places, load
from wyoming_kokoro.studio import Studio


@pytest.fixture(autouse=True)
def unblocked() -> Iterator[Watch]:
    """Fails a test in which the program held up the event loop."""
    with watching(Watch()) as watch:
        yield watch
    assert not watch.seen, "the event loop was held up"


@pytest.fixture
def rng() -> np.random.Generator:
    """Chance that is the same in every run."""
    return np.random.default_rng(20_260_101)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Logs of texts that cannot be encoded are part of reports, and xdist sends reports encoded."""
    report = yield
    report.sections = [(name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections]
    return report


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    """The settings of a fresh data folder, with the engine that hums."""
    return load(Places(tmp_path, tmp_path), {"engine.name": "tone"}, {})


@pytest.fixture
async def studio(loaded: Loaded) -> AsyncIterator[Studio]:
    """A studio that hums."""
    opened = await Studio.open(loaded)
    yield opened
    await opened.close()
