"""What the cache's tests share."""

from collections.abc import Callable

import numpy as np
import pytest

from wyoming_kokoro.speech import PhraseAudio

MakeAudio = Callable[..., PhraseAudio]


@pytest.fixture
def make_audio(rng: np.random.Generator) -> MakeAudio:
    """Makes the sound of a phrase, of noise."""

    def make(samples: int = 1000, lengths: tuple[int, ...] | None = (400, 600)) -> PhraseAudio:
        return PhraseAudio(rng.uniform(-1, 1, samples).astype(np.float32), lengths)

    return make
