"""The tuner, against what the published program returned for the same random weights (training/tuner_reference.py)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.tuner_reference import ABOUT, RECORDINGS, ROWS_KEPT, random_tensors, write_tensors
from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.audio.formats.decoding import decode
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.workshop.matching.resampling import to_rate
from wyoming_kokoro.workshop.matching.safetensors import read_tensors
from wyoming_kokoro.workshop.matching.speech_measures import (
    ceiling,
    fine_pitch_and_range,
    pitch_and_range,
    spectral_slope,
    syllable_rate,
)
from wyoming_kokoro.workshop.matching.tuner import Tuner

REFERENCE = json.loads((Path(__file__).parents[1] / "data/tuner_reference.json").read_text("utf-8"))
NAMES = pytest.mark.parametrize(("name", "rate"), RECORDINGS)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file of random weights with the published shapes."""
    path = tmp_path_factory.mktemp("tuner") / "model.safetensors"
    write_tensors(path, random_tensors(), ABOUT)
    yield path
    path.unlink()


@pytest.fixture(scope="module")
def tuner(weights: Path) -> Tuner:
    return Tuner(weights)


def recording(name: str, rate: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Return a shipped sample as the published program was given it."""
    samples, own = decode((voices_folder() / f"samples/{name}.opus").read_bytes())
    return to_rate(samples, own, rate)


@NAMES
def test_the_voice_is_that_of_the_published_program(tuner: Tuner, name: str, rate: int) -> None:
    expected, samples = REFERENCE[name], recording(name, rate)
    assert np.abs(tuner.direction(samples, rate) - expected["direction"]).max() < 1e-5
    tuned = tuner.tune(samples, rate)
    assert tuned.style.shape == (510, 256) and tuned.style.dtype == np.float32
    assert np.abs(tuned.style[list(ROWS_KEPT)] - expected["rows"]).max() < 1e-3
    assert tuned.prosody == pytest.approx(expected["weights"], abs=1e-4)


@NAMES
def test_what_is_measured_of_a_recording_is_the_same(name: str, rate: int) -> None:
    expected, samples = REFERENCE[name], recording(name, rate)
    highest = ceiling(samples, rate)
    assert highest == pytest.approx(expected["ceiling"])
    assert pitch_and_range(samples, rate, highest) == pytest.approx(expected["pitch_and_range"], abs=1e-4)
    assert syllable_rate(samples, rate) == pytest.approx(expected["syllable_rate"], abs=1e-4)
    assert spectral_slope(samples, rate) == pytest.approx(expected["spectral_slope"], abs=1e-4)
    mean, deviation = fine_pitch_and_range(samples, rate, highest)
    assert mean == pytest.approx(expected["fine_pitch_and_range"][0], abs=0.02)
    assert deviation == pytest.approx(expected["fine_pitch_and_range"][1], abs=0.02)


def test_another_file_is_refused(tmp_path: Path, weights: Path) -> None:
    content = weights.read_bytes()
    other = tmp_path / "other.safetensors"
    write_tensors(other, {"enc.something": np.zeros(3, np.float32)}, {})
    for damaged in (b"", content[:7], content[:5000], b"\xff" * 64, content[: len(content) // 2], other.read_bytes()):
        path = tmp_path / "damaged.safetensors"
        path.write_bytes(damaged)
        with pytest.raises(Unavailable):
            Tuner(path)


def test_numbers_outside_the_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "wrong.safetensors"
    for offsets, shape in (([0, 400], [100]), ([-4, 0], [1]), ([0, 4], [2])):
        header = json.dumps({"a": {"dtype": "F32", "shape": shape, "data_offsets": offsets}}).encode()
        path.write_bytes(len(header).to_bytes(8, "little") + header + bytes(8))
        with pytest.raises(Unavailable):
            read_tensors(path)
