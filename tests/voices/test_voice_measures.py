"""Pitch, range, brightness and clearness are measured as they were made."""

import numpy as np
import pytest

from script.voice_measures import measure
from wyoming_kokoro.speech import RATE, Samples

SECONDS = 2.0


def tone(pitch: float, *, vibrato: float = 0.0, noise: float = 0.0, slope: float = 1.0) -> Samples:
    """Harmonics that become softer with the power `slope` of their number, with a slow vibrato in semitones."""
    times = np.arange(int(SECONDS * RATE)) / RATE
    course = pitch * 2 ** (vibrato / 12 * np.sin(2 * np.pi * times))
    phase = 2 * np.pi * np.cumsum(course) / RATE
    harmonics = range(1, int(10_000 / pitch))
    samples = sum(np.sin(number * phase) / number**slope for number in harmonics)
    rng = np.random.default_rng(1)
    return np.asarray(0.1 * (samples + noise * rng.standard_normal(len(times))), np.float32)


@pytest.mark.parametrize("noise", [0.0, 0.3])
@pytest.mark.parametrize("pitch", [75.0, 110.0, 200.0, 330.0, 440.0])
def test_pitch_is_right_within_half_a_percent_also_in_noise(pitch: float, noise: float) -> None:
    assert measure(tone(pitch, noise=noise)).pitch == pytest.approx(pitch, rel=0.005)


def test_the_range_is_that_of_the_vibrato() -> None:
    assert measure(tone(200.0)).pitch_range < 0.1
    # Of a sine a tenth is above 0.951 of its height, and a tenth below.
    assert measure(tone(200.0, vibrato=4.0)).pitch_range == pytest.approx(2 * 4 * 0.951, abs=0.3)


def test_noise_makes_a_voice_less_clear_and_soft_harmonics_less_bright() -> None:
    assert measure(tone(150.0)).clearness > measure(tone(150.0, noise=0.1)).clearness + 3
    assert measure(tone(150.0, noise=0.1)).clearness > measure(tone(150.0, noise=0.4)).clearness + 3
    assert measure(tone(150.0)).brightness > measure(tone(150.0, slope=1.5)).brightness + 3


def test_pauses_do_not_count() -> None:
    sound = tone(150.0)
    silence = np.zeros(RATE, np.float32)
    alone, between = measure(sound), measure(np.concatenate([silence, sound, silence, sound]))
    assert between.spoken == pytest.approx(2 * SECONDS, abs=0.2) and alone.spoken == pytest.approx(SECONDS, abs=0.1)
    assert between.pitch == pytest.approx(alone.pitch, rel=0.01)
