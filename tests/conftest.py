"""What tests share."""

from collections.abc import Iterator

import numpy as np
import pytest

from tests.unblocked import Watch, watching


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
