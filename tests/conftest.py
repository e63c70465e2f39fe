"""Fixtures and hooks for all tests."""

import gc
import logging
import os
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from pathlib import Path

import hypothesis
import numpy as np
import pytest

from tests.unblocked import Watch, watching
from wyoming_kokoro.settings import LoadedSettings, Paths, load
from wyoming_kokoro.studio import Studio

gc.disable()  # while thousands of tests are collected, which creates no garbage; enabled again below

hypothesis.settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")  # the same examples in every run, however busy the machine is

GOLDEN = Path(__file__).parent / "golden"
"""Transcripts of whole conversations."""

UNMARKED = {"speech.watermark": False}
"""Settings for tests that compare sound sample by sample with what the engine made."""

REAL_VARIABLE = "WYOMING_KOKORO_REAL"
"""The environment variable with the folder of Kokoro's real model and voices; without it that of script/real-kokoro."""

REAL_MODEL = "models/kokoro-v1.0.int8.onnx"


def pytest_collection_finish() -> None:
    """Collect garbage from now on, but never look for it among the tests: that takes a quarter of the run's time."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def unblocked() -> Iterator[Watch]:
    """Fails a test in which the program blocked the event loop."""
    with watching(Watch()) as watch:
        yield watch
    assert not watch.seen, "the event loop was blocked"


@pytest.fixture(autouse=True)
def restored_log() -> Iterator[None]:
    """Restores the log after each test: the stream it wrote to is closed when the next test writes."""
    root, own = logging.getLogger(), logging.getLogger("wyoming_kokoro")
    levels = root.level, own.level
    yield
    for handler in [each for each in root.handlers if each.get_name() == own.name]:
        root.removeHandler(handler)
    root.setLevel(levels[0])
    own.setLevel(levels[1])


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option for an answer that changes on purpose."""
    parser.addoption("--update-golden", action="store_true", help="write the transcripts again")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with the file of a name, or writes the file."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"{name} has changed; pytest --update-golden accepts it"

    return compare


@pytest.fixture
def rng() -> np.random.Generator:
    """Random numbers that are the same in every run."""
    return np.random.default_rng(20_260_101)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Escape what cannot be encoded in captured logs: xdist sends reports encoded."""
    report = yield
    report.sections = [(name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections]
    return report


@pytest.fixture
def loaded(tmp_path: Path) -> LoadedSettings:
    """The settings of an empty data folder, with the tone engine, whose samples arrive as it makes them."""
    return load(Paths(tmp_path, tmp_path), {"engine.name": "tone", **UNMARKED}, {})


@pytest.fixture
async def studio(loaded: LoadedSettings) -> AsyncIterator[Studio]:
    """A studio with the tone engine."""
    opened = await Studio.open(loaded)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def real_folder() -> Path:
    """The folder with Kokoro's published int8 model and its voices, for tests marked `model`; nothing may write there.

    A folder of an own to write into, with the same files, is `real_data`.
    """
    folder = Path(os.environ.get(REAL_VARIABLE) or Path(__file__).parents[1] / ".real-kokoro")
    if not (folder / REAL_MODEL).is_file():
        pytest.skip("Kokoro's real files are not here: script/real-kokoro fetches them")
    return folder.resolve()


@pytest.fixture
def real_data(real_folder: Path, tmp_path: Path) -> Path:
    """A new data folder with the real model and voices, as links; what is prepared from them is written there."""
    return link_files(real_folder, tmp_path / "real", "models", "voices")


def link_files(source: Path, data: Path, *kinds: str) -> Path:
    """Fill a new data folder with links to the files of another one, those of these kinds."""
    for kind in kinds:
        (data / kind).mkdir(parents=True)
        for file in (source / kind).iterdir():
            if file.is_file() and not file.name.startswith("."):
                (data / kind / file.name).symlink_to(file)
    return data
