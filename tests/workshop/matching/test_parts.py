"""The parts that make a voice: least squares, pitch, resampling, checks, and the search for a blend."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from wyoming_kokoro.workshop.matching.blend_search import MAX_VOICES, BlendSearch, KnownVoices, tidy
from wyoming_kokoro.workshop.matching.fine_pitch import fine_pitch
from wyoming_kokoro.workshop.matching.nnls import nnls
from wyoming_kokoro.workshop.matching.recording_checks import check_recording, is_silent, refusal
from wyoming_kokoro.workshop.matching.resampling import to_rate
from wyoming_kokoro.workshop.matching.sound_likeness import figures_of, likeness

Arrays = NDArray[Any]

RATE = 16_000


def voice_like(pitch: float, seconds: float = 4.0, rate: int = RATE, bright: float = 1.0) -> Arrays:
    """Return harmonics with syllables: loud for three quarters of the time, four times a second."""
    at = np.arange(int(seconds * rate)) / rate
    moving = pitch * 2 ** (np.sin(2 * np.pi * 0.7 * at) / 12)
    phase = 2 * np.pi * np.cumsum(moving) / rate
    sound = sum(np.sin(number * phase) / number**bright for number in range(1, 20))
    loud = np.clip(np.sin(2 * np.pi * 4 * at) + 0.7, 0, 1)
    random = np.random.default_rng(3)
    return np.asarray(0.2 * sound * loud + 1e-3 * random.standard_normal(len(at)), np.float32)


def test_least_squares_find_what_trying_every_choice_finds(rng: np.random.Generator) -> None:
    for _ in range(30):
        matrix, target = rng.standard_normal((8, 5)), rng.standard_normal(8)
        best = np.linalg.norm(target)
        for size in range(1, 6):
            for chosen in combinations(range(5), size):
                found = np.linalg.lstsq(matrix[:, chosen], target, rcond=None)[0]
                if (found >= 0).all():
                    best = min(best, np.linalg.norm(target - matrix[:, chosen] @ found))
        solution = nnls(matrix, target)
        assert (solution >= 0).all()
        assert np.linalg.norm(target - matrix @ solution) == pytest.approx(best, abs=1e-9)


@pytest.mark.parametrize("pitch", [80.0, 120.0, 210.0, 330.0])
def test_the_fine_tracker_follows_a_known_pitch(pitch: float) -> None:
    samples = voice_like(pitch, rate=24_000).astype(np.float64)
    curve = fine_pitch(samples, 24_000, 60.0, 400.0)
    voiced = curve.pitch > 0
    expected = pitch * 2 ** (np.sin(2 * np.pi * 0.7 * curve.times) / 12)
    assert voiced.mean() > 0.5
    assert np.abs(12 * np.log2(curve.pitch[voiced] / expected[voiced])).mean() < 0.05


def test_noise_has_no_pitch(rng: np.random.Generator) -> None:
    curve = fine_pitch(rng.standard_normal(48_000), 24_000, 60.0, 400.0)
    assert (curve.pitch > 0).mean() < 0.1


@pytest.mark.parametrize(("rate", "wanted"), [(48_000, 16_000), (44_100, 16_000), (16_000, 24_000), (24_000, 16_000)])
def test_another_rate_keeps_a_tone_and_its_place(rate: int, wanted: int) -> None:
    at = np.arange(2 * rate) / rate
    found = to_rate(np.sin(2 * np.pi * 440 * at).astype(np.float32), rate, wanted)
    expected = np.sin(2 * np.pi * 440 * np.arange(len(found)) / wanted)
    assert len(found) == 2 * wanted
    assert np.abs(found - expected)[500:-500].max() < 2e-3


def test_the_checks_of_a_good_recording_are_green() -> None:
    checks = check_recording(voice_like(120, 6.0), RATE, None)
    assert {check.name: check.light for check in checks} == dict.fromkeys(
        ("length", "speech", "noise", "clipping"), "good"
    )
    assert refusal(checks) is None


def test_faults_of_a_recording_are_found(rng: np.random.Generator) -> None:
    speech = voice_like(120, 6.0)
    noisy = speech + 0.2 * rng.standard_normal(len(speech)).astype(np.float32)
    cases = {
        "length": speech[: 2 * RATE],
        "speech": np.concatenate([speech[:RATE], np.zeros(9 * RATE, np.float32)]),
        "noise": noisy,
        "clipping": np.clip(9 * speech, -1, 1),
    }
    for name, samples in cases.items():
        found = next(check for check in check_recording(samples, RATE, None) if check.name == name)
        assert found.light == "refused", (name, found)
        assert found.advice and "cannot be used" in (refusal(check_recording(samples, RATE, None)) or "")
    assert is_silent(np.zeros(RATE, np.float32)) and not is_silent(speech)


def test_several_speakers_are_found() -> None:
    one, other = np.eye(8, dtype=np.float32)[:2]
    together = check_recording(voice_like(120, 6.0), RATE, np.stack([one, other, one, other]))
    alone = check_recording(voice_like(120, 6.0), RATE, np.stack([one, one, one]))
    assert next(check.light for check in together if check.name == "speaker") == "poor"
    assert next(check.light for check in alone if check.name == "speaker") == "good"
    many = check_recording(voice_like(120, 6.0), RATE, np.eye(8, dtype=np.float32))
    assert next(check.light for check in many if check.name == "speaker") == "refused"


def test_likeness_without_an_encoder_tells_voices_apart() -> None:
    low = figures_of(voice_like(110), RATE)
    same = figures_of(voice_like(112, 5.0), RATE)
    high = figures_of(voice_like(220, bright=0.6), RATE)
    assert likeness(low, low) == pytest.approx(1.0)
    assert likeness(low, same) > 0.8
    assert likeness(low, high) < 0.2


def known(rng: np.random.Generator, count: int = 12) -> tuple[KnownVoices, Arrays]:
    """Return voices, and what turns the numbers of a voice into what is heard of it."""
    ear = rng.standard_normal((16, 24))
    styles = rng.standard_normal((count, 16)).astype(np.float32)
    directions = heard(styles, ear)
    return KnownVoices([f"af_{place}" for place in range(count)], styles, directions), ear


def heard(styles: Arrays, ear: Arrays) -> Arrays:
    """Return what is heard of numbers: bent, so that a mix does not sound like the mean of what it is mixed from."""
    found = np.tanh(0.7 * styles @ ear) + 0.3 * np.maximum(styles @ ear, 0)
    result: Arrays = (found / np.linalg.norm(found, axis=-1, keepdims=True)).astype(np.float32)
    return result


def test_a_hidden_blend_is_found_with_eight_sounds() -> None:
    better = 0
    for seed in range(10):
        rng = np.random.default_rng(seed)
        voices, ear = known(rng)
        target = heard(np.array([0.5, 0.3, 0.2]) @ voices.styles[[1, 4, 7]], ear)
        count = 0

        def hear(shares: Arrays, voices: KnownVoices = voices, ear: Arrays = ear) -> Arrays:
            nonlocal count
            count += 1
            assert shares.sum() == pytest.approx(1) and (shares >= 0).all() and (shares > 0).sum() <= MAX_VOICES
            return heard(shares @ voices.styles, ear)

        search = BlendSearch(voices, target, hear)
        best = search.run(8)
        assert count == len(search.found) == 8
        assert best.similarity >= max(search.found[:2], key=lambda each: each.similarity).similarity
        better += best.similarity > float((voices.directions @ target).max()) + 0.02
    assert better >= 9


def test_a_voice_that_is_left_out_is_not_used() -> None:
    voices, _ = known(np.random.default_rng(1))
    left = voices.without("af_3")
    assert len(left.names) == len(left.styles) == len(left.directions) == 11
    assert "af_3" not in left.names


def test_small_shares_are_left_out(rng: np.random.Generator) -> None:
    shares = tidy(np.abs(rng.standard_normal(30)))
    assert (shares > 0).sum() <= MAX_VOICES and shares.sum() == pytest.approx(1)
