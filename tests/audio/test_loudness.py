"""Loudness is measured as the ear has it."""

import numpy as np
import pytest

from wyoming_kokoro.audio.loudness import LEVEL, MAX_GAIN, gain_for, loudness
from wyoming_kokoro.speech import NOTHING, RATE, Samples


def _tone(pitch: float, level: float, seconds: float = 2.0) -> Samples:
    sound: Samples = (level * np.sin(2 * np.pi * pitch * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)
    return sound


def _level(samples: Samples) -> float:
    found = loudness(samples)
    assert found is not None
    return found


def test_a_tone_of_997_hertz_has_the_standard_loudness() -> None:
    assert _level(_tone(997, 1.0)) == pytest.approx(-3.01 + 0.691, abs=0.1)


def test_half_the_level_is_six_decibels_less() -> None:
    assert _level(_tone(500, 0.4)) - _level(_tone(500, 0.2)) == pytest.approx(6.02, abs=0.01)


def test_pauses_do_not_count() -> None:
    speech = _tone(300, 0.2)
    paused = np.concatenate((speech, np.zeros(5 * RATE, np.float32), speech))
    assert _level(paused) == pytest.approx(_level(speech), abs=0.5)


def test_low_tones_count_less_and_high_tones_more() -> None:
    assert _level(_tone(40, 0.2)) < _level(_tone(1000, 0.2)) < _level(_tone(4000, 0.2))


@pytest.mark.parametrize("samples", [NOTHING, np.zeros(RATE, np.float32), _tone(400, 0.5, 0.3)])
def test_silent_or_short_audio_has_no_loudness(samples: Samples) -> None:
    assert loudness(samples) is None


@pytest.mark.parametrize("level", [0.06, 0.1, 0.3])
def test_gains_bring_all_voices_to_one_level(level: float) -> None:
    voice = _tone(250, level)
    assert _level(voice * np.float32(gain_for(_level(voice)))) == pytest.approx(LEVEL, abs=0.1)


def test_a_doubtful_measurement_changes_little() -> None:
    assert 20 * np.log10(gain_for(-90)) == pytest.approx(MAX_GAIN)
    assert 20 * np.log10(gain_for(0)) == pytest.approx(-MAX_GAIN)
