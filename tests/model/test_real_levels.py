"""Voices that differ by twelve decibels as the model makes them come out equally loud, and never too high."""

import numpy as np
import pytest

from tests.model.conftest import Speak
from wyoming_kokoro.audio.effects.limiter import MAX_TRUE_PEAK
from wyoming_kokoro.audio.loudness import loudness
from wyoming_kokoro.audio.true_peak import true_peak
from wyoming_kokoro.settings.table import SpeechSettings

pytestmark = pytest.mark.model

TOLERANCE = 1.5
"""LU from the loudness that is set, for a single sentence; the mean of several is nearer."""

TEXTS = {
    "af_nova": "Shall I turn off the lights in the kitchen?",
    "am_adam": "The battery of the smoke detector is almost empty.",
    "ff_siwis": "Est-ce que j'éteins les lumières de la cuisine ?",
    "if_sara": "La batteria del rilevatore di fumo è quasi scarica.",
    "zm_yunyang": "烟雾报警器的电池快没电了。",
}
"""The softest and the loudest voices, and sentences that the table of levels was not measured with."""


@pytest.mark.parametrize("voice", TEXTS)
async def test_soft_and_loud_voices_reach_the_loudness_that_is_set(voice: str, speak: Speak) -> None:
    samples = (await speak(TEXTS[voice], voice)).samples
    assert loudness(samples) == pytest.approx(SpeechSettings().loudness, abs=TOLERANCE)
    assert 20 * np.log10(true_peak(samples)) <= MAX_TRUE_PEAK


@pytest.mark.parametrize("text", ["Hi.", "Off.", "On.", "Yes?", "Done."])
async def test_a_word_alone_is_about_as_loud_as_a_sentence(text: str, speak: Speak) -> None:
    samples = (await speak(text)).samples
    assert loudness(samples) == pytest.approx(SpeechSettings().loudness, abs=2 * TOLERANCE)
    assert 20 * np.log10(true_peak(samples)) <= MAX_TRUE_PEAK
