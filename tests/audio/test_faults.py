"""Broken sound is distinguished from speech."""

import numpy as np
import pytest

from wyoming_kokoro.audio.faults import fault
from wyoming_kokoro.speech import NOTHING, RATE, Samples

TIME = np.arange(RATE) / RATE
TONE: Samples = np.sin(2 * np.pi * 150 * TIME).astype(np.float32)


def with_one(value: float) -> Samples:
    """A tone in which one sample is another one."""
    samples = 0.3 * TONE
    samples[500] = value
    return samples.astype(np.float32)


@pytest.mark.parametrize(
    ("samples", "complaint"),
    [
        (NOTHING, "there is no sound"),
        (np.zeros(RATE, np.float32), "it is silent"),
        (np.full(RATE, 0.4, np.float32), "it is silent"),
        (0.002 * TONE, "it is silent"),
        (with_one(np.nan), "it is not made of numbers"),
        (with_one(-np.inf), "it is not made of numbers"),
        (np.sign(TONE), "it is clipped all along"),
        (np.clip(3 * TONE, -1, 1), "it is clipped all along"),
        (0.3 * TONE[:1000], "it is far too short"),
    ],
    ids=["nothing", "zeros", "constant", "hush", "nan", "infinite", "square", "clipped", "short"],
)
def test_faulty_audio_is_reported_with_its_fault(samples: Samples, complaint: str) -> None:
    assert fault(samples, 10) == complaint


@pytest.mark.parametrize(
    "samples",
    [0.3 * TONE, 0.01 * TONE, TONE, np.clip(1.05 * TONE, -1, 1), with_one(1.0), 0.3 * TONE[: 10 * RATE // 200]],
    ids=["ordinary", "soft", "loud", "touching", "click", "fast"],
)
def test_speech_has_no_fault(samples: Samples) -> None:
    assert fault(samples, 10) is None


def test_for_an_empty_phrase_silence_is_no_fault_but_invalid_samples_are() -> None:
    assert fault(NOTHING, 0) is None
    assert fault(np.zeros(RATE, np.float32), 0) is None
    assert fault(with_one(np.nan), 0) == "it is not made of numbers"
