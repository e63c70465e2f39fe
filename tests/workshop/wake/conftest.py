"""What tests of wake words share."""

import pytest

from wyoming_kokoro.settings import LoadedSettings, Paths, load
from wyoming_kokoro.workshop.jobs import TextReader


@pytest.fixture(scope="session")
def default_settings(tmp_path_factory: pytest.TempPathFactory) -> LoadedSettings:
    """The default settings of an empty data folder."""
    folder = tmp_path_factory.mktemp("data")
    return load(Paths(folder, folder), {}, {})


@pytest.fixture(scope="session")
def reader(default_settings: LoadedSettings) -> TextReader:
    """Reads texts as they are spoken by default."""
    return TextReader(default_settings)
