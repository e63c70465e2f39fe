"""Peaks between samples are found, and the limiter keeps them below its ceiling."""

import numpy as np
import pytest

from benchmarks.hearing.ebur128 import ffmpeg_level
from tests.audio.loudness_oracle import needs_ffmpeg, speechlike
from wyoming_kokoro.audio.effects.limiter import DELAY, MAX_TRUE_PEAK, Limiter
from wyoming_kokoro.audio.true_peak import LARGEST_FACTOR, REACH, true_peak, true_peaks
from wyoming_kokoro.speech import NOTHING, RATE, Samples


def _limited(samples: Samples) -> Samples:
    limiter = Limiter()
    return np.concatenate((limiter.feed(samples), limiter.finish()))


def _decibels(level: float) -> float:
    return float(20 * np.log10(level))


def _oversampled_peak(samples: Samples, factor: int = 4) -> float:
    """Return the highest level by Fourier interpolation."""
    padded = np.pad(samples.astype(np.float64), RATE // 10)
    spectrum = np.fft.rfft(padded)
    size = len(padded) * factor
    finer = np.zeros(size // 2 + 1, complex)
    finer[: len(spectrum)] = spectrum
    return float(np.abs(np.fft.irfft(finer, size)).max() * factor)


def test_a_peak_between_two_samples_is_found() -> None:
    tone = np.sin(2 * np.pi * 6000 * np.arange(RATE) / RATE + np.pi / 4).astype(np.float32)[1000:-1000]
    faded = (tone * np.hanning(len(tone))).astype(np.float32)
    assert np.abs(faded).max() == pytest.approx(0.707, abs=0.001)
    assert true_peak(faded) == pytest.approx(1.0, abs=0.005)


def test_each_sample_has_the_peak_up_to_the_next_one(rng: np.random.Generator) -> None:
    samples = rng.uniform(-1, 1, 500).astype(np.float32)
    peaks = true_peaks(samples)
    assert len(peaks) == len(samples) - 2 * REACH + 1
    assert np.all(peaks >= np.abs(samples[REACH - 1 : -REACH]))
    assert peaks.max() <= np.abs(samples).max() * LARGEST_FACTOR
    assert true_peak(NOTHING) == 0


@pytest.mark.parametrize("factor", [1.0, 2.0, 4.0])
def test_the_true_peak_stays_below_the_ceiling(rng: np.random.Generator, factor: float) -> None:
    sound = speechlike(rng, 3.0, 0.5 * factor)
    assert _decibels(_oversampled_peak(sound)) > MAX_TRUE_PEAK
    assert _decibels(_oversampled_peak(_limited(sound))) <= MAX_TRUE_PEAK
    assert _decibels(true_peak(_limited(sound))) > MAX_TRUE_PEAK - 0.5


@needs_ffmpeg
@pytest.mark.parametrize("factor", [1.0, 2.0, 4.0])
def test_ffmpeg_finds_no_higher_peak(rng: np.random.Generator, factor: float) -> None:
    assert ffmpeg_level(_limited(speechlike(rng, 3.0, 0.5 * factor))).true_peak <= MAX_TRUE_PEAK


def test_turning_down_hardly_bends_a_low_voice() -> None:
    at = np.arange(2 * RATE) / RATE
    voice = (1.6 * np.sin(2 * np.pi * 100 * at)).astype(np.float32)
    steady = _limited(voice)[RATE // 2 : RATE // 2 + RATE]
    spectrum = np.abs(np.fft.rfft(steady * np.hanning(len(steady))))
    fundamental = spectrum[90:110].max()
    overtones = np.sqrt((spectrum[150:] ** 2).sum())
    assert _decibels(overtones / fundamental) < -40


def test_it_holds_back_a_few_milliseconds() -> None:
    assert DELAY / RATE < 0.007
    assert len(Limiter().feed(np.ones(RATE, np.float32))) == RATE - DELAY
