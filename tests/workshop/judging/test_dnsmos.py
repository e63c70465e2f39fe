"""DNSMOS gives the scores that the package speechmos gives, whose own code needs librosa."""

from importlib.util import find_spec

import numpy as np
import pytest

from wyoming_kokoro.speech import Samples
from wyoming_kokoro.workshop.judging.judges import dnsmos
from wyoming_kokoro.workshop.judging.options import JudgeOptions

pytestmark = pytest.mark.skipif(find_spec("speechmos") is None, reason="no speechmos: see tests/model/recogniser.txt")

SPEECHMOS = {
    2.5: {"ovrl": 2.2069, "sig": 2.9154, "bak": 2.9476, "p808": 2.4578},
    10.5: {"ovrl": 2.2135, "sig": 2.9692, "bak": 2.8535, "p808": 2.5079},
}
"""What speechmos 0.0.1.1 with librosa 0.11.0 gives for `sound`, by its seconds: repeated, and in two windows."""


def sound(seconds: float) -> Samples:
    """Return vowels of changing pitch with some noise."""
    places = np.arange(round(seconds * 16_000)) / 16_000
    pitch = 2 * np.pi * np.cumsum(120 + 30 * np.sin(2 * np.pi * 0.7 * places)) / 16_000
    vowel = sum(np.sin(number * pitch) / number**1.2 for number in range(1, 24))
    syllables = np.clip(np.sin(2 * np.pi * 3.1 * places), 0, 1) ** 0.5
    noise = np.random.default_rng(3).standard_normal(len(places))
    return np.asarray(0.12 * syllables * vowel + 0.002 * noise, np.float32)


@pytest.mark.parametrize("seconds", SPEECHMOS)
def test_the_scores_are_those_of_speechmos(seconds: float) -> None:
    judge = dnsmos.create(JudgeOptions(threads=1))
    assert judge.scores(sound(seconds)) == pytest.approx(SPEECHMOS[seconds], abs=1e-3)


def test_nothing_is_scored_where_there_is_no_sound() -> None:
    assert dnsmos.create(JudgeOptions(threads=1)).scores(np.zeros(0, np.float32)) == {}
