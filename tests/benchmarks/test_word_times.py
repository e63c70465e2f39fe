"""The judge of word times finds the edges of sounds that were put together, and how far words are from them."""

import numpy as np
import pytest

from benchmarks.judges.sound_edges import STEP, hiss, offset, onset, pauses
from benchmarks.word_times import edge_errors
from wyoming_kokoro.speech import RATE, Samples, WordTime


def _vowel(milliseconds: int) -> Samples:
    at = np.arange(milliseconds * STEP) / RATE
    return (0.3 * np.sign(np.sin(2 * np.pi * 120 * at)) * np.cos(2 * np.pi * 300 * at)).astype(np.float32)


def _hiss(milliseconds: int, rng: np.random.Generator) -> Samples:
    noise = np.diff(rng.normal(0, 0.3, milliseconds * STEP + 1))  # weak below, strong above
    return noise.astype(np.float32)


def _silence(milliseconds: int) -> Samples:
    return np.zeros(milliseconds * STEP, np.float32)


@pytest.fixture
def spoken(rng: np.random.Generator) -> Samples:
    """Silence to 200, a vowel to 400, a hiss to 550, a vowel to 800, silence to 1000, a vowel to 1200, silence."""
    parts = (_silence(200), _vowel(200), _hiss(150, rng), _vowel(250), _silence(200), _vowel(200), _silence(100))
    return np.concatenate(parts)


@pytest.mark.parametrize("away", [-110, -40, 0, 40, 110])
def test_the_edges_of_a_hiss_are_found_from_anywhere_near(spoken: Samples, away: int) -> None:
    assert onset(hiss(spoken), 400 + away) == pytest.approx(400, abs=3)
    assert offset(hiss(spoken), 550 + away) == pytest.approx(550, abs=3)


def test_where_nothing_changes_no_edge_is_found(rng: np.random.Generator) -> None:
    assert onset(hiss(_vowel(1000)), 500) is None
    assert onset(hiss(_hiss(1000, rng)), 500) is None


def test_pauses_and_both_ends_are_found(spoken: Samples) -> None:
    assert pauses(spoken, 120) == [(0, 200), (800, 1000), (1200, 1300)]


@pytest.mark.parametrize("late", [-20, 0, 60])
def test_times_that_are_late_are_found_to_be_late(spoken: Samples, late: int) -> None:
    places = ((200, 400, "ɑː"), (400, 800, "sɑː"), (1000, 1200, "ɑː"))
    words = [
        WordTime(at, at + 1, "word", (start + late) * STEP, (end + late) * STEP, phonemes)
        for at, (start, end, phonemes) in enumerate(places)
    ]
    errors = list(edge_errors(spoken, words))
    assert [kind for kind, _ in errors].count("start, hiss") == 1
    assert len(errors) == 5
    assert all(value == pytest.approx(late, abs=4) for _, value in errors)
