"""What tests of the workshop share."""

from pathlib import Path

import numpy as np
import pytest

from tests.workshop.results import own_model_settings
from wyoming_kokoro.settings import LoadedSettings


@pytest.fixture
def model_settings(tmp_path: Path, rng: np.random.Generator) -> LoadedSettings:
    """The settings of a data folder with a small model and a voice of the user's own."""
    return own_model_settings(tmp_path / "data", rng)
