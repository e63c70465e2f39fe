"""A data folder of one's own."""

from pathlib import Path

import pytest

from wyoming_kokoro.settings import Places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """An empty data folder, with the add-on's options beside it."""
    data = tmp_path / "data"
    data.mkdir()
    return Places(data, data, tmp_path / "options.json")
