"""The measures of the signal find what was done to a sound, and nothing in an untouched one."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.workshop.judging.fake_judges import RATE, sound
from wyoming_kokoro.speech import Samples
from wyoming_kokoro.workshop.judging.findings import Finding, findings
from wyoming_kokoro.workshop.judging.judges.signal import SignalJudge
from wyoming_kokoro.workshop.judging.take import Take
from wyoming_kokoro.workshop.judging.thresholds import THRESHOLDS, find_thresholds

BALANCED = find_thresholds("balanced")


def measured(samples: Samples, rate: int = RATE) -> dict[str, float | str]:
    return {each.name: each.value for each in SignalJudge().judge(Take("take", samples, rate))}


def found(samples: Samples) -> list[Finding]:
    return findings({"signal": measured(samples)}, BALANCED)


def clipped(samples: Samples) -> Samples:
    return np.clip(samples * 8, -1, 1)


def clipped_and_softer(samples: Samples) -> Samples:
    return np.clip(samples, -0.12, 0.12) * np.float32(0.5)


def noisy(samples: Samples) -> Samples:
    noise = np.random.default_rng(2).standard_normal(len(samples)) * 0.02
    return np.asarray(samples + noise, np.float32)


def cut_at_the_end(samples: Samples) -> Samples:
    return samples[: round(1.09 * RATE)]


def with_silence_inside(samples: Samples) -> Samples:
    place = round(1.06 * RATE)
    return np.concatenate((samples[:place], np.zeros(round(0.3 * RATE), np.float32), samples[place:]))


def silent(samples: Samples) -> Samples:
    return samples * np.float32(1e-4)


def with_wrong_numbers(samples: Samples) -> Samples:
    changed = samples.copy()
    changed[100] = np.nan
    return changed


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (clipped, "clipping"),
        (clipped_and_softer, "clipping"),
        (noisy, "noise"),
        (cut_at_the_end, "cut_end"),
        (with_silence_inside, "gap"),
        (silent, "silent"),
        (with_wrong_numbers, "broken"),
    ],
)
def test_what_was_done_to_the_signal_is_found(change: Callable[[Samples], Samples], kind: str) -> None:
    assert kind in {each.kind for each in found(change(sound(2.0))) if each.severity == "fault"}


@pytest.mark.parametrize("level", [0.02, 0.2, 0.9])
@pytest.mark.parametrize("seconds", [0.5, 2.0, 7.0])
def test_an_untouched_sound_has_no_fault_at_any_level(level: float, seconds: float) -> None:
    assert found(sound(seconds, level)) == []


def test_digital_silence_between_sentences_is_no_fault() -> None:
    both = np.concatenate((sound(1.0), np.zeros(round(0.4 * RATE), np.float32), sound(1.0, seed=2)))
    assert found(both) == []


def test_a_tone_has_its_measures() -> None:
    places = np.arange(RATE) / RATE
    tone = np.asarray(0.5 * np.sin(2 * np.pi * 1000 * places), np.float32)
    values = measured(tone)
    assert values["peak"] == pytest.approx(0.5, abs=1e-3)
    assert values["rms_db"] == pytest.approx(20 * np.log10(0.5 / np.sqrt(2)), abs=0.01)
    assert values["zero_crossing_rate"] == pytest.approx(2000 / RATE, abs=1e-3)
    assert values["spectral_centroid_hz"] == pytest.approx(1000, abs=15)
    assert values["spectral_rolloff_hz"] == pytest.approx(1000, abs=30)
    assert values["dc"] == pytest.approx(0, abs=1e-6)
    assert (values["duration"], values["sample_rate"], values["silence_pct"]) == (1.0, RATE, 0.0)


def test_silence_at_the_ends_and_inside_is_measured() -> None:
    gap = np.zeros(RATE // 2, np.float32)
    tone = np.full(RATE // 2, 0.1, np.float32)
    values = measured(np.concatenate((gap, tone, gap, tone, gap, gap)))
    assert values["leading_silence"] == pytest.approx(0.5, abs=0.03)
    assert values["longest_silence"] == pytest.approx(0.5, abs=0.03)
    assert values["trailing_silence"] == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize("count", [0, 1, 5, 63, 200])
def test_a_sound_of_a_few_samples_is_measured(count: int) -> None:
    values = measured(np.full(count, 0.1, np.float32))
    assert values["duration"] == count / RATE
    assert all(np.isfinite(value) for value in values.values() if isinstance(value, float))


def test_stricter_thresholds_find_no_less() -> None:
    values = {"signal": measured(noisy(sound(2.0)) * np.float32(1))}
    counts = [len(findings(values, limits)) for limits in THRESHOLDS]
    assert counts == sorted(counts, reverse=True)


def test_a_jump_inside_a_sound_is_a_click() -> None:
    assert measured(sound(2.0))["clicks"] == 0
    clicked = sound(2.0)
    clicked[[9000, 20_000, 31_000]] += np.float32(0.5)
    assert measured(clicked)["clicks"] == 3


def test_a_sound_that_begins_at_once_is_no_click() -> None:
    closed = np.random.default_rng(1).standard_normal(RATE // 2) * 2e-3
    opened = np.random.default_rng(2).standard_normal(RATE // 2) * 2e-2
    opened[0] = 0.3
    assert measured(np.concatenate((closed, opened)).astype(np.float32))["clicks"] == 0


def test_a_very_short_sound_has_no_clicks() -> None:
    assert measured(np.zeros(10, np.float32))["clicks"] == 0
