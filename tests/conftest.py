"""What tests share."""

import gc
import logging
import os
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from pathlib import Path

import hypothesis
import numpy as np
import pytest

from tests.unblocked import Watch, watching
from wyoming_kokoro.pronounce.pack_lexicons import misaki_folder, pack
from wyoming_kokoro.settings import LoadedSettings, Paths, load
from wyoming_kokoro.settings.paths import LEXICONS
from wyoming_kokoro.studio import Studio

gc.disable()  # while thousands of tests are collected: nothing of that is garbage; switched on again below

hypothesis.settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")  # the same examples in every run, however busy the machine is

GOLDEN = Path(__file__).parent / "golden"
"""Transcripts of what the doors say."""


LEXICON_FOLDER = Path(__file__).parent / ".lexicons"
"""misaki's lexicons, packed once for all tests and runs: what is said in them must not depend on who was first."""


def pytest_configure(config: pytest.Config) -> None:
    """Has the lexicons packed before the first test, and lets programs that tests start find them too."""
    os.environ[LEXICONS] = str(LEXICON_FOLDER)
    misaki = misaki_folder()
    if misaki is not None and not hasattr(config, "workerinput"):
        pack(misaki, LEXICON_FOLDER)


def pytest_collection_finish() -> None:
    """Has garbage collected from now on, but not looked for among the tests: that takes a quarter of the run's time."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def unblocked() -> Iterator[Watch]:
    """Fails a test in which the program held up the event loop."""
    with watching(Watch()) as watch:
        yield watch
    assert not watch.seen, "the event loop was held up"


@pytest.fixture(autouse=True)
def logged_as_before() -> Iterator[None]:
    """Leaves nothing of how a test had the log written: its stream is closed when the next one writes."""
    root, own = logging.getLogger(), logging.getLogger("wyoming_kokoro")
    levels = root.level, own.level
    yield
    for handler in [each for each in root.handlers if each.get_name() == own.name]:
        root.removeHandler(handler)
    root.setLevel(levels[0])
    own.setLevel(levels[1])


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds what is asked for when an answer changes on purpose."""
    parser.addoption("--update-golden", action="store_true", help="write the transcripts anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with the one that is kept under a name, or keeps it."""

    def compare(name: str, text: str) -> None:
        kept = GOLDEN / name
        if request.config.getoption("--update-golden"):
            kept.write_text(text, encoding="utf-8")
        assert text == kept.read_text(encoding="utf-8"), f"{name} has changed; pytest --update-golden keeps it as it is"

    return compare


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
def loaded(tmp_path: Path) -> LoadedSettings:
    """The settings of a fresh data folder, with the engine that hums."""
    return load(Paths(tmp_path, tmp_path), {"engine.name": "tone"}, {})


@pytest.fixture
async def studio(loaded: LoadedSettings) -> AsyncIterator[Studio]:
    """A studio that hums."""
    opened = await Studio.open(loaded)
    yield opened
    await opened.close()
