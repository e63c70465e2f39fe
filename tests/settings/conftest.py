"""Fixtures of the settings tests."""

from pathlib import Path

import pytest

from wyoming_kokoro.settings import Paths


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """An empty data folder, with the add-on's options beside it."""
    data = tmp_path / "data"
    data.mkdir()
    return Paths(data, data, tmp_path / "options.json")
