"""The resampler: what is in both rates stays as it is, and what is not is gone."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from wyoming_kokoro.audio import Resampler, resample
from wyoming_kokoro.speech import Samples

RATES = [(22_050, 24_000), (24_000, 48_000), (24_000, 44_100), (24_000, 22_050), (24_000, 16_000), (24_000, 8_000)]


def sine(rate: int, hertz: float) -> Samples:
    return np.sin(2 * np.pi * hertz * np.arange(rate // 2) / rate).astype(np.float32)


def fitted(samples: Samples, rate: int, hertz: float) -> tuple[NDArray[np.float64], float]:
    """The sine of this frequency within, as sine and cosine parts, and the level of all else against it."""
    inside = slice(len(samples) // 4, 3 * len(samples) // 4)
    turns = 2 * np.pi * hertz * np.arange(len(samples))[inside] / rate
    basis = np.stack([np.sin(turns), np.cos(turns)], axis=1)
    parts = np.linalg.lstsq(basis, samples[inside].astype(np.float64), rcond=None)[0]
    rest = samples[inside] - basis @ parts
    return parts, float(10 * np.log10(2 * np.mean(rest**2) + 1e-20))


@pytest.mark.parametrize(("rate", "wanted"), RATES)
def test_a_sine_keeps_its_level_and_its_phase(rate: int, wanted: int) -> None:
    limit = min(rate, wanted) / 2
    for hertz in np.linspace(50, 0.85 * limit, 25):
        (sine_part, cosine_part), rest = fitted(resample(sine(rate, hertz), rate, wanted), wanted, hertz)
        assert abs(20 * np.log10(np.hypot(sine_part, cosine_part))) < 0.01
        assert abs(np.arctan2(cosine_part, sine_part)) < 0.001
        assert rest < -80


@pytest.mark.parametrize(("rate", "wanted"), RATES)
def test_image_frequencies_stay_below_minus_80_decibels_up_to_the_limit(rate: int, wanted: int) -> None:
    limit = min(rate, wanted) / 2
    for hertz in np.linspace(0.85 * limit, 0.995 * limit, 15):
        assert fitted(resample(sine(rate, hertz), rate, wanted), wanted, hertz)[1] < -80


@pytest.mark.parametrize(("rate", "wanted"), [pair for pair in RATES if pair[1] < pair[0]])
def test_frequencies_above_the_new_limit_are_removed(rate: int, wanted: int) -> None:
    for hertz in np.linspace(1.005 * wanted / 2, 0.99 * rate / 2, 15):
        middle = resample(sine(rate, hertz), rate, wanted)[200:-200]
        assert np.abs(middle).max() < 10 ** (-80 / 20)


@pytest.mark.parametrize(("rate", "wanted"), [*RATES, (24_000, 24_000)])
@pytest.mark.parametrize("size", [1, 37, 1000, 100_000])
def test_block_size_does_not_matter(rate: int, wanted: int, size: int, rng: np.random.Generator) -> None:
    samples = rng.uniform(-1, 1, 3001 if size == 1 else 20_011).astype(np.float32)
    whole = resample(samples, rate, wanted)
    resampler = Resampler(rate, wanted)
    cuts = [*range(0, len(samples), size), len(samples)]
    parts = [resampler.feed(samples[start:end]) for start, end in pairwise(cuts)]
    assert np.allclose(np.concatenate([*parts, resampler.finish()]), whole, atol=1e-5)


@pytest.mark.parametrize(("rate", "wanted"), [*RATES, (24_000, 24_000)])
@pytest.mark.parametrize("count", [0, 1, 2, 50, 777, 24_000])
def test_resampling_keeps_the_duration(rate: int, wanted: int, count: int) -> None:
    assert len(resample(np.ones(count, np.float32), rate, wanted)) == round(count * wanted / rate)
