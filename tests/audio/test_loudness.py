"""Loudness is measured as BS.1770 defines it."""

import numpy as np
import pytest

from benchmarks.hearing.ebur128 import ffmpeg_level
from tests.audio.loudness_oracle import needs_ffmpeg, speechlike
from wyoming_kokoro.audio.loudness import loudness
from wyoming_kokoro.speech import NOTHING, RATE, Samples


def _tone(pitch: float, level: float, seconds: float = 2.0) -> Samples:
    sound: Samples = (level * np.sin(2 * np.pi * pitch * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)
    return sound


def _level(samples: Samples) -> float:
    found = loudness(samples)
    assert found is not None
    return found


def test_a_full_tone_of_997_hertz_has_the_standard_loudness() -> None:
    assert _level(_tone(997, 1.0)) == pytest.approx(-3.01, abs=0.02)


def test_half_the_level_is_six_decibels_less() -> None:
    assert _level(_tone(500, 0.4)) - _level(_tone(500, 0.2)) == pytest.approx(6.02, abs=0.01)


def test_pauses_do_not_count() -> None:
    speech = _tone(300, 0.2)
    paused = np.concatenate((speech, np.zeros(5 * RATE, np.float32), speech))
    assert _level(paused) == pytest.approx(_level(speech), abs=0.5)


def test_low_tones_count_less_and_high_tones_more() -> None:
    assert _level(_tone(40, 0.2)) < _level(_tone(1000, 0.2)) < _level(_tone(4000, 0.2))


def test_a_sound_shorter_than_a_block_counts_as_one_with_silence_after_it() -> None:
    assert _level(_tone(997, 1.0, 0.2)) == pytest.approx(-3.01 - 3.01, abs=0.1)


@pytest.mark.parametrize("samples", [NOTHING, np.zeros(RATE, np.float32)], ids=["nothing", "silence"])
def test_silent_audio_has_no_loudness(samples: Samples) -> None:
    assert loudness(samples) is None


@needs_ffmpeg
@pytest.mark.parametrize("level", [0.02, 0.2, 0.7])
@pytest.mark.parametrize("seconds", [0.9, 4.0, 11.3])
def test_ffmpeg_measures_the_same(rng: np.random.Generator, seconds: float, level: float) -> None:
    sound = speechlike(rng, seconds, level)
    assert _level(sound) == pytest.approx(ffmpeg_level(sound).loudness, abs=0.15)
